"""The clock of one machine is an hour off: leases and waits go by the clock of the database, which all share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from background.models import Job
from background.reaper import put_back_expired
from background.registry import enqueue

HOUR = timedelta(hours=1)
REAL_NOW = timezone.now
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("off", [HOUR, -HOUR], ids=["an hour ahead", "an hour behind"])]


@pytest.fixture
def clock(monkeypatch):
    return lambda off: monkeypatch.setattr(timezone, "now", lambda: REAL_NOW() + off)


def test_a_machine_whose_clock_is_off_takes_no_job_from_a_worker_that_lives(kind, clock, off):
    enqueue(kind())
    job = Job.objects.claim_next("default", "elsewhere/1/1")
    clock(off)
    put_back_expired()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING and job.attempts == 1


def test_a_worker_whose_clock_is_off_keeps_its_job_and_loses_it_when_silent(kind, clock, off):
    enqueue(kind())
    clock(off)
    job = Job.objects.claim_next("default", "elsewhere/1/1")
    assert job.renew()
    clock(timedelta(0))
    put_back_expired()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert abs((job.leased_until - REAL_NOW()).total_seconds() - 60) < 30
    Job.objects.update(leased_until=REAL_NOW() - timedelta(seconds=1))
    put_back_expired()
    job.refresh_from_db()
    assert job.state == Job.State.WAITING and job.error_code == "worker_lost"


def test_a_second_attempt_waits_its_time_whatever_the_clock(kind, clock, off):
    enqueue(kind())
    clock(off)
    job = Job.objects.claim_next("default", "elsewhere/1/1")
    assert job.retry("temporary")
    assert Job.objects.claim_next("default", "elsewhere/1/2") is None
    job.refresh_from_db()
    assert timedelta(0) < job.not_before - REAL_NOW() < timedelta(minutes=1)
