"""Step two in pages: a whole file by a plain form, what it becomes, and what is said when it may not."""

import datetime as dt
import os
import struct
import time
import uuid
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import AccessEntry, Notification, Role
from background.models import Job
from call_review import leftovers, uploads
from call_review.errors import DepositRefused
from call_review.models import Acknowledgement, Notice, Recording, Upload
from call_review.parts import Part
from call_review.purge import purge
from tests.call_review.people import CLIP, deposit, noise
from tests.speech.conftest import write

ODD = Path(__file__).parents[1] / "samples" / "odd"


@pytest.fixture
def page(client, coach, upload):
    client.force_login(coach)
    return reverse("recordings:upload", args=[upload.key])


def send(client, page: str, content: bytes, name: str = "Mme-Dupont-0612345678.wav", **options):
    return client.post(page, {"file": SimpleUploadedFile(name, content)}, **options)


def test_a_whole_file_becomes_a_recording_once(client, page, upload, coach, agent):
    done = send(client, page, CLIP, follow=True)
    recording = Recording.objects.get()
    assert done.redirect_chain == [(reverse("recordings:status", args=[recording.key]), 302)]
    assert "La transcription commence" in done.content.decode() or "la transcription commence" in done.content.decode()
    with recording.original.open("rb") as file:
        assert file.read() == CLIP
    assert (recording.state, recording.agent, recording.job.kind) == (Recording.State.WAITING, agent, "call_review.process")
    entry = AccessEntry.objects.get()
    assert (entry.act, entry.who, entry.object_key) == (AccessEntry.Act.DEPOSIT, coach, recording.key)
    assert [told.recipient for told in Notification.objects.filter(kind="call_received")] == [agent]
    assert client.post(page, follow=True).status_code == 200
    assert client.get(page)["Location"] == reverse("recordings:status", args=[recording.key])
    assert Recording.objects.count() == Job.objects.filter(kind="call_review.process").count() == 1


def test_c4_the_name_of_the_file_is_kept_nowhere(client, page, calls_folder):
    send(client, page, CLIP)
    recording = Recording.objects.get()
    assert [path.name for path in calls_folder.glob("*/*/*")] == ["original"]
    written = " ".join(str(value) for row in (recording, Upload.objects.get(), *AccessEntry.objects.all()) for value in vars(row).values())
    assert "Dupont" not in written and "0612345678" not in written


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide"),
        (b"<!doctype html><p>Bonjour</p>", "C’est une page web"),
        ((ODD / "text_renamed.wav").read_bytes(), "C’est du texte"),
        ((ODD / "random_bytes.ogg").read_bytes(), "n’est pas un son"),
        ((ODD / "video_with_audio.mp4").read_bytes(), "contient aussi une vidéo"),
        ((ODD / "video_without_audio.mp4").read_bytes(), "ne contient pas de piste sonore"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "C’est une image"),
    ],
)
def test_what_is_no_call_is_refused_and_nothing_is_kept(client, page, upload, content, said):
    refused = send(client, page, content)
    assert refused.status_code == 400 and said in refused.content.decode()
    assert upload.part.size == 0 and not Recording.objects.exists()
    if content:
        assert said in client.get(page).content.decode(), "still told when one comes back"
    assert send(client, page, CLIP).status_code == 302, "another file may be sent"


def test_more_than_two_channels_are_refused(client, page):
    import io
    import wave

    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(4)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(64000))
    assert "a 4 voies" in send(client, page, out.getvalue()).content.decode()


def test_no_file_is_a_sentence(client, page):
    refused = client.post(page)
    assert refused.status_code == 400 and "Choisissez l’enregistrement" in refused.content.decode()


def test_the_same_bytes_twice_are_the_recording_that_is_there(client, coach, declaration, recording):
    again = uploads.declare(coach, declaration)
    client.force_login(coach)
    done = send(client, reverse("recordings:upload", args=[again.key]), CLIP, follow=True)
    assert done.redirect_chain == [(reverse("recordings:status", args=[recording.key]), 302)]
    assert "déjà dans le portail" in done.content.decode()
    assert Recording.objects.count() == 1
    assert Job.objects.filter(kind="call_review.process").count() == 1


