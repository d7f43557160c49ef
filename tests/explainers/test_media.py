"""Alice adds a sound or a film: its content says what it is, and it never goes without captions."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from explainers.blocks import MediaBlock
from explainers.demo import CALL
from explainers.models import CaptionedMedia, ExplainerPage
from explainers.publishing import let_writers_keep_media

ODD = Path(__file__).parents[1] / "samples" / "odd"
CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Agent>Bonjour."


def media(data: bytes, captions: str = CAPTIONS, name: str = "x.mp3") -> CaptionedMedia:
    made = CaptionedMedia(title="Une ouverture", file=ContentFile(data, name=name), captions=captions)
    made.full_clean()
    made.save()
    return made


def film(video: str, container: str, seconds: int = 2) -> bytes:
    """A grey picture and silence."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        picture = out.add_stream(video, rate=10, options={"crf": "40"})
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = out.add_stream("libopus" if container == "webm" else "aac", rate=48_000, layout="mono")
        for number in range(seconds * 10):
            frame = av.VideoFrame(64, 64, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            frame.pts = number
            out.mux(picture.encode(frame))
        silence = av.AudioFrame(format=sound.format.name, layout="mono", samples=960 if container == "webm" else 1024)
        silence.sample_rate = 48_000
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        for number in range(seconds * 48_000 // silence.samples):
            silence.pts = number * silence.samples
            out.mux(sound.encode(silence))
        out.mux(sound.encode(None))
        out.mux(picture.encode(None))
    return file.getvalue()


@pytest.mark.django_db
def test_a_sound_says_its_type_whatever_its_name():
    made = media(CALL.read_bytes(), name="appel.exe")
    assert (made.content_type, made.kind, made.length) == ("audio/mp4", "Son", "0:19")
    assert made.file.name.endswith(".m4a"), "stored under a name of ours"


@pytest.mark.django_db
@pytest.mark.parametrize(("codec", "container", "content_type"), [("libx264", "mp4", "video/mp4"), ("libvpx", "webm", "video/webm")])
def test_a_film_says_its_type(codec, container, content_type):
    made = media(film(codec, container))
    assert (made.content_type, made.is_film) == (content_type, True)


def refused(**given) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        media(**given)
    return refusal.value.message_dict


@pytest.mark.django_db
def test_what_browsers_cannot_play_is_refused():
    assert "MP4" in refused(data=film("mpeg4", "mp4"))["file"][0]


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(ODD.glob("*.*")), ids=lambda path: path.name)
def test_odd_files_are_taken_or_refused_with_a_sentence(path):
    try:
        made = media(path.read_bytes(), name=path.name)
    except ValidationError as refusal:
        assert set(refusal.message_dict) <= {"file", "captions"}, refusal.message_dict
        assert all(sentence.endswith((".", "?")) for sentences in refusal.message_dict.values() for sentence in sentences)
    else:
        assert made.seconds > 0


@pytest.mark.django_db
@pytest.mark.parametrize("captions", ["", "   ", "WEBVTT", "Bonjour"])
def test_never_without_captions(captions):
    assert refused(data=CALL.read_bytes(), captions=captions)["captions"]


@pytest.mark.django_db
def test_nor_with_those_of_another_recording():
    late = CAPTIONS + "\n\n00:00:58.000 --> 00:01:00.000\nAu revoir."
    assert "ceux de ce fichier" in refused(data=CALL.read_bytes(), captions=late)["captions"][0]


@pytest.mark.django_db
def test_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("explainers.media_files.LARGEST", 1000)
    assert "200" in refused(data=CALL.read_bytes())["file"][0]


@pytest.fixture
def call(db) -> CaptionedMedia:
    return media(CALL.read_bytes())


def address(media: CaptionedMedia) -> str:
    return reverse("explainers:media", args=[media.key])


WHOLE = CALL.stat().st_size


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        (None, 200, 0, WHOLE - 1),
        ("bytes=0-99", 206, 0, 99),
        ("bytes=100-", 206, 100, WHOLE - 1),
        ("bytes=-100", 206, WHOLE - 100, WHOLE - 1),
        ("bytes=0-9999999999", 206, 0, WHOLE - 1),
        ("bytes=5-2", 200, 0, WHOLE - 1),
        ("bytes=-", 200, 0, WHOLE - 1),
        ("bytes=0-1,5-6", 200, 0, WHOLE - 1),
        ("lines=1-2", 200, 0, WHOLE - 1),
        ("bytes=" + "9" * 5000 + "-", 200, 0, WHOLE - 1),
    ],
)
def test_a_player_gets_the_part_it_asks_for(client, call, asked, status, first, last):
    answer = client.get(address(call), headers={"range": asked} if asked else {})
    assert answer.status_code == status
    assert b"".join(answer.streaming_content) == CALL.read_bytes()[first : last + 1]
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["Content-Type"] == "audio/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    if status == 206:
        assert answer["Content-Range"] == f"bytes {first}-{last}/{WHOLE}"


@pytest.mark.parametrize("asked", [f"bytes={WHOLE}-", "bytes=-0"])
def test_what_lies_outside_is_416(client, call, asked):
    answer = client.get(address(call), headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{WHOLE}")


def test_captions_are_webvtt(client, call):
    answer = client.get(reverse("explainers:captions", args=[call.key]))
    assert answer["Content-Type"].startswith("text/vtt")
    assert answer.content.decode().startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Agent>Bonjour.")


def test_unknown_or_lost_is_404(client, call):
    assert client.get(reverse("explainers:media", args=[uuid.uuid4()])).status_code == 404
    Path(call.file.path).unlink()
    assert client.get(address(call)).status_code == 404


def test_an_explainer_shows_it_with_its_words_and_finds_them(client, published, call):
    page = published(body=[("media", {"media": call, "caption": "À écouter"})])
    text = client.get(page.url).content.decode()
    assert address(call) in text
    assert "Bonjour." in text
    assert ExplainerPage.objects.matching("bonjour").get() == page


def test_a_media_that_was_removed_leaves_the_rest(client, published, call):
    page = published(body=[("media", {"media": call, "caption": ""})])
    call.delete()
    assert client.get(page.url).status_code == 200
    assert not any(MediaBlock().get_searchable_content({"media": None, "caption": ""}))


def test_alice_adds_one_in_the_writing_screens(client, alice):
    let_writers_keep_media()
    client.force_login(alice)
    url = reverse("wagtailsnippets_explainers_captionedmedia:add")
    sent = {"title": "Une ouverture", "captions": CAPTIONS, "credit": "", "file": ContentFile(CALL.read_bytes(), name="a.m4a")}
    assert client.post(url, sent).status_code == 302
    assert CaptionedMedia.objects.get().title == "Une ouverture"
    assert "Une ouverture" in client.get(reverse("wagtailsnippets_explainers_captionedmedia:list")).content.decode()


def test_charlie_cannot(client, charlie):
    let_writers_keep_media()
    client.force_login(charlie)
    assert client.get(reverse("wagtailsnippets_explainers_captionedmedia:add")).status_code in {302, 403}
    assert not CaptionedMedia.objects.exists()
