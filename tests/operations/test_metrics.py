import http.client
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Organisation
from background.models import Job
from call_review.models import Upload
from tests.call_review.aged_calls import DAY, a_call, a_campaign
from tests.call_review.conftest import calls_folder  # noqa: F401 - a fixture
from tests.operations.failing_room.portal import ask, portal_in

TOKEN = "a-token-of-prometheus"


def job(**fields):
    return Job.objects.create(kind="tests.kind", **fields)


def waiting(minutes, **fields):
    return job(created_at=timezone.now() - timedelta(minutes=minutes), **fields)


def read(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def scrape(client, token=TOKEN):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_metrics_do_not_exist_without_a_token_and_are_closed_to_others(client, db, settings):
    assert scrape(client).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == scrape(client, "another").status_code == 401


def test_metrics_tell_the_queue_its_ages_and_its_errors_and_nobody(client, alice, settings):
    settings.METRICS_TOKEN = TOKEN
    now = timezone.now()
    waiting(minutes=10, queue="speech", owner=alice)
    waiting(minutes=20, queue="speech", state="failed", error_code="unreadable", finished_at=now)
    waiting(minutes=20, state="done", started_at=now - timedelta(seconds=42), finished_at=now)
    text = scrape(client).content.decode()
    figures = read(text)
    assert figures['vigie_jobs{queue="speech",state="waiting"}'] == "1.0"
    assert 600 <= float(figures['vigie_oldest_due_job_age_seconds{queue="speech"}']) < 660
    assert figures['vigie_jobs_failed_last_day{code="unreadable",kind="tests.kind"}'] == "1.0"
    assert figures['vigie_jobs_work_seconds_last_day{kind="tests.kind"}'] == "42.0"
    assert figures['vigie_mails{state="failed"}'] == "0.0"
    assert alice.email not in text and "Alice" not in text


@pytest.mark.parametrize("off", [timedelta(hours=1), -timedelta(hours=1)], ids=["an hour ahead", "an hour behind"])
def test_ages_are_told_by_the_clock_of_the_database(client, db, settings, monkeypatch, off):
    settings.METRICS_TOKEN = TOKEN
    now = timezone.now()
    waiting(minutes=10)
    job(queue="speech", state="running", lease=uuid4(), leased_until=now, heartbeat_at=now - timedelta(seconds=30))
    job(state="done", started_at=now - timedelta(hours=24), finished_at=now - timedelta(hours=23, minutes=30))
    monkeypatch.setattr(timezone, "now", lambda: now + off)
    figures = read(scrape(client).content.decode())
    assert 600 <= float(figures['vigie_oldest_due_job_age_seconds{queue="default"}']) < 660
    assert 30 <= float(figures['vigie_heartbeat_age_seconds{queue="speech"}']) < 60
    assert figures['vigie_heartbeat_age_seconds{queue="default"}'] == "0.0"
    assert figures['vigie_jobs_done_last_day{kind="tests.kind"}'] == "1.0"


def test_metrics_tell_how_fast_calls_are_transcribed(client, alice, settings):
    settings.METRICS_TOKEN = TOKEN
    campaign, now = a_campaign(Organisation.objects.create(name="Caisse de l’Ouest")), timezone.now()
    for seconds, worked, ended in ((300, 30, timedelta(hours=1)), (100, 50, timedelta(hours=2)), (9000, 1, 2 * DAY)):
        done = job(queue="speech", state="done", started_at=now - ended - timedelta(seconds=worked), finished_at=now - ended)
        a_call(campaign, alice, seconds=seconds, engine="faster-whisper", job=done)
    a_call(campaign, alice, seconds=50, engine="faster-whisper", job=job(state="failed", started_at=now, finished_at=now))
    figures = read(scrape(client).content.decode())
    assert figures['vigie_transcribed_audio_seconds_last_day{engine="faster-whisper"}'] == "400.0"
    assert figures['vigie_transcription_speed{engine="faster-whisper"}'] == "5.0"


def test_metrics_tell_the_deposits_under_way_and_what_they_lack(client, alice, bob, settings, calls_folder):  # noqa: F811
    settings.METRICS_TOKEN = TOKEN
    campaign = a_campaign(Organisation.objects.create(name="Caisse de l’Ouest"))
    about = {"organisation": campaign.organisation, "campaign": campaign, "agent": bob, "declared_by": alice, "caller_informed": True}
    about |= {"recorded_at": timezone.now(), "channels": "mono"}
    begun = Upload.objects.create(**about, length=1000)
    begun.part.append(0, b"x" * 300)
    Upload.objects.create(**about, length=50)
    Upload.objects.create(**about)
    Upload.objects.create(**about, length=20, recording=a_call(campaign, bob))
    figures = read(scrape(client).content.decode())
    assert (figures["vigie_deposits"], figures["vigie_deposit_bytes_awaited"]) == ("3.0", "750.0")


def scraped(portal):
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    text = connection.getresponse().read().decode()
    connection.close()
    return read(text)


def test_answers_are_counted_once_whichever_process_gave_them_and_whichever_is_asked(tmp_path, empty_database):
    with portal_in(tmp_path, empty_database, VIGIE_METRICS_TOKEN=TOKEN, WEB_CONCURRENCY="2", TMPDIR=str(tmp_path)) as portal:
        portal.start("--only", "web")
        given = 0
        with ThreadPoolExecutor(8) as callers:
            while given < 1000 and (not given or len(list(tmp_path.glob("vigie-answers-*/counter_*.db"))) < 2):
                given += len(list(callers.map(lambda n: ask(portal, "failing", "Alice"), range(40))))
        assert len(list(tmp_path.glob("vigie-answers-*/counter_*.db"))) == 2, "one process gave all the answers"
        assert ask(portal, "complaining", "Alice") == 200 and ask(portal, "nowhere", "Alice") == 404
        seen = [scraped(portal) for _time in range(10)]
        answers = [{name: value for name, value in figures.items() if name.startswith("vigie_answers")} for figures in seen]
        told = {
            'vigie_answers_total{status="5xx",view="failing"}': float(given),
            'vigie_answers_total{status="2xx",view="complaining"}': 1.0,
        }
        assert [{name: float(figures[name]) for name in told} for figures in answers] == [told] * 10
        assert not [name for name in answers[0] if "Alice" in name or "nowhere" in name or "metrics" in name]
        portal.stop()
        assert not list(tmp_path.glob("vigie-answers-*"))
