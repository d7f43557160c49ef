"""Bytes by tus 1.0: a connection cut anywhere, a request twice, a request out of place; what is kept is what was sent, or nothing."""

import hashlib
import random

import pytest
from django.test import Client
from django.test.client import FakePayload
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from call_review import uploads
from call_review.models import Recording, Upload
from call_review.models.upload import MAX_BYTES
from tests.call_review.people import CLIP, noise

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


class CutOff(FakePayload):
    """A body whose connection is lost after so many bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content)
        self.left = after

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            raise OSError("connection lost")
        data = super().read(min(size, self.left))
        self.left -= len(data)
        return data


class Sender:
    """What a tus client does."""

    def __init__(self, client: Client, upload: Upload) -> None:
        self.client = client
        self.url = reverse("recordings:bytes", args=[upload.key])

    def create(self, length: int | str):
        return self.client.post(self.url, headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(length)})

    def offset(self) -> int:
        answer = self.client.head(self.url, **TUS)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        return int(answer["Upload-Offset"])

    def patch(self, offset: int | str, data: bytes, cut_after: int | None = None, content_type="application/offset+octet-stream"):
        extra = {} if cut_after is None else {"wsgi.input": CutOff(data, cut_after)}
        return self.client.patch(self.url, data, content_type=content_type, **TUS, HTTP_UPLOAD_OFFSET=str(offset), **extra)


@pytest.fixture
def sender(client, coach, upload) -> Sender:
    client.force_login(coach)
    return Sender(client, upload)


def kept() -> bytes:
    with Recording.objects.get().original.open("rb") as file:
        return file.read()


def test_in_one_piece(sender, upload):
    assert sender.create(len(CLIP)).status_code == 201
    assert sender.offset() == 0
    done = sender.patch(0, CLIP)
    assert (done.status_code, done["Upload-Offset"], done["Tus-Resumable"]) == (204, str(len(CLIP)), "1.0.0")
    recording = Recording.objects.get()
    assert kept() == CLIP and recording.sha256 == hashlib.sha256(CLIP).hexdigest()
    assert recording.key == upload.key
    assert sender.offset() == len(CLIP), "who did not hear the answer asks again"


def test_cut_at_twenty_points_and_resumed(sender):
    """Each request dies in the middle of its body, after a part of it came."""
    cuts = random.Random(20)
    sender.create(len(CLIP))
    for _ in range(20):
        here = sender.offset()
        left = len(CLIP) - here
        after = cuts.randrange(0, min(left - 1, 2 * len(CLIP) // 20))
        sender.patch(here, CLIP[here:], cut_after=after)
        assert sender.offset() == here + after, "HEAD tells what came"
        assert not Recording.objects.exists()
    here = sender.offset()
    assert sender.patch(here, CLIP[here:]).status_code == 204
    assert kept() == CLIP


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_happens_what_is_kept_is_what_was_sent(data, sender, coach, declaration):
    Recording.objects.all().delete()
    Upload.objects.all().delete()
    upload = uploads.declare(coach, declaration)
    sender.url = reverse("recordings:bytes", args=[upload.key])
    content = noise(0.2, seed=data.draw(st.integers(0, 10**6)))
    sender.create(len(content))
    while not Recording.objects.exists():
        here = sender.offset()
        assert upload.part.path.read_bytes() == content[:here]
        step = data.draw(st.sampled_from(["all", "piece", "cut", "wrong place", "too much", "not bytes"]))
        if step == "all":
            sender.patch(here, content[here:])
        elif step == "piece":
            sender.patch(here, content[here : here + data.draw(st.integers(0, 2000))])
        elif step == "cut":
            sender.patch(here, content[here:], cut_after=data.draw(st.integers(0, max(0, len(content) - here - 1))))
        elif step == "wrong place":
            wrong = data.draw(st.integers(0, len(content) - 1).filter(lambda offset, here=here: offset != here))
            assert sender.patch(wrong, content[wrong:]).status_code == 409
        elif step == "too much":
            assert sender.patch(here, content[here:] + b"x").status_code == 409
            assert sender.offset() <= len(content)
        else:
            assert sender.patch(here, content[here:], content_type="application/json").status_code == 415
    assert kept() == content


def test_a_request_thought_dead_adds_nothing_in_the_wrong_place(upload):
    """Two requests at the same offset: the second finds that the file went on without it."""
    uploads.announce(upload, len(CLIP))
    slow = iter([CLIP[:100], CLIP[100:200]])

    def late():
        yield next(slow)
        assert uploads.append(upload, 100, [CLIP[100:300]]) == 300
        yield next(slow)

    with pytest.raises(uploads.WrongOffset):
        uploads.append(upload, 0, late())
    assert upload.part.path.read_bytes() == CLIP[:300]


def test_a_new_file_starts_over(sender, upload):
    sender.create(len(CLIP))
    sender.patch(0, CLIP[:5000])
    other = noise()
    sender.create(len(other))
    assert sender.offset() == 0
    sender.patch(0, other)
    assert kept() == other


@pytest.mark.parametrize("length", ["", "-1", "abc", "1e3", "9" * 30, "٣"])
def test_a_length_that_is_none_is_refused(sender, length):
    assert sender.create(length.encode().decode("latin-1")).status_code == 400


def test_what_is_too_large_or_empty_is_refused_before_a_byte(sender, calls_folder):
    for length, code in ((MAX_BYTES + 1, 413), (0, 422)):
        refused = sender.create(length)
        assert refused.status_code == code and refused["Content-Type"].startswith("text/plain")
    assert "dépasse 500 Mo" in sender.create(MAX_BYTES + 1).content.decode()
    assert not calls_folder.exists()


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30])
def test_an_offset_that_is_none_is_refused(sender, offset):
    sender.create(len(CLIP))
    assert sender.patch(offset, CLIP).status_code == 400


def test_no_byte_is_taken_before_a_length(sender):
    assert sender.patch(0, CLIP).status_code == 409
    assert sender.offset() == 0


def test_what_is_no_call_is_refused_and_forgotten(sender, upload):
    page = b"<!doctype html><p>Bonjour</p>"
    sender.create(len(page))
    refused = sender.patch(0, page)
    assert refused.status_code == 422 and "C’est une page web" in refused.content.decode()
    upload.refresh_from_db()
    assert (upload.fault, upload.length, upload.part.size) == ("sound_is_html", None, 0)
    assert not Recording.objects.exists()
    sender.create(len(CLIP))
    assert sender.patch(0, CLIP).status_code == 204, "another file may be sent"


def test_another_version_of_the_protocol_is_told_ours(sender):
    answer = sender.client.head(sender.url, HTTP_TUS_RESUMABLE="0.2.2")
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    options = sender.client.options(sender.url)
    assert (options["Tus-Extension"], options["Tus-Max-Size"]) == ("creation,termination", str(MAX_BYTES))


def test_termination_forgets_it(sender, upload, calls_folder, django_capture_on_commit_callbacks):
    sender.create(len(CLIP))
    sender.patch(0, CLIP[:5000])
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.client.delete(sender.url, **TUS).status_code == 204
    assert sender.client.head(sender.url, **TUS).status_code == 404
    assert not list(calls_folder.glob("??/*"))


def test_what_became_a_call_is_given_up_no_more(sender, upload, coach, declaration):
    """Its last byte arrived and the answer was lost: who gives it up is told, and the deposit still says what it became."""
    asked = Upload.objects.get()
    sender.create(len(CLIP))
    sender.patch(0, CLIP)
    refused = sender.client.delete(sender.url, **TUS)
    assert refused.status_code == 409 and "rien n’est effacé" in refused.content.decode()
    with pytest.raises(uploads.DepositRefused, match="already_in"):
        uploads.give_up(asked)  # read before it became a call
    assert Upload.objects.get().recording == Recording.objects.get() and kept() == CLIP


def test_after_the_end_nothing_is_added(sender, upload):
    sender.create(len(CLIP))
    sender.patch(0, CLIP)
    assert sender.patch(0, CLIP).status_code == 409
    assert sender.patch(len(CLIP), b"more").status_code == 409
    assert sender.create(12).status_code == 409
    assert kept() == CLIP


def test_a_full_disk_keeps_what_came(sender, upload):
    """/dev/full refuses every write, as a full disk does."""
    sender.create(len(CLIP))
    sender.patch(0, CLIP[:1000])
    upload.part.path.rename(upload.part.path.with_name("saved"))
    upload.part.path.symlink_to("/dev/full")
    refused = sender.patch(0, CLIP)
    assert refused.status_code == 507 and "plus assez de place" in refused.content.decode()
    upload.part.path.unlink()
    upload.part.path.with_name("saved").rename(upload.part.path)
    assert sender.offset() == 1000


def test_a_colleague_reaches_no_byte(client, upload, charlie, agent):
    for stranger in (charlie, agent):
        client.force_login(stranger)
        assert client.head(reverse("recordings:bytes", args=[upload.key])).status_code == 404
