"""python -m bench.crosstalk DIR INTO: calls whose channels leak into each other, made of clean ones, for `python -m bench --calls INTO`."""

import shutil
import sys
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Leak:
    """What of the agent's voice is heard on the caller's channel, and the other way, lower by half as much again."""

    name: str
    delay: float  # seconds
    decibels: float
    muffled: int = 1  # samples over which it is averaged
    levels: int = 0  # of a logarithmic quantiser, as a codec has; 0: none


LEAKS = (
    Leak("line", 0.0, -20),
    Leak("handset", 0.03, -14, muffled=4),
    Leak("speaker", 0.12, -9, muffled=8),
    Leak("mobile", 0.09, -16, muffled=4, levels=24),
)


def leaking(channels: np.ndarray, leak: Leak, rate: int) -> np.ndarray:
    """float32 samples, shape (2, n)."""
    heard = []
    for channel, other in ((0, 1), (1, 0)):
        decibels = leak.decibels if channel else leak.decibels * 1.5
        heard.append(channels[channel] + 10 ** (decibels / 20) * _carried(channels[other], leak, rate))
    return np.stack(heard)


def _carried(voice: np.ndarray, leak: Leak, rate: int) -> np.ndarray:
    late = np.pad(voice, (round(leak.delay * rate), 0))[: len(voice)]
    muffled = np.convolve(late, np.ones(leak.muffled) / leak.muffled, "same")
    if not leak.levels:
        return muffled
    loudness = np.log1p(255 * np.abs(muffled)) / np.log(256)
    return np.sign(muffled) * np.expm1(np.round(loudness * leak.levels) / leak.levels * np.log(256)) / 255


def make(calls: Path, into: Path) -> list[Path]:
    """One leaking call for each call of two channels, the leaks in turn, with its reference."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench import transcription
    from speech.audio import decode
    from speech.sound import RATE

    into.mkdir(parents=True, exist_ok=True)
    made = []
    for rank, (sound, reference) in enumerate(transcription.calls([calls])):
        with decode(sound) as decoded:
            if decoded.channels < 2:
                continue
            leak = LEAKS[rank % len(LEAKS)]
            samples = leaking(decoded.read(0, decoded.samples), leak, RATE)
        path = into / f"{sound.stem}-{leak.name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((2, 2, RATE, 0, "NONE", ""))
            file.writeframes((samples.T * 32767).round().clip(-32768, 32767).astype("<i2").tobytes())
        shutil.copy(reference, path.with_suffix(".json"))
        made.append(path)
    return made


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]), Path(sys.argv[2])):
        sys.stdout.write(f"{path}\n")
