"""Alice watches and stops her job; Bob and Charlie cannot tell that it exists."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from background.models import Job
from background.registry import enqueue

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(kind, alice) -> Job:
    return enqueue(kind(label="Lecture de la liste"), owner=alice)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def url(job: Job, name: str = "status") -> str:
    return reverse(f"background:{name}", args=[job.pk])


def text(response) -> str:
    return unescape(response.content.decode())


def test_alice_sees_her_job_on_a_page_by_itself(as_alice, job):
    page = as_alice.get(url(job))
    assert page.status_code == 200
    assert "<h1>Lecture de la liste</h1>" in text(page)
    assert "En attente : commence dans un instant." in text(page)
    assert 'http-equiv="refresh"' in text(page)


def test_the_bar_alone_asks_for_itself_again(as_alice, job):
    Job.objects.update(progress=450)
    bar = as_alice.get(url(job), headers=HTMX)
    assert "<html" not in text(bar)
    assert 'value="45"' in text(bar)
    assert f'hx-get="{url(job)}" hx-trigger="every 1s"' in text(bar)
    assert "HX-Refresh" not in bar.headers
    assert "no-store" in bar.headers["Cache-Control"]


def test_what_lasts_is_asked_for_less_often(as_alice, job):
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert 'hx-trigger="every 5s"' in text(as_alice.get(url(job), headers=HTMX))


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_once_over_the_page_loads_again_and_nothing_asks_any_more(as_alice, job, state):
    Job.objects.update(state=state, finished_at=timezone.now())
    bar = as_alice.get(url(job), headers=HTMX)
    assert bar.headers["HX-Refresh"] == "true"
    page = text(as_alice.get(url(job)))
    for asking in ("hx-trigger", "http-equiv", "Arrêter la tâche"):
        assert asking not in text(bar) + page


def test_what_is_read_aloud_is_one_sentence(as_alice, job):
    Job.objects.filter(pk=job.pk).update(
        state="running", lease=job.pk, leased_until=timezone.now(), progress=450, progress_note="<b>ligne 3</b>"
    )
    assert as_alice.get(url(job) + "?aloud=1", headers=HTMX).content.decode() == "45 %. &lt;b&gt;ligne 3&lt;/b&gt;"


def test_alice_stops_her_job_and_is_back_where_she_was(as_alice, job):
    there = "http://testserver/equipe/import/3/"
    answer = as_alice.post(url(job, "cancel"), headers={"Referer": there})
    assert (answer.status_code, answer.headers["Location"]) == (302, there)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "Arrêt fait, à votre demande." in text(as_alice.get(url(job)))


@pytest.mark.parametrize("referer", ["https://elsewhere.example/", "javascript:alert(1)", "//elsewhere.example", ""])
def test_stopping_never_leads_elsewhere(as_alice, job, referer):
    answer = as_alice.post(url(job, "cancel"), headers={"Referer": referer})
    assert answer.headers["Location"] == url(job)


def test_a_job_is_not_stopped_by_a_link(as_alice, job):
    assert as_alice.get(url(job, "cancel")).status_code == 405
    job.refresh_from_db()
    assert job.state == "waiting"


@pytest.mark.parametrize("who", ["bob", "charlie"])
@pytest.mark.parametrize(("name", "method"), [("status", "get"), ("cancel", "post")])
def test_others_find_nothing(client, job, request, who, name, method):
    client.force_login(request.getfixturevalue(who))
    assert getattr(client, method)(url(job, name)).status_code == 404
    job.refresh_from_db()
    assert job.state == "waiting"


def test_without_signing_in_there_is_only_the_door(client, job):
    answer = client.get(url(job))
    assert answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))


def test_who_administers_sees_all_jobs(client, job):
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery"))
    assert client.get(url(job)).status_code == 200


def test_a_job_nobody_owns_is_shown_to_nobody(kind, as_alice):
    assert as_alice.get(url(enqueue(kind()))).status_code == 404
