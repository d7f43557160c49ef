"""What only several processes on one database can show."""

from __future__ import annotations

import signal
import threading

import pytest
from django.db import connection, connections

from background.models import Job

CLAIM = """
from background.models import Job
print("ready", flush=True)
input()
while job := Job.objects.claim_next("default", "tests"):
    print(job.pk.hex)
"""

SILENT = """
import threading, time
from datetime import timedelta
from background.registry import enqueue, job
from background.runner import work_off
from background.reaper import reap
from background.models import Job

@job("tests.silent")
def silent(run):
    time.sleep(3)

row = enqueue("tests.silent")
worker = threading.Thread(target=work_off, args=["default"])
worker.start()
while worker.is_alive():
    reap()
    time.sleep(0.2)
row.refresh_from_db()
print(row.state, row.attempts)
"""

ENDLESS = """
import time
from datetime import timedelta
from background.registry import enqueue, job
from background.runner import work_off

@job("tests.endless", time_limit=timedelta(seconds=1))
def endless(run):
    time.sleep(60)

print(enqueue("tests.endless").pk.hex, flush=True)
work_off("default")
"""


def test_two_workers_that_claim_at_the_same_time_get_each_job_once(portal):
    jobs = portal.enqueue(*["tests.slow"] * 60, steps=1)
    workers = [portal.python(CLAIM) for _worker in range(2)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    shares = [worker.communicate(timeout=60) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], shares
    claimed = [pk for out, _err in shares for pk in out.split()]
    assert sorted(claimed) == sorted(jobs)
    assert portal.query("SELECT DISTINCT attempts FROM background_job") == [(1,)]


def test_a_handler_that_says_nothing_keeps_its_lease_by_its_heartbeat(portal):
    assert portal.run(SILENT, VIGIE_JOB_LEASE_SECONDS="1").split() == ["done", "1"]


def test_a_handler_over_its_time_limit_is_ended_with_its_process(portal):
    worker = portal.python(ENDLESS, VIGIE_JOB_LEASE_SECONDS="30")
    out, _err = worker.communicate(timeout=30)
    assert worker.returncode == -signal.SIGKILL
    job = portal.job(out.strip())
    assert (job["state"], job["error_code"], job["attempts"]) == ("failed", "too_long", 1)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_threads_on_the_database_of_the_settings_claim_each_job_once():
    if connection.vendor == "sqlite":
        pytest.skip("threads cannot share the database in memory; the processes above do the same on a file")
    Job.objects.bulk_create([Job(kind="tests.any") for _job in range(200)])
    claimed: list[Job] = []

    def claim() -> None:
        try:
            while job := Job.objects.claim_next("default", "tests"):
                claimed.append(job)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len({job.pk for job in claimed}) == 200
