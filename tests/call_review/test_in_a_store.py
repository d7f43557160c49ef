"""Calls in an object store: nothing stays on the machine, nothing is lost while the store is away, nothing stays once withdrawn."""

import uuid

import pytest
from django.core.files.storage import storages

from background.runner import work_off
from call_review import leftovers, recordings, uploads
from call_review.errors import DepositDelayed
from call_review.models import Recording
from call_review.uploads import sentence
from tests.call_review.people import CLIP, deposit
from tests.files import s3


@pytest.fixture(scope="module")
def address():
    with s3.server() as started:
        yield started


@pytest.fixture
def bucket(address, tmp_path, monkeypatch):
    made = s3.with_bucket(address, tmp_path / "host", f"vigie-{uuid.uuid4().hex}")
    monkeypatch.setitem(storages._storages, "calls", made)
    for name in ("original", "listening", "features"):
        monkeypatch.setattr(Recording._meta.get_field(name), "storage", made)
    return made


def on_this_machine(bucket) -> list:
    return [path for path in bucket.working_folder.rglob("*") if path.is_file()]


def test_a_call_is_transcribed_played_and_withdrawn(bucket, upload, agent, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        recording = deposit(upload, CLIP)
    assert on_this_machine(bucket) == []
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == Recording.State.READY and recording.turns.exists()
    folder = recording.original.name.rpartition("/")[0]
    assert sorted(bucket.listdir(folder)[1]) == ["features.h5", "listening.m4a", "original"] and on_this_machine(bucket) == []
    client = sign_in(agent)
    answer = client.get(f"/appels/{recording.key}/son.m4a", headers={"range": "bytes=4-7"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"ftyp")
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/appels/{recording.key}/onde.json").json()["lanes"]
    assert leftovers.remove_orphans() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert recordings.withdraw(recording, agent)
    assert bucket.listdir(folder) == ([], [])


def test_a_deposit_whose_store_is_away_is_kept_and_ends_when_it_is_back(bucket, upload, tmp_path, monkeypatch):
    with monkeypatch.context() as moment:
        moment.setitem(storages._storages, "calls", s3.store(s3.NOWHERE, bucket.working_folder))
        with pytest.raises(DepositDelayed) as delayed:
            deposit(upload, CLIP)
        assert "est arrivé" in sentence(delayed.value.code)
        uploads.finish_delayed()
        assert upload.part.path.read_bytes() == CLIP and not Recording.objects.exists()
    uploads.finish_delayed()
    recording = Recording.objects.get()
    assert b"".join(bucket.part(recording.original.name, 0, len(CLIP) - 1)) == CLIP


def test_what_no_row_names_is_swept_from_the_store(db, bucket, tmp_path):
    (tmp_path / "lost").write_bytes(b"x")
    key = uuid.uuid4().hex
    bucket.keep(tmp_path / "lost", f"{key[:2]}/{key}/original")
    assert leftovers.remove_orphans() == 1
    assert not bucket.exists(f"{key[:2]}/{key}/original")
