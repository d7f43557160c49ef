"""Calls in an object store: nothing stays on the machine, nothing is lost while the store is away, nothing stays once withdrawn."""

import datetime as dt
import uuid

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from moto.core.botocore_stubber import MockRawResponse

from background.models import Job
from background.registry import enqueue
from background.runner import work_off
from call_review import erasures, leftovers, orphans, purge, recordings, uploads
from call_review.errors import DepositDelayed
from call_review.models import Elimination, Recording
from call_review.models.recording import SOUND_KEPT
from call_review.uploads import sentence
from tests.call_review.aged_calls import DAY, a_call, a_campaign
from tests.call_review.people import CLIP, deposit
from tests.files import s3

DENIED = b"<Error><Code>AccessDenied</Code></Error>"

OF_MOTO = pytest.mark.filterwarnings(*s3.WARNINGS)
LATER = dt.timedelta(hours=2)
"""After which a file that no row names is nobody's."""


@pytest.fixture(scope="module")
def address():
    with s3.server() as started:
        yield started


def calls_are_in(made, monkeypatch):
    monkeypatch.setitem(storages._storages, "calls", made)
    for name in ("original", "listening", "features"):
        monkeypatch.setattr(Recording._meta.get_field(name), "storage", made)
    return made


@pytest.fixture
def bucket(address, tmp_path, monkeypatch):
    return calls_are_in(s3.with_bucket(address, tmp_path / "host", f"vigie-{uuid.uuid4().hex}"), monkeypatch)


@pytest.fixture
def mortal():
    server = s3.MortalServer()
    yield server
    server.ends()


@pytest.fixture
def its_bucket(mortal, tmp_path, monkeypatch):
    return calls_are_in(s3.with_bucket(mortal.address, tmp_path / "host", f"vigie-{uuid.uuid4().hex}"), monkeypatch)


@pytest.fixture
def journal(settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.journal"
    return settings.ERASURE_JOURNAL


def kept(bucket) -> list[str]:
    return sorted(each.key.rpartition("/")[2] for each in bucket.bucket.objects.all())


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


@OF_MOTO
@pytest.mark.django_db(transaction=True)
def test_c8_a_call_withdrawn_while_the_store_is_down_is_gone_for_everybody_and_its_bytes_go_when_it_is_back(
    mortal, its_bucket, journal, upload, agent, sign_in
):
    recording = deposit(upload, CLIP)
    mortal.goes_away()
    client = sign_in(agent)
    said = client.post(reverse("recordings:withdraw", args=[recording.key]), follow=True)
    assert said.status_code == 200 and "dès qu’il répondra" in said.content.decode()
    assert [erasure.key for erasure in erasures.read(journal)] == [recording.key]
    assert not Recording.objects.exists() and Elimination.objects.get().reason == "withdrawn"
    assert client.get(reverse("review:sound", args=[recording.key])).status_code == 404
    sweep = enqueue("call_review.sweep")
    work_off("default")
    sweep.refresh_from_db()
    assert (sweep.state, sweep.error_code) == ("waiting", "store_away"), "it is tried again"

    mortal.comes_back()
    assert kept(its_bucket) == ["original"], "nothing took it away meanwhile"
    Job.objects.update(not_before=None)
    work_off("default")
    sweep.refresh_from_db()
    assert sweep.state == "done" and kept(its_bucket) == []


@OF_MOTO
def test_c8_where_the_journal_takes_no_line_the_bytes_stay(mortal, its_bucket, journal, upload, agent):
    recording = deposit(upload, CLIP)
    journal.mkdir()
    with pytest.raises(OSError):
        recordings.withdraw(recording, agent)
    assert kept(its_bucket) == ["original"] and Recording.objects.exists()


def test_c9_the_purge_erases_the_sound_from_the_store_and_leaves_the_young(bucket, caisse, bob, django_capture_on_commit_callbacks):
    campaign = a_campaign(caisse)
    old = a_call(campaign, bob, SOUND_KEPT + DAY, files="old")
    young = a_call(campaign, bob, DAY, files="young")
    with django_capture_on_commit_callbacks(execute=True):
        report = purge.purge(timezone.now() + LATER)
    assert [one.reason for one in report.eliminations] == ["sound"]
    names = sorted(each.key for each in bucket.bucket.objects.all())
    assert len(names) == 3 and all(young.key.hex in name for name in names) and not any(old.key.hex in name for name in names)


@OF_MOTO
def test_c9_a_purge_whose_store_is_down_is_tried_again(mortal, its_bucket, caisse, bob, django_capture_on_commit_callbacks):
    old = a_call(a_campaign(caisse), bob, SOUND_KEPT + DAY, files="old")
    mortal.goes_away()
    job = enqueue(purge.KIND)
    with django_capture_on_commit_callbacks(execute=True):
        work_off("default")
    job.refresh_from_db()
    old.refresh_from_db()
    assert (job.state, job.error_code, old.original.name) == ("waiting", "store_away", "")
    assert not Recording.objects.playable().exists() and Elimination.objects.count() == 1

    mortal.comes_back()
    assert len(kept(its_bucket)) == 3
    assert orphans.remove(orphans.find(timezone.now() + LATER)) == 3, "the call has a row still: these files no row names"
    assert kept(its_bucket) == [] and orphans.remove(orphans.find(timezone.now() + LATER)) == 0


def test_the_orphans_of_the_store_are_found_once_old_and_what_a_row_names_never(bucket, caisse, bob, tmp_path):
    call = a_call(a_campaign(caisse), bob, files="named")
    (tmp_path / "lost").write_bytes(b"x")
    name = f"{call.key.hex[:2]}/{call.key.hex}/listening.m4a"
    bucket.keep(tmp_path / "lost", name)
    assert list(orphans.find(timezone.now())) == []
    assert list(orphans.find(timezone.now() + LATER)) == [name]


def refuse(bucket, word: str) -> None:
    """The store answers 403 to whoever would erase an object whose name has this word, as it does for one under a legal hold."""

    def answer(request: AWSPreparedRequest, **_about: object) -> AWSResponse | None:
        named = request.url + (request.body.decode() if isinstance(request.body, bytes) else str(request.body or ""))
        erases = request.method == "DELETE" or "?delete" in request.url
        return AWSResponse(request.url, 403, {}, MockRawResponse(DENIED)) if erases and word in named else None

    bucket.bucket.meta.client.meta.events.register("before-send.s3", answer)


def test_an_object_that_the_store_will_not_erase_keeps_no_other_from_going(db, bucket, tmp_path, caplog):
    (tmp_path / "lost").write_bytes(b"x")
    held, free = "00" + uuid.uuid4().hex[2:], "ff" + uuid.uuid4().hex[2:]
    names = [f"{key[:2]}/{key}/original" for key in (held, free)]
    for name in names:
        bucket.keep(tmp_path / "lost", name)
    refuse(bucket, held)
    assert orphans.remove(orphans.find(timezone.now() + LATER)) == 1
    assert [bucket.exists(name) for name in names] == [True, False] and "resists" in caplog.text


def test_a_folder_that_the_store_will_not_erase_keeps_no_other_from_going(db, bucket, tmp_path, caplog):
    (tmp_path / "lost").write_bytes(b"x")
    held, free = "00" + uuid.uuid4().hex[2:], "ff" + uuid.uuid4().hex[2:]
    for key in (held, free):
        bucket.keep(tmp_path / "lost", f"{key[:2]}/{key}/original")
    refuse(bucket, held)
    assert leftovers.remove_orphans() == 1
    assert bucket.exists(f"00/{held}/original") and not bucket.exists(f"ff/{free}/original") and "resists" in caplog.text
