"""The real engine on a small clip: sound to play, waveform, words; once, whatever happens in between."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from background.models import Job
from background.runner import work_off
from call_review import features, glossary, recordings
from call_review.models import Recording, Turn
from speech.audio import decode, probe
from tests.call_review.people import CLIP, deposit, noise


def test_a_call_becomes_sound_waveform_and_words(recording):
    assert work_off("speech") == 1
    recording.refresh_from_db()
    assert (recording.state, recording.job.state) == (Recording.State.READY, Job.State.DONE)
    assert recording.seconds == pytest.approx(5.6, abs=0.01)
    assert recording.engine and recording.model and recording.language == "fr" and recording.transcribed_at
    turns = list(recording.turns.all())
    assert {turn.speaker for turn in turns} == {"agent", "caller"}
    assert [turn.position for turn in turns] == list(range(len(turns)))
    assert all(turn.words and turn.text for turn in turns)
    with recording.features.open("rb") as file:
        drawn = features.read(io.BytesIO(file.read()))
    assert (drawn.call, drawn.sha256, drawn.channels) == (str(recording.key), recording.sha256, 2)
    assert drawn.seconds == pytest.approx(recording.seconds)
    assert len(drawn.words) == sum(len(turn.words) for turn in turns)
    assert drawn.peaks[20].shape == (2, 280) and drawn.peaks[20].max() > 50
    assert drawn.voice.shape == (2, 175) and drawn.voice.max(axis=1).min() > 127, "both speak"
    assert {int(channel) for channel, start, end in drawn.stretches if 0 <= start < end <= drawn.seconds} == {0, 1}
    sides = ["agent", "caller"]
    assert all(turns[int(turn)].speaker == sides[int(channel)] for *_times, channel, turn in drawn.words)
    assert drawn.made_by.keys() == {"engine", "model", "tuning", "glossary"} and drawn.made_by["engine"] == recording.engine


def test_the_words_of_the_organisation_are_put_right_and_what_was_heard_is_said(recording, coach, client):
    glossary.add(recording.organisation, coach, "limpide", ["clair"])
    work_off("speech")
    recording.refresh_from_db()
    turn = next(turn for turn in recording.turns.all() if "limpide" in turn.text)
    [word] = [word for word in turn.words if word["text"].startswith("limpide")]
    assert word["heard"].startswith("clair") and "clair" not in turn.text
    client.force_login(coach)
    page = client.get(recording.get_absolute_url()).content.decode()
    assert "Reconnu comme «\xa0clair" in page and "(reconnu comme «\xa0clair" in page
    with recording.features.open("rb") as file:
        assert features.read(io.BytesIO(file.read())).made_by["glossary"]


def test_the_words_of_another_organisation_change_nothing(recording, prefecture, charlie):
    glossary.add(prefecture, charlie, "limpide", ["clair"])
    work_off("speech")
    assert not any("limpide" in turn.text for turn in recording.turns.all())


def test_the_copy_to_listen_to_keeps_channels_and_length_and_can_be_sought(recording):
    work_off("speech")
    recording.refresh_from_db()
    facts = probe(recording.listening.path)
    assert (facts.container, facts.codec, facts.channels) == ("mov", "aac", 2)
    assert facts.seconds == pytest.approx(5.6, abs=0.01)
    with recording.listening.open("rb") as file:
        data = file.read()
    assert data.index(b"moov") < data.index(b"mdat"), "the index comes first: a browser seeks by ranges"
    with decode(recording.original.path) as original, decode(recording.listening.path) as copy:
        n = min(original.samples, copy.samples)
        for there, here in zip(original.read(0, n), copy.read(0, n), strict=True):
            assert (there @ here) / ((there @ there) * (here @ here)) ** 0.5 > 0.9, "in step with the original, channel by channel"


def test_nothing_is_left_aside(recording, calls_folder):
    work_off("speech")
    assert sorted(path.name for path in calls_folder.glob("*/*/*")) == ["features.h5", "listening.m4a", "original"]


def test_a_stop_is_heard_and_asked_again(recording, coach, client):
    recording.job.cancel()
    assert work_off("speech") == 0
    client.force_login(coach)
    page = reverse("recordings:status", args=[recording.key])
    assert "Relancer la transcription" in client.get(page).content.decode()
    assert Recording.objects.stopped().get() == recording
    client.post(reverse("recordings:retry", args=[recording.key]))
    assert Recording.objects.in_progress().get() == recording
    assert not recordings.ask_again(recording, coach), "a second click"
    assert Job.objects.filter(kind="call_review.process", state="waiting").count() == 1
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY
    assert not recordings.ask_again(recording, coach)
    assert "La transcription est prête" in client.get(page).content.decode()


def test_what_turns_out_to_be_no_call_fails_with_its_sentence(recording, coach, client):
    with open(recording.original.path, "wb") as file:  # noqa: PTH123
        file.write(b"fLaC" + bytes(100))
    work_off("speech")
    recording.refresh_from_db()
    assert (recording.state, recording.job.state) == (Recording.State.FAILED, Job.State.FAILED)
    client.force_login(coach)
    assert "abîmé" in client.get(reverse("recordings:status", args=[recording.key])).content.decode()
    with open(recording.original.path, "wb") as file:  # noqa: PTH123
        file.write(CLIP)
    assert recordings.ask_again(recording, coach)
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY


def test_an_earlier_job_writes_nothing_once_another_was_asked_for(recording, coach):
    """The first was stopped and came back to life: it is no longer the job of the recording."""
    first = recording.job
    first.cancel()
    recordings.ask_again(recording, coach)
    Job.objects.filter(pk=first.pk).update(state=Job.State.WAITING, finished_at=None, cancel_requested=False)
    work_off("speech")
    assert Turn.objects.filter(recording=recording).count() == Turn.objects.values("recording", "position").distinct().count()
    recording.refresh_from_db()
    assert recording.job_id != first.pk and recording.state == Recording.State.READY


def test_c18_noise_has_no_words(coach, upload):
    recording = deposit(upload, noise(3))
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY and not recording.turns.exists()


def test_progress_is_asked_for_by_the_page_and_ends_by_loading_it_again(recording, coach, agent, client):
    page = reverse("recordings:status", args=[recording.key])
    claimed = Job.objects.claim_next("speech", "a worker")
    claimed.report(0.42, "Transcription")
    Job.objects.update(started_at=timezone.now())
    for person in (coach, agent):
        client.force_login(person)
        bar = client.get(page, headers={"HX-Request": "true"})
        assert "42 %" in bar.content.decode() and "HX-Refresh" not in bar
        assert "<html" not in bar.content.decode()
        assert "42" in client.get(page + "?aloud=1", headers={"HX-Request": "true"}).content.decode()
    claimed.give_back()
    work_off("speech")
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_only_who_asked_may_stop_it(recording, coach, agent, client):
    page = reverse("recordings:status", args=[recording.key])
    client.force_login(coach)
    assert "Arrêter la transcription" in client.get(page).content.decode()
    client.force_login(agent)
    assert "Arrêter la transcription" not in client.get(page).content.decode()
