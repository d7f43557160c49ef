"""A broker may deliver more than once: the row is the job, so it is done once."""

from __future__ import annotations

from tests.background.portal import until

WORKER = """
from celery import current_app
from background.tasks import answer
print("ready", flush=True)
input()
answer("default")
"""
RING_TWICE_MORE = "from background.doorbell import ring; ring('default'); ring('default')"


def test_a_job_delivered_three_times_to_three_workers_is_done_once(portal):
    [job] = portal.enqueue("tests.slow", steps=5)
    workers = [portal.python(WORKER) for _delivery in range(3)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        _out, err = worker.communicate(timeout=60)
        assert worker.returncode == 0, err
    assert portal.job(job)["state"] == "done"
    assert portal.job(job)["attempts"] == portal.attempts(job) == portal.times_finished(job) == 1


def test_a_job_rung_three_times_by_the_broker_is_done_once(portal):
    [job] = portal.enqueue("tests.slow", steps=5)
    portal.run(RING_TWICE_MORE)
    portal.start()
    until(lambda: portal.job(job)["state"] == "done", 60)
    portal.stop()
    assert portal.job(job)["attempts"] == portal.attempts(job) == portal.times_finished(job) == 1
