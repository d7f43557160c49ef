"""A telephone recorder that drops its calls under a prefix of an object store."""

import json
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages

from call_review import watched
from call_review.models import Arrival, Recording, WatchedFolder
from tests.call_review.dropping import description, look
from tests.call_review.people import CLIP, noise
from tests.files import s3


@pytest.fixture(scope="module")
def address():
    with s3.server() as started:
        yield started


@pytest.fixture
def bucket(address, tmp_path, monkeypatch):
    made = s3.with_bucket(address, tmp_path / "host", f"vigie-{uuid.uuid4().hex}")
    monkeypatch.setitem(storages._storages, "intake", made)
    return made


@pytest.fixture
def recorder(bucket, campaign, coach) -> SimpleNamespace:
    folder = watched.open_folder(campaign, coach, "mono")

    def drop(name: str, content: bytes) -> None:
        bucket.bucket.put_object(Key=f"calls/{folder.name}/{name}", Body=content)

    def names() -> list[str]:
        prefix = f"calls/{folder.name}/"
        return sorted(each.key.removeprefix(prefix) for each in bucket.bucket.objects.filter(Prefix=prefix))

    return SimpleNamespace(drop=drop, names=names, folder=folder)


def test_a_call_comes_in_once_and_leaves_the_store(recorder):
    recorder.drop("1.json", json.dumps(description()).encode())
    recorder.drop("1.wav", CLIP)
    recorder.drop("kept/other.wav", CLIP)
    look(3)
    with Recording.objects.get().original.open("rb") as file:
        assert file.read() == CLIP
    assert recorder.names() == ["kept/other.wav"]
    assert WatchedFolder.objects.get().looked_at and watched.store().place(recorder.folder.name).startswith("s3://")


def test_a_refused_call_is_moved_aside_and_an_objection_erased(recorder):
    for number, said in enumerate([{"agent": "nobody@example.org"}, {"usager_refuse": True}]):
        recorder.drop(f"{number}.json", json.dumps(description(**said)).encode())
        recorder.drop(f"{number}.wav", noise(seed=number))
    look(3)
    reference = Arrival.objects.get(code="agent_unknown").reference
    assert recorder.names() == [f"refuses/{reference}.json", f"refuses/{reference}.wav"]


def test_an_object_written_again_is_another_file(recorder):
    recorder.drop("1.json", json.dumps(description()).encode())
    for seed in range(2):
        recorder.drop("1.wav", noise(seed=seed))
        look(1)
    assert not Recording.objects.exists()
    look(1)
    assert Recording.objects.count() == 1


def test_while_the_store_is_away_nothing_is_lost(recorder, bucket, monkeypatch, caplog):
    recorder.drop("1.json", json.dumps(description()).encode())
    recorder.drop("1.wav", CLIP)
    look(1)
    with monkeypatch.context() as away:
        away.setitem(storages._storages, "intake", s3.store(s3.NOWHERE, bucket.working_folder))
        look(1)
    assert "cannot be read" in caplog.text and not Recording.objects.exists()
    look(1)
    assert Recording.objects.count() == 1
