"""Which call is transcribed first, what its page says of it meanwhile, and who lets one go first."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from background.models import Job
from background.runner import perform
from call_review import deposit_tokens, order, recordings, trials, uploads, watched
from call_review.models import Recording
from call_review.sample_calls import SAMPLES
from tests.call_review.dropping import Recorder, look
from tests.call_review.people import deposit, noise

HTMX = {"HX-Request": "true"}


@pytest.fixture
def night(coach, declaration, campaign, intake_folder) -> list[Recording]:
    """A call of a watched folder, and one that a machine sent."""
    recorder = Recorder(watched.open_folder(campaign, coach, Recording.Channels.MONO), intake_folder)
    recorder.drop_call(noise(1))
    look()
    token, _secret = deposit_tokens.make(campaign, coach, "Brest", timezone.localdate() + dt.timedelta(days=10), Recording.Channels.MONO)
    sent = deposit(uploads.declare(coach, declaration, token), noise(1, seed=1))
    return [Recording.objects.exclude(pk=sent.pk).get(), sent]


@pytest.fixture
def says(client):
    def page(user, call: Recording, **headers: str) -> str:
        client.force_login(user)
        return unescape(client.get(reverse("recordings:status", args=[call.key]), headers=headers).content.decode())

    return page


def next_call() -> Recording:
    job = Job.objects.claim_next("speech", "a worker")
    assert job is not None
    return Recording.objects.get(job=job)


def test_a_call_sent_by_a_person_goes_before_those_of_a_folder(night, recording):
    assert [call.job.priority for call in [*night, recording]] == [order.FROM_A_MACHINE, order.FROM_A_MACHINE, order.FROM_A_PERSON]
    assert next_call() == recording
    assert next_call() == night[0]


def test_the_length_that_the_file_declares_is_known_to_its_job(recording, caisse):
    assert (recording.job.size, recording.job.group) == (6, f"organisation {caisse.pk}")


def test_alice_lets_one_of_a_folder_go_first(night, recording, coach, client, says):
    last = night[1]
    page = says(coach, last)
    assert "En attente\u00a0: 2 tâches passent avant." in page and "Passer devant" in page
    said = client.post(reverse("recordings:forward", args=[last.key]), follow=True)
    assert "passe devant les autres" in said.content.decode()
    page = says(coach, last)
    assert "commence dans un instant" in page and "Passer devant" not in page
    assert "rien à changer" in unescape(client.post(reverse("recordings:forward", args=[last.key]), follow=True).content.decode())
    assert [next_call(), next_call(), next_call()] == [last, recording, night[0]]


def test_who_is_heard_follows_it_and_changes_nothing(night, agent, client, says):
    page = says(agent, night[1])
    assert "1 tâche passe avant" in page and "Passer devant" not in page
    assert client.post(reverse("recordings:forward", args=[night[1].key])).status_code == 404
    night[1].job.refresh_from_db()
    assert night[1].job.priority == order.FROM_A_MACHINE


def test_what_runs_is_over_or_set_aside_is_not_moved(recording, coach):
    assert next_call() == recording
    recording = Recording.objects.get()
    assert not recordings.may_go_first(recording) and not recordings.bring_forward(recording)
    recording.job.stop()
    assert not recordings.bring_forward(Recording.objects.get())


def test_who_asks_again_waits_for_it(night, coach):
    night[1].job.cancel()
    assert recordings.ask_again(night[1], coach)
    again = Recording.objects.get(pk=night[1].pk)
    assert (again.job.priority, again.job.size) == (order.FROM_A_PERSON, 1)
    assert next_call() == again


def test_a_trial_is_waited_for_too(night, caisse, alice):
    trial = trials.start(alice, caisse, next(iter(SAMPLES)))
    assert Job.objects.claim_next("speech", "a worker") == trial.job


def test_the_page_says_how_long_once_it_is_known(recording, coach, says):
    job = Job.objects.claim_next("speech", "a worker")
    job.report(0.2, "Transcription")
    assert "20 %" in says(coach, recording, **HTMX) and "encore" not in says(coach, recording, **HTMX)
    job.report(0.42, "Transcription", 239)
    bar = says(coach, recording, **HTMX)
    assert "42 %" in bar and "Transcription · encore 4 minutes environ" in bar
    Job.objects.filter(pk=job.pk).update(expected_at=timezone.now() + dt.timedelta(seconds=40))
    assert "moins d’une minute" in says(coach, recording, **HTMX)
    job.give_back()
    assert "encore" not in says(coach, recording, **HTMX), "nothing is known of the next attempt"


def test_the_list_says_each_place(night, recording, coach, client):
    client.force_login(coach)
    page = unescape(client.get(reverse("recordings:list")).content.decode())
    for place in ("commence dans un instant", "1 tâche passe avant", "2 tâches passent avant"):
        assert place in page


def test_pace_is_measured_where_the_engine_hears(recording, monkeypatch):
    """Not while the sound is prepared, nor while what was heard before is found again."""
    from background.run import Run

    told: list[tuple[float, bool]] = []
    progress = Run.progress

    def noted(self, fraction, note="", *, paced=True):
        told.append((fraction, paced))
        progress(self, fraction, note, paced=paced)

    monkeypatch.setattr(Run, "progress", noted)
    job = Job.objects.claim_next("speech", "a worker")
    perform(job)
    recording.refresh_from_db()
    assert recording.state == "ready"
    assert told[0] == (0.0, False) and all(not paced for fraction, paced in told if fraction < 0.05)
    assert told[-1] == (1.0, True)
