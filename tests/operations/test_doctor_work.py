import uuid
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from background.models import Job
from operations.checks import work
from tests.operations.examined import codes


@pytest.fixture(autouse=True)
def bell_of_this_process():
    before, current_app.conf.broker_url = current_app.conf.broker_url, "memory://"
    yield
    current_app.conf.broker_url = before


def waiting(minutes, **fields):
    return Job.objects.create(kind="tests.kind", created_at=timezone.now() - timedelta(minutes=minutes), **fields)


def test_nothing_is_wrong_where_nothing_is(db):
    assert [code for check in work.CHECKS for code in codes(check.ask)] == []


@pytest.mark.django_db(transaction=True)
def test_a_cache_whose_table_is_gone():
    if "db" not in str(caches["default"].__class__.__module__) and "counting" not in str(caches["default"].__class__.__module__):
        pytest.skip("CACHE_URL names another cache")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vigie_cache RENAME TO elsewhere")
    try:
        assert codes(work.shared_cache) == ["cache.away"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO vigie_cache")


@pytest.mark.parametrize(
    ("backend", "found"),
    [
        ("django.core.cache.backends.locmem.LocMemCache", ["cache.alone"]),
        ("django.core.cache.backends.dummy.DummyCache", ["cache.alone", "cache.does_not_keep"]),
    ],
)
def test_a_cache_of_one_process_or_of_none(settings, backend, found):
    settings.CACHES = {"default": {"BACKEND": backend}}
    assert codes(work.shared_cache) == found


def test_a_redis_that_is_not_there(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert codes(work.shared_cache) == ["cache.away"]


def test_a_broker_that_is_not_there():
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    assert codes(work.broker) == ["broker.away"]


def test_jobs_that_nobody_hears(db):
    waiting(minutes=6, queue="speech")
    assert codes(work.workers) == ["workers.nobody"]


def test_a_job_whose_worker_died_and_that_no_clock_gives_back(db):
    lost = waiting(minutes=60, state="running", lease=uuid.uuid4(), leased_until=timezone.now() - timedelta(minutes=11))
    assert codes(work.workers) == ["workers.no_clock"]
    Job.objects.filter(pk=lost.pk).update(leased_until=timezone.now() - timedelta(minutes=1))
    assert codes(work.workers) == []


def test_jobs_that_failed_are_counted_by_kind_and_code(alice):
    now = timezone.now()
    for _ in range(2):
        waiting(minutes=9, state="failed", error_code="unreadable", finished_at=now, owner=alice)
    waiting(minutes=9, state="failed", error_code="long_ago", finished_at=now - timedelta(hours=25))
    [finding] = work.failures()
    assert (finding.code, finding.severity) == ("jobs.failed", "note")
    assert "2 × tests.kind (unreadable)" in finding.wrong and "long_ago" not in finding.wrong
    assert alice.email not in finding.wrong
