"""What is no call is refused with its reason; what is an unusual call is read."""

import json
import os
import resource
import shutil
import signal
import sys

import numpy as np
import pytest

from speech import messages
from speech.audio import decode, probe
from speech.errors import NotACall, SpeechError, TryLater

from .conftest import CLIP, ODD, tone

MANIFEST = json.loads((ODD / "manifest.json").read_text())
REFUSED = [entry for entry in MANIFEST if "code" in entry]
READ = [entry for entry in MANIFEST if "code" not in entry]


def refusal(source) -> NotACall:
    with pytest.raises(NotACall) as caught:
        decode(source).close()
    return caught.value


@pytest.mark.parametrize("entry", REFUSED, ids=lambda entry: entry["file"])
def test_refused_with_its_reason(entry):
    assert entry["expect"] in ("reject", "reject_or_empty")
    error = refusal(ODD / entry["file"])
    assert error.code == entry["code"]
    assert not error.temporary


@pytest.mark.parametrize("entry", READ, ids=lambda entry: entry["file"])
def test_read(entry):
    assert entry["expect"] in ("accept", "accept_empty")
    with decode(ODD / entry["file"]) as sound:
        assert sound.seconds >= 1


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"%PDF-1.7\n", "sound_is_pdf"),
        (b"PK\x03\x04" + b"\0" * 100, "sound_is_archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "sound_is_image"),
        ("Bonjour, voici l’appel.".encode(), "sound_is_text"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "sound_is_html"),
        (b"\r\n#EXTM3U\nhttp://localhost/", "sound_is_playlist"),
        (b"RIFF\0\0\0\0AVI LIST", "sound_is_unknown"),
        (b"\0" * 5000, "sound_is_unknown"),
        (b"\xff" * 5000, "sound_is_unknown"),
        (b"fLaC", "sound_damaged"),
        (b"OggS" + b"\0" * 1000, "sound_damaged"),
        (b"\x1a\x45\xdf\xa3" * 10, "sound_damaged"),
    ],
)
def test_what_people_send_by_mistake(tmp_path, head, code):
    path = tmp_path / "appel.wav"
    path.write_bytes(head)
    assert refusal(path).code == code


@pytest.mark.parametrize(
    "name", ["appel du 12 février — réf. œ 😀.wav", "appel;touch x.wav", 'l\'appel "cité".wav', ".wav", "-rf.wav", "a\nb.wav"]
)
def test_any_name_will_do(tmp_path, name):
    shutil.copyfile(CLIP, tmp_path / name)
    assert probe(tmp_path / name).channels == 2


def test_a_name_that_cannot_be(tmp_path):
    assert refusal("appel\0.wav").code == "sound_missing"
    assert refusal(tmp_path / "nothing.wav").code == "sound_missing"
    assert refusal(tmp_path / ("x" * 5000)).code == "sound_unreadable"


def test_what_never_ends_is_not_opened(tmp_path):
    assert refusal(tmp_path).code == "sound_no_file"
    assert refusal("/dev/zero").code == "sound_no_file"
    os.mkfifo(tmp_path / "pipe.wav")
    assert refusal(tmp_path / "pipe.wav").code == "sound_no_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path):
    shutil.copyfile(CLIP, tmp_path / "secret.flac")
    (tmp_path / "secret.flac").chmod(0)
    assert refusal(tmp_path / "secret.flac").code == "sound_unreadable"


OPENED: list[str] = []
sys.addaudithook(lambda event, args: OPENED.append(str(args[0])) if event in ("open", "socket.connect", "subprocess.Popen") else None)


@pytest.mark.parametrize("name", ["hls_playlist.wav", "hls_playlist_http.mp3", "ffconcat.wav"])
def test_a_playlist_opens_nothing_but_itself(name):
    OPENED.clear()
    refusal(ODD / name)
    assert [opened for opened in OPENED if not opened.startswith(sys.prefix)] == [str(ODD / name)]


def test_eight_channels(make_sound):
    path = make_sound(np.tile(tone(440, 0.5, 8000), (8, 1)), layout="7.1")
    error = refusal(path)
    assert error.code == "sound_channels"
    assert "8 voies" in messages.sentence(error)


@pytest.mark.parametrize("rate", [4000, 384000])
def test_a_rate_out_of_reason(make_sound, rate):
    assert refusal(make_sound(tone(440, 0.5, rate), rate)).code == "sound_rate"


def test_too_long_by_what_it_declares_and_by_what_it_holds(make_sound, monkeypatch):
    flac = make_sound(tone(440, 3, 8000), 8000, "flac", "long.flac")
    bare = make_sound(tone(440, 3, 8000), 8000, "aac", "long.aac", container="adts")
    for path in (flac, bare):
        with pytest.raises(NotACall) as caught:
            decode(path, max_seconds=2)
        assert caught.value.code == "sound_too_long"
        decode(path, max_seconds=4).close()


def test_the_limit_is_that_of_the_settings(make_sound, settings):
    settings.AUDIO_MAX_SECONDS = 90 * 60
    path = make_sound(tone(440, 1, 8000))
    decode(path).close()
    settings.AUDIO_MAX_SECONDS = 0.5
    assert refusal(path).code == "sound_too_long"
    settings.AUDIO_MAX_SECONDS = 90 * 60
    assert "1 h 30" in messages.sentence(NotACall("sound_too_long", "1 h 30"))


def test_damaged_packets_are_left_out(make_sound):
    """Every tenth byte of the middle of an MP3 is wrong: something is heard, of about the right length."""
    path = make_sound(tone(440, 5, 8000), 8000, "libmp3lame", "torn.mp3")
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 2 : 10] = b"\x55" * len(data[len(data) // 3 : len(data) // 2 : 10])
    path.write_bytes(data)
    with decode(path) as sound:
        assert 3 < sound.seconds < 6


@pytest.mark.parametrize("keep", range(0, 4000, 371))
@pytest.mark.parametrize(
    "name", ["clip.flac", "odd/video_with_audio.mp4", "odd/windows_media.wma", "odd/webm_opus.webm", "odd/wav_adpcm_ima.wav"]
)
def test_cut_anywhere_it_is_read_or_refused(tmp_path, name, keep):
    path = tmp_path / "cut"
    path.write_bytes((ODD.parent / name).read_bytes()[:keep])
    try:
        decode(path).close()
    except SpeechError as error:
        assert messages.sentence(error)


def test_a_full_disk_is_not_the_fault_of_the_file():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(TryLater) as caught:
            decode(CLIP)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.code == "disk_full" and caught.value.temporary
