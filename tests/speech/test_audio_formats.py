"""Every kind of file a recorder makes becomes the same samples."""

import io
import shutil

import av
import numpy as np
import pytest

from speech.audio import decode, probe
from speech.sound import RATE

from .conftest import CLIP, ODD, tone

WAV = ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw", "adpcm_ima_wav", "adpcm_ms"]
FORMATS = [
    *((codec, "wav", None, 8000) for codec in WAV),
    ("libmp3lame", "mp3", None, 8000),
    ("libmp3lame", "mp3", None, 44100),
    ("mp2", "mp2", None, 48000),
    ("aac", "m4a", "mp4", 16000),
    ("aac", "aac", "adts", 44100),
    ("alac", "m4a", "mp4", 8000),
    ("libopus", "ogg", None, 48000),
    ("libopus", "webm", None, 16000),
    ("flac", "flac", None, 22050),
    ("flac", "ogg", None, 8000),
    ("wmav2", "wma", "asf", 44100),
    ("pcm_s16le", "wav", None, 192000),
]


def loudest_hertz(samples: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples * np.hanning(len(samples))))) * RATE / len(samples))


@pytest.mark.parametrize(("codec", "suffix", "container", "rate"), FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_comes_out_as_it_went_in(make_sound, codec, suffix, container, rate, channels):
    tones = np.stack([tone(440, 1.5, rate), tone(1000, 1.5, rate)])[:channels]
    path = make_sound(tones, rate, codec, f"tone.{suffix}", container=container)
    assert probe(path).channels == channels
    with decode(path) as sound:
        assert sound.channels == channels
        assert sound.seconds == pytest.approx(1.5, abs=0.15)
        samples = sound.read(RATE // 4, RATE)
        for row, hertz in zip(samples, (440, 1000), strict=False):
            assert loudest_hertz(row) == pytest.approx(hertz, abs=3)
            assert np.abs(row).max() == pytest.approx(0.3, abs=0.08)


def test_amr_as_mobile_phones_record(make_sound):
    path = make_sound(tone(440, 1, 8000), 8000, "libopencore_amrnb", "note.amr")
    with decode(path) as sound:
        assert sound.seconds == pytest.approx(1, abs=0.1)
        assert loudest_hertz(sound.read(4000, 12000)[0]) == pytest.approx(440, abs=5)


def test_vorbis(tmp_path):
    with av.open(str(tmp_path / "tone.ogg"), "w") as file:
        stream = file.add_stream("vorbis", rate=44100, layout="stereo", options={"strict": "experimental"})
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=44100, frame_size=64)
        frame = av.AudioFrame.from_ndarray(np.repeat(tone(440, 1, 44100), 2).reshape(1, -1), format="s16", layout="stereo")
        frame.rate = 44100
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    assert probe(tmp_path / "tone.ogg").codec == "vorbis"
    with decode(tmp_path / "tone.ogg") as sound:
        assert loudest_hertz(sound.read(4000, 12000)[0]) == pytest.approx(440, abs=3)


def test_gsm_of_old_call_recorders():
    """Its last packet holds one byte: it is left out, and the rest is good."""
    assert probe(ODD / "wav_gsm610.wav").codec == "gsm_ms"
    with decode(ODD / "wav_gsm610.wav") as sound:
        assert sound.seconds == pytest.approx(5, abs=0.1)


def test_the_sound_of_a_film():
    with decode(ODD / "video_with_audio.mp4") as sound:
        assert sound.seconds == pytest.approx(12, abs=0.1)


def test_the_name_does_not_count(tmp_path):
    shutil.copyfile(CLIP, tmp_path / "clip.mp3")
    assert probe(tmp_path / "clip.mp3").container == "flac"
    assert probe(ODD / "mp3_content_named.wav").codec.startswith("mp3")


def test_a_cover_picture_before_the_sound(make_sound):
    """An ID3 tag larger than what is looked at first."""
    path = make_sound(tone(440, 1, 8000), 8000, "libmp3lame", "song.mp3")
    size = 600_000
    tag = b"ID3\x03\x00\x00" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + b"\xff\xfb" * (size // 2)
    path.write_bytes(tag + path.read_bytes())
    with decode(path) as sound:
        assert sound.seconds == pytest.approx(1, abs=0.2)


def test_a_tag_in_an_old_encoding_stops_nothing(make_sound):
    path = make_sound(tone(440, 1, 8000), 8000, "libmp3lame", "song.mp3")
    frame = b"TIT2" + (8).to_bytes(4, "big") + b"\0\0" + b"\x03R\xe9sum\xe9\xff"
    data = path.read_bytes()
    start = 10 + int.from_bytes(data[6:10], "big") if data.startswith(b"ID3") else 0
    path.write_bytes(b"ID3\x03\0\0" + b"\0\0\0" + bytes([len(frame)]) + frame + data[start:])
    assert probe(path).codec.startswith("mp3")


def test_an_open_file_will_do():
    file = io.BytesIO(CLIP.read_bytes())
    file.seek(7)
    assert probe(file).seconds == pytest.approx(5.6)
    with decode(file) as sound:
        assert sound.seconds == pytest.approx(5.6)


def test_what_a_recorder_left_unfinished_is_read_for_what_it_holds():
    """The header says 4 GiB, that is 37 hours; the file holds a second."""
    path = ODD / "huge_declared_size.wav"
    assert probe(path).seconds == pytest.approx(1)
    with decode(path) as sound:
        assert sound.seconds == pytest.approx(1)


def test_two_channels_keep_their_sides():
    with decode(CLIP) as sound:
        agent, caller = np.square(sound.read(RATE, 3 * RATE)).mean(axis=1)
        assert agent > 100 * caller


@pytest.mark.parametrize("sign", [1, -1])
def test_mixing_keeps_what_both_channels_carry(make_sound, sign):
    """A line wired backwards carries the same sound upside down: added, the two would be silence."""
    left = tone(440, 1, 8000)
    with decode(make_sound(np.stack([left, sign * left]))) as sound:
        sound.mix(sign)
        mixed = sound.read(0, sound.samples)
        assert mixed.shape == (1, sound.samples)
        assert np.abs(mixed).max() == pytest.approx(0.3, abs=0.02)