def test_the_same_bytes_of_another_body_are_another_recording(recording, prefecture, charlie):
    from dataclasses import replace

    from accounts.models import Team, User
    from tests.call_review.people import join, open_campaign

    titles = Team.objects.create(organisation=prefecture, name="Titres")
    roles.grant(charlie, Role.COACH, organisation=prefecture, team=titles)
    karim = join(User.objects.create_user("karim@example.org"), prefecture, titles)
    said = uploads.Declaration(
        open_campaign(prefecture, titles, charlie, karim), karim, timezone.now() - dt.timedelta(days=1), "mono", caller_informed=True
    )
    charlie = User.objects.get(pk=charlie.pk)
    assert deposit(uploads.declare(charlie, replace(said)), CLIP).pk != recording.pk


def test_c5_a_call_outside_the_period_is_set_aside(client, coach, declaration, agent, campaign):
    from dataclasses import replace

    early = replace(declaration, recorded_at=timezone.now() - dt.timedelta(weeks=7))
    set_aside(client, coach, agent, early, Recording.Quarantine.PERIOD, "hors de la période annoncée")


def test_c5_a_call_from_before_the_notice_was_read_is_set_aside(client, coach, declaration, agent):
    Acknowledgement.objects.update(acknowledged_at=timezone.now() - dt.timedelta(days=1))
    set_aside(client, coach, agent, declaration, Recording.Quarantine.NOTICE, "n’avait pas pris connaissance de la notice")


def test_c5_each_version_is_read_before_calls_are_played(client, coach, declaration, agent, campaign):
    Notice.objects.create(campaign=campaign, version=2, text="Corrigée", published_at=timezone.now() - dt.timedelta(days=3))
    set_aside(client, coach, agent, declaration, Recording.Quarantine.NOTICE, "n’avait pas pris connaissance de la notice")


def test_c5_a_version_published_after_the_call_changes_nothing_for_it(declaration, coach, campaign):
    Notice.objects.create(campaign=campaign, version=2, text="Corrigée", published_at=timezone.now() - dt.timedelta(days=1))
    assert deposit(uploads.declare(coach, declaration), CLIP).state == Recording.State.WAITING


def set_aside(client, coach, agent, said, reason, sentence) -> None:
    """Told before the file is sent; then nobody opens it, nothing is transcribed, and the agent is not troubled."""
    upload = uploads.declare(coach, said)
    client.force_login(coach)
    page = reverse("recordings:upload", args=[upload.key])
    assert sentence in client.get(page).content.decode()
    done = send(client, page, CLIP, follow=True)
    assert "mis de côté" in done.content.decode()
    recording = Recording.objects.get()
    assert (recording.state, recording.quarantine, recording.job) == (Recording.State.QUARANTINED, reason, None)
    for person in (coach, agent):
        client.force_login(person)
        assert client.get(reverse("recordings:status", args=[recording.key])).status_code == 404
        assert str(recording.key) not in client.get("/appels/").content.decode()
    assert not Notification.objects.filter(kind="call_received").exists()


def test_nothing_is_half_written_when_the_last_step_fails(upload, monkeypatch, calls_folder):
    """The log of accesses cannot be written: no row, no job, and the bytes are still those of the deposit."""
    uploads.announce(upload, len(CLIP))
    uploads.append(upload, 0, [CLIP])
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(AccessEntry.objects, "create", lambda **facts: 1 / 0)
        uploads.finish(upload)
    assert not Recording.objects.exists() and not Job.objects.filter(kind="call_review.process").exists()
    assert upload.part.path.read_bytes() == CLIP
    assert uploads.finish(upload).sha256, "asked again, it ends"


@pytest.mark.parametrize("declared", [1e16, -1e9, 0.0])
def test_a_duration_that_cannot_be_believed_is_left_to_the_decoding(upload, tmp_path, declared):
    """The segment of a WebM says how long it is (EBML element 4489): anything can be written there."""
    sound = write(tmp_path / "call.webm", np.zeros((1, 16_000), np.int16), 48_000, "libopus", container="webm").read_bytes()
    at = sound.index(b"\x44\x89\x88") + 3
    recording = deposit(upload, sound[:at] + struct.pack(">d", declared) + sound[at + 8 :])
    assert recording.job.size is None and recording.state == Recording.State.WAITING


