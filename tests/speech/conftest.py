"""Sounds made on the spot, and the short clip of a call that comes with the tests."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

SAMPLES = Path(__file__).parent.parent / "samples"
CLIP = SAMPLES / "clip.flac"
ODD = SAMPLES / "odd"


def tone(hertz: float, seconds: float, rate: int, loudness: float = 0.3) -> np.ndarray:
    return (loudness * 32767 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.int16)


def write(path: Path, channels: np.ndarray, rate: int, codec: str, container: str | None = None, layout: str | None = None) -> Path:
    """Encode int16 samples, shape (channels, n), as a file of any kind."""
    layout = layout or ("stereo" if len(channels) == 2 else "mono")
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.format = stream.codec_context.codec.audio_formats[0]
        if codec == "wmav2":
            stream.codec_context.bit_rate = 64_000
        stream.codec_context.open()
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels.T.reshape(1, -1)), format="s16", layout=layout)
        frame.rate, frame.pts = rate, 0
        kind = {"format": stream.codec_context.format, "layout": layout, "rate": rate, "frame_size": stream.codec_context.frame_size}
        resampler = av.AudioResampler(**kind)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return path


@pytest.fixture
def make_sound(tmp_path: Path) -> Callable[..., Path]:
    """make_sound(channels, rate=8000, codec="pcm_s16le", name="sound.wav", …) → a file in a folder of its own."""

    def make(channels: np.ndarray, rate: int = 8000, codec: str = "pcm_s16le", name: str = "sound.wav", **more: str) -> Path:
        return write(tmp_path / name, np.atleast_2d(channels), rate, codec, **more)

    return make


@pytest.fixture
def clip_samples() -> Callable[[int], np.ndarray]:
    """One channel of the clip, float32 at 16 kHz: 0 is the agent, 1 the caller."""
    from speech.audio import decode

    def samples(channel: int) -> np.ndarray:
        with decode(CLIP) as sound:
            return sound.read(0, sound.samples)[channel]

    return samples
