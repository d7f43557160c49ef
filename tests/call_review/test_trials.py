"""Alice asks for a trial of the engine; Bob, of the same organisation, may look; Charlie, elsewhere, learns nothing."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts import roles
from accounts.models import Role
from background.models import Job
from call_review import trials
from call_review.models import Trial
from call_review.sample_calls import SAMPLES

SAMPLE = next(iter(SAMPLES))
TRANSCRIPT = {
    "engine": "faster-whisper",
    "model": "base@905e5bf8336b",
    "language": "fr",
    "audio_seconds": 6.0,
    "elapsed_seconds": 1.5,
    "turns": [
        {
            "speaker": "agent",
            "start": 0.5,
            "end": 1.0,
            "text": "Bonjour.",
            "words": [{"start": 0.5, "end": 1.0, "text": "Bonjour.", "probability": 0.3}],
        }
    ],
}


@pytest.fixture
def finished(alice_administers, caisse) -> Trial:
    trial = trials.start(alice_administers, caisse, SAMPLE)
    trial.transcript = TRANSCRIPT
    trial.finished_at = trial.asked_at
    trial.save()
    return trial


def test_alice_asks_for_a_trial(client, alice_administers, django_capture_on_commit_callbacks):
    client.force_login(alice_administers)
    response = client.post(reverse("call_review:trials"), {"sample": SAMPLE})
    trial = Trial.objects.get()
    assert response.url == trial.get_absolute_url()
    assert trial.job.kind == "call_review.trial" and trial.job.queue == "speech" and trial.job.owner == alice_administers
    assert SAMPLES[SAMPLE].title in client.get(response.url).content.decode()


@pytest.mark.parametrize("sample", ["", "nothing", "../../etc/passwd", "\x00"])
def test_a_sample_that_does_not_exist_is_refused_with_a_sentence(client, alice_administers, sample):
    client.force_login(alice_administers)
    response = client.post(reverse("call_review:trials"), {"sample": sample})
    assert response.status_code == 400
    assert "appel d’essai" in response.content.decode()
    assert not Trial.objects.exists() and not Job.objects.exists()


def test_bob_reads_it_and_charlie_does_not_learn_that_it_exists(client, finished, bob_checks_quality, charlie_administers_elsewhere):
    for name in ("trial", "trial_pdf", "trial_json"):
        url = reverse(f"call_review:{name}", args=[finished.pk])
        client.force_login(bob_checks_quality)
        assert client.get(url).status_code == 200, name
        client.force_login(charlie_administers_elsewhere)
        assert client.get(url).status_code == 404, name
    assert f"/{finished.pk}/" not in client.get(reverse("call_review:trials")).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.QUALITY)])
def test_other_roles_have_no_trials(client, alice, caisse, role):
    roles.grant(alice, role, organisation=caisse)
    client.force_login(alice)
    assert client.get(reverse("call_review:trials")).status_code == 403


def test_a_word_of_doubt_is_marked(client, finished, alice_administers):
    client.force_login(alice_administers)
    page = client.get(finished.get_absolute_url()).content.decode()
    assert "vg-doubt" in page
    assert "0,25" in page, "seconds of computing per second of audio"


def test_the_pdf_says_what_was_heard(client, finished, alice_administers):
    client.force_login(alice_administers)
    response = client.get(reverse("call_review:trial_pdf", args=[finished.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert "Bonjour" in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


def test_nothing_to_download_before_the_end(client, alice_administers, caisse):
    trial = trials.start(alice_administers, caisse, SAMPLE)
    client.force_login(alice_administers)
    assert client.get(reverse("call_review:trial_pdf", args=[trial.pk])).status_code == 404


def test_erasing_needs_a_post_and_stops_the_job(client, alice_administers, caisse, charlie_administers_elsewhere):
    trial = trials.start(alice_administers, caisse, SAMPLE)
    url = reverse("call_review:delete_trial", args=[trial.pk])
    client.force_login(charlie_administers_elsewhere)
    assert client.post(url).status_code == 404
    client.force_login(alice_administers)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not Trial.objects.exists()
    assert Job.objects.get().state == Job.State.CANCELLED


def test_the_list_asks_as_many_questions_for_thirty_trials_as_for_three(client, alice_administers, caisse):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("call_review:trials"))
        return len(captured)

    client.force_login(alice_administers)
    for _ in range(3):
        trials.start(alice_administers, caisse, SAMPLE)
    queries()  # the first page of a process also reads the brand
    few = queries()
    for _ in range(15):
        trials.start(alice_administers, caisse, SAMPLE)
    assert queries() == few