def test_one_deposit_that_fails_keeps_nothing_else_from_being_swept(recording, upload, monkeypatch, calls_folder):
    gone = uuid.uuid4().hex
    (calls_folder / gone[:2] / gone).mkdir(parents=True)
    monkeypatch.setattr(uploads, "finish_delayed", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leftovers.sweep(SimpleNamespace(job=recording.job))
    assert [path.name for path in calls_folder.glob("??/*")] == [recording.key.hex]


def test_a_deposit_not_ended_in_a_day_is_swept(upload, coach, declaration, django_capture_on_commit_callbacks, calls_folder):
    uploads.announce(upload, len(CLIP))
    uploads.append(upload, 0, [CLIP[:1000]])
    Upload.objects.update(declared_at=timezone.now() - dt.timedelta(hours=25))
    recent = uploads.declare(coach, declaration)
    uploads.announce(recent, 10)
    with django_capture_on_commit_callbacks(execute=True):
        for old in uploads.abandoned(timezone.now() - dt.timedelta(hours=24)):
            uploads.discard(old)
    assert list(Upload.objects.all()) == [recent]
    assert [path.name for path in calls_folder.glob("??/*")] == [recent.key.hex]


def test_a_deposit_that_became_a_recording_is_forgotten_without_it(recording, upload, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        uploads.discard(Upload.objects.get())
    recording.refresh_from_db()
    assert recording.original.storage.exists(recording.original.name)


def test_what_a_crash_left_is_swept_and_nothing_else(recording, upload, coach, declaration, calls_folder):
    coming = uploads.declare(coach, declaration)
    uploads.announce(coming, 10)
    uploads.append(coming, 0, [b"12345"])
    lost = uuid.uuid4()
    Part(lost).append(0, b"abc")
    Part(recording.key).append(0, b"late")
    assert leftovers.remove_orphans() == 1
    assert sorted(path.name for path in calls_folder.glob("??/*")) == sorted([recording.key.hex, coming.key.hex])
    assert coming.part.size == 5 and Part(recording.key).size == 0
    assert recording.original.storage.exists(recording.original.name)


def test_the_daily_purge_leaves_a_deposit_that_pauses_for_hours(upload, calls_folder):
    uploads.announce(upload, 10)
    uploads.append(upload, 0, [b"12345"])
    for path in calls_folder.rglob("*"):
        os.utime(path, (time.time() - 5 * 3600,) * 2)
    assert purge(timezone.now()).files == 0
    assert upload.part.size == 5


def test_giving_up_erases_what_came(client, page, upload, calls_folder, django_capture_on_commit_callbacks):
    uploads.announce(upload, len(CLIP))
    uploads.append(upload, 0, [CLIP[:1000]])
    assert "sont arrivés" in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        said = client.post(reverse("recordings:discard_upload", args=[upload.key]), follow=True)
    assert "abandonné" in said.content.decode()
    assert not Upload.objects.exists() and not list(calls_folder.glob("??/*"))


def test_what_became_a_call_is_given_up_no_more(client, page, upload):
    deposit(upload, CLIP)
    said = client.post(reverse("recordings:discard_upload", args=[upload.key]), follow=True).content.decode()
    assert "rien n’est effacé" in said and "Le dépôt est abandonné" not in said
    assert Upload.objects.exists() and Recording.objects.exists()


def test_a_file_that_did_not_come_whole_is_no_recording(upload):
    uploads.announce(upload, len(CLIP))
    uploads.append(upload, 0, [CLIP[:1000]])
    with pytest.raises(DepositRefused, match="bytes_missing"):
        uploads.finish(upload)
    assert upload.part.size == 1000, "and goes on from there"


def test_two_files_of_noise_are_two_recordings(coach, declaration):
    made = {deposit(uploads.declare(coach, declaration), noise(seed=seed)).pk for seed in (1, 2)}
    assert len(made) == 2
