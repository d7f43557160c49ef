"""Sound whose passages are replaced by a soft tone: what was said there cannot be heard, guessed from its rhythm, or brought back.

The only importer of pydub, which makes the tone. Samples come decoded, so that neither ffmpeg nor ffprobe is asked for.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from .sound import RATE, Sound

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns that ffmpeg is absent, and Python of how it was written
    from pydub.generators import Sine

PITCH = 500
"""Hertz, a divisor of RATE: between the voices of the two people and what a telephone cuts off."""
LEVEL = 0.05
"""Of full scale, -26 dB: heard, and gentle after a quiet voice in headphones."""
FADE = RATE // 100
"""Samples (10 ms) in which the tone comes and goes, within the passage, so that it does not click."""


class Passage(NamedTuple):
    """Seconds `start` to `end` of one channel (0 or 1)."""

    channel: int
    start: float
    end: float


def bleeped(sound: Sound, passages: Iterable[Passage], beat: Callable[[], None] = lambda: None) -> Sound:
    """The same sound, which the caller closes: every sample outside the passages, and of the other channel, is the very one that was.

    A minute at a time: three hours must not sit in memory. `beat` as in `audio.decode`. Raises TryLater when the disk is full.
    """
    spans = [(one.channel, max(0, math.floor(one.start * RATE)), min(sound.samples, math.ceil(one.end * RATE))) for one in passages]
    made = Sound(sound.channels)
    try:
        at = 0
        for block in sound.blocks():
            samples = np.round(block * 32768).astype(np.int16)
            for channel, start, end in spans:
                first, last = max(start, at), min(end, at + samples.shape[1])
                if first < last:
                    samples[channel, first - at : last - at] = _tone(first, last, start, end)
            made.append(samples.T)
            at += samples.shape[1]
            beat()
    except BaseException:
        made.close()
        raise
    return made


def _tone(first: int, last: int, start: int, end: int) -> np.ndarray:
    """Samples `first` to `last` of the tone that fills `start` to `end`: the same however it is cut into blocks."""
    at = np.arange(first, last)
    edge = np.minimum(at - start, end - 1 - at) / FADE
    return np.round(np.minimum(edge, 1) * _second()[at % RATE]).astype(np.int16)


@functools.cache
def _second() -> np.ndarray:
    """A whole number of waves, which may follow itself. Shape (RATE,)."""
    return np.array(Sine(PITCH, sample_rate=RATE).to_audio_segment(duration=1000, volume=20 * math.log10(LEVEL)).get_array_of_samples())
