"""A worker that hears its broker no more ends and is started again; one that hears, or that works, is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from background import hearing
from background.models import Job
from background.registry import enqueue
from background.workers import this_worker
from tests.background.portal import Portal, until
from tests.servers import Redis, in_a_folder

pytestmark = pytest.mark.django_db


@contextmanager
def portal_on_redis(folder) -> Iterator[Portal]:
    with in_a_folder(Redis) as redis:
        redis.start()
        portal = Portal(folder, CACHE_URL="dbcache://vigie_cache", BROKER_URL=redis.url)
        portal.manage("migrate", "--run-syncdb", "-v0", check=True)
        portal.manage("createcachetable", check=True)
        portal.start()
        try:
            yield portal
        finally:
            portal.stop()


@pytest.mark.long
@pytest.mark.parametrize("broker", ["filesystem", "redis"])
def test_a_worker_that_lost_its_hearing_is_replaced_and_the_work_is_done(portal, tmp_path, broker):
    if broker == "redis":
        with portal_on_redis(tmp_path / "redis") as on_redis:
            lost_and_replaced(on_redis)
    else:
        portal.start()
        lost_and_replaced(portal)


def lost_and_replaced(portal: Portal) -> None:
    [deafened] = portal.enqueue("tests.lose_hearing")
    until(lambda: portal.job(deafened)["state"] == "done")
    [job] = portal.enqueue("tests.slow_speech", steps=2)
    until(lambda: portal.job(job)["state"] == "done", 90)
    assert "this worker hears nothing" in portal.log
    assert portal.job(job)["attempts"] == 1 and portal.times_finished(job) == 1


def test_nothing_due_is_no_deafness():
    assert not hearing.work_is_left(frozenset({"default", "speech"}))


def test_work_of_another_queue_is_no_deafness():
    enqueue("background.forget")
    assert not hearing.work_is_left(frozenset({"speech"}))
    assert hearing.work_is_left(frozenset({"default"}))


def test_a_long_queue_behind_the_job_at_work_is_no_deafness():
    enqueue("background.forget")
    enqueue("background.forget")
    assert Job.objects.claim_next("default", "another machine")
    assert hearing.work_is_left(frozenset({"default"})), "that another works does not say that this one hears"
    assert Job.objects.claim_next("default", this_worker())
    enqueue("background.forget")
    assert not hearing.work_is_left(frozenset({"default"}))


def test_while_the_broker_is_away_nobody_is_deaf(settings):
    from celery import current_app

    enqueue("background.forget")
    before = current_app.conf.broker_url
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        assert not hearing.work_is_left(frozenset({"default"}))
    finally:
        current_app.conf.broker_url = before
