"""Jobs whose worker is gone."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from background.models import Job
from background.reaper import give_back_of_the_dead, reap
from background.registry import enqueue
from background.workers import is_dead, this_worker

pytestmark = pytest.mark.django_db
ELSEWHERE = "another-host/1/1"


@pytest.fixture
def gone() -> str:
    """The name of a worker of this machine whose process has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return this_worker().rpartition("/")[0] + f"/{process.pid}"


def running(kind, worker: str, *, expired: bool = False, **options: object) -> Job:
    enqueue(kind(**options))
    job = Job.objects.claim_next("default", worker)
    if expired:
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    return job


def test_an_expired_lease_sends_the_job_back_at_once(kind):
    job = running(kind, ELSEWHERE, expired=True)
    reap()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code, job.worker, job.lease) == ("waiting", 1, "worker_lost", "", None)
    assert Job.objects.claim_next("default", "tests/1/1").attempts == 2


def test_a_lease_that_holds_is_left_alone(kind):
    job = running(kind, ELSEWHERE)
    reap()
    job.refresh_from_db()
    assert job.state == "running"


def test_the_last_attempt_lost_ends_the_job_with_its_reason(kind):
    job = running(kind, ELSEWHERE, expired=True, max_attempts=1)
    reap()
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "worker_lost")
    assert job.finished_at


def test_a_person_asked_to_stop_and_the_worker_is_gone(kind):
    job = running(kind, ELSEWHERE, expired=True)
    job.cancel()
    reap()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_dead_process_of_this_machine_is_not_waited_for(kind, gone):
    job = running(kind, gone)
    reap()
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("waiting", "worker_lost")


def test_a_portal_that_stopped_its_workers_itself_gives_back_uncounted(kind, gone):
    job = running(kind, gone, max_attempts=1)
    give_back_of_the_dead()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == ("waiting", 0, "interrupted")


def test_who_is_dead(gone):
    assert is_dead(gone)
    assert not is_dead(this_worker())
    assert not is_dead(f"another-host/4026531836/{gone.rpartition('/')[2]}"), "the same number elsewhere says nothing"
    host, boot, namespace, number = gone.split("/")
    assert not is_dead(f"{host}/{boot}/1/{number}"), "nor in another container"
    assert not is_dead(f"{host}/another-boot/{namespace}/{number}"), "nor on another machine that was given the same name"
    assert not is_dead("")
    assert this_worker().endswith(f"/{os.getpid()}")
