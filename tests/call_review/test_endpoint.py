"""A call whose transcription is done by another server: slow, wrong, down, and back. Its original stays; one transcript, once."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from django.urls import reverse

from accounts import roles
from accounts.models import Role
from background.models import Job
from background.runner import work_off
from call_review.models import HeardStretch, Recording, Turn
from tests.background.portal import until
from tests.call_review.people import CLIP
from tests.speech.transcription_server import Reply, TranscriptionServer, heard, told


@pytest.fixture
def server(settings):
    with TranscriptionServer() as started:
        settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "whisper-base"
        settings.SPEECH_ENDPOINT_URL = started.url
        yield started


def work_off_all_attempts() -> None:
    """Without the pauses between them."""
    while Job.objects.filter(queue="speech", state=Job.State.WAITING).update(not_before=None):
        assert work_off("speech")


def nothing_half_done(recording: Recording, calls_folder: Path) -> None:
    assert Path(recording.original.path).read_bytes() == CLIP
    assert not recording.turns.exists() and not recording.listening and not recording.features
    assert [path.name for path in calls_folder.glob("*/*/*")] == ["original"]


def transcribed_once(recording: Recording) -> None:
    recording.refresh_from_db()
    assert (recording.state, recording.engine, recording.model) == (Recording.State.READY, "endpoint", "whisper-base@127.0.0.1")
    turns = list(Turn.objects.filter(recording=recording))
    assert {turn.speaker for turn in turns} == {"agent", "caller"}
    assert [turn.position for turn in turns] == list(range(len(turns)))
    assert Path(recording.original.path).read_bytes() == CLIP


def page_of(recording: Recording, client) -> str:
    return client.get(reverse("recordings:status", args=[recording.key])).content.decode()


@pytest.mark.parametrize(
    ("reply", "attempts", "sentence"),
    [
        pytest.param(Reply(502), 3, "est en panne (502)", id="in trouble"),
        pytest.param(Reply(silent_for=60), 3, "est trop lent", id="slow"),
        pytest.param(Reply(body=b'{"text": "Bonj', announced=999), 3, "au milieu de sa réponse", id="cut"),
        pytest.param(Reply(body=b"<html>"), 1, "ne se lit pas", id="wrong"),
        pytest.param(
            told({"text": "Bonjour.", "segments": [{"start": 900, "end": 901, "text": "Bonjour."}]}), 1, "moments impossibles", id="lying"
        ),
        pytest.param(Reply(401), 1, "refuse le portail (401)", id="key"),
    ],
)
def test_the_coach_reads_why_and_asks_again_once_it_is_mended(
    server, settings, recording, coach, client, calls_folder, reply, attempts, sentence
):
    settings.SPEECH_ENDPOINT_SECONDS = 1 if reply.silent_for else 120
    # The first channel is heard, once: half a transcript would be there to keep, and is what the next attempts go on from.
    server.replies = lambda question: told(heard(question)) if len(server.asked) == 1 and reply.status == 502 else reply
    work_off_all_attempts()
    recording.refresh_from_db()
    assert (recording.job.state, recording.job.attempts) == (Job.State.FAILED, attempts)
    nothing_half_done(recording, calls_folder)
    assert HeardStretch.objects.exists() is (reply.status == 502)
    client.force_login(coach)
    page = page_of(recording, client)
    assert sentence in page and "Relancer la transcription" in page
    settings.SPEECH_ENDPOINT_SECONDS = 120
    server.replies = lambda question: told(heard(question))
    client.post(reverse("recordings:retry", args=[recording.key]))
    work_off_all_attempts()
    transcribed_once(recording)


def test_a_call_is_transcribed_by_itself_once_the_server_is_back(server, recording, coach, client, calls_folder):
    port = server.port
    server.__exit__()
    assert work_off("speech") == 1
    recording.refresh_from_db()
    assert (recording.job.state, recording.job.error_code) == (Job.State.WAITING, "endpoint_away")
    nothing_half_done(recording, calls_folder)
    client.force_login(coach)
    assert "Nouvel essai à" in client.get(f"{reverse('background:status', args=[recording.job.pk])}").content.decode()
    with TranscriptionServer(port=port):
        work_off_all_attempts()
    transcribed_once(recording)
    assert recording.job.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_and_a_stop_heard_while_the_server_is_slow(server, settings, recording, coach, client, calls_folder):
    settings.JOB_LEASE_SECONDS = 3
    server.replies = lambda question: Reply(silent_for=120)
    worker = threading.Thread(target=work_off_in_a_thread)
    worker.start()
    try:
        until(lambda: server.asked, 60)
        leases = {Job.objects.get(pk=recording.job_id).leased_until}
        until(lambda: leases.add(Job.objects.get(pk=recording.job_id).leased_until) or len(leases) > 3, 30)
        assert all(one < other for one, other in pairwise(sorted(leases)))
        client.force_login(coach)
        client.post(reverse("background:cancel", args=[recording.job_id]))
        worker.join(20)
        assert not worker.is_alive() and server.cut.wait(5)
    finally:
        server.stopping.set()
        worker.join()
    recording.refresh_from_db()
    assert recording.job.state == Job.State.CANCELLED
    nothing_half_done(recording, calls_folder)
    assert "Relancer la transcription" in page_of(recording, client)


def test_pages_say_where_the_sound_goes(settings, alice_administers, caisse, client):
    roles.grant(alice_administers, Role.DPO, organisation=caisse)
    client.force_login(alice_administers)
    pages = reverse("call_review:trials"), reverse("dashboard")
    assert all("stt.example" not in client.get(page).content.decode() for page in pages)
    assert "sur le serveur du portail" in client.get(pages[1]).content.decode()
    settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "large-v3"
    settings.SPEECH_ENDPOINT_URL, settings.SPEECH_ENDPOINT_IS_LOCAL = "https://stt.example/v1/audio/transcriptions", False
    assert all("stt.example" in client.get(page).content.decode() for page in pages)
    assert "sur le serveur du portail" not in client.get(pages[1]).content.decode()


def work_off_in_a_thread() -> None:
    from django.db import connections

    try:
        work_off("speech")
    finally:
        connections.close_all()
