import shutil
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from background.models import Job
from operations import readiness


@pytest.fixture(autouse=True)
def bell_of_this_process():
    before, current_app.conf.broker_url = current_app.conf.broker_url, "memory://"
    yield
    current_app.conf.broker_url = before


def waiting(minutes, **fields):
    return Job.objects.create(kind="tests.kind", created_at=timezone.now() - timedelta(minutes=minutes), **fields)


def checks(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_healthz_asks_nothing_of_anyone(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_readyz_is_200_when_nothing_is_missing(client, db):
    assert checks(client) == (200, dict.fromkeys(readiness.CHECKS, "ok"))


def test_both_answer_over_http_where_pages_are_sent_to_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    from django.test import Client

    fresh = Client()
    assert fresh.get("/").status_code == 301
    assert fresh.get("/healthz").status_code == 200
    assert fresh.get("/readyz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_without_a_table_of_the_cache_it_is_not_ready(client, settings):
    if "DatabaseCache" not in settings.CACHES["default"]["BACKEND"]:
        pytest.skip("the cache of these settings has no table")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vigie_cache RENAME TO elsewhere")
    try:
        assert checks(client) == (503, dict.fromkeys(readiness.CHECKS, "ok") | {"cache": "away"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO vigie_cache")


def test_without_its_broker_it_is_not_ready(client, db):
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    status, answers = checks(client)
    assert (status, answers["broker"], answers["database"]) == (503, "away", "ok")


def test_without_a_place_to_write_it_is_not_ready(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "unplugged"
    status, answers = checks(client)
    assert (status, answers["data_folder"]) == (503, "not_writable")


def test_with_a_full_disk_it_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10))
    status, answers = checks(client)
    assert (status, answers["data_folder"]) == (503, "disk_full")


def test_a_job_that_nobody_hears_says_that_workers_are_gone(client, db):
    waiting(minutes=6, queue="speech")
    assert checks(client)[1]["workers"] == "nobody_works"


def test_a_long_queue_that_moves_is_no_fault(client, db):
    waiting(minutes=60, queue="speech")
    waiting(minutes=61, queue="speech", state="done", finished_at=timezone.now() - timedelta(minutes=1))
    assert checks(client)[1]["workers"] == "ok"


def test_without_its_database_what_needs_it_is_not_asked(monkeypatch):
    monkeypatch.setitem(readiness.CHECKS, "database", lambda: 1 / 0)
    answers = readiness.answers()
    assert answers["database"] == "away"
    assert {answers[name] for name in readiness.NEED_THE_DATABASE} == {"not_asked"}


@pytest.mark.parametrize("off", [timedelta(hours=1), -timedelta(hours=1)], ids=["an hour ahead", "an hour behind"])
def test_the_clock_of_this_machine_does_not_say_that_workers_are_gone(client, db, monkeypatch, off):
    waiting(minutes=60, queue="speech")
    waiting(minutes=61, queue="speech", state="running", lease=uuid4(), leased_until=timezone.now(), heartbeat_at=timezone.now())
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + off)
    assert checks(client)[1]["workers"] == "ok"
