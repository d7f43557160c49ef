"""A voice that leaks into the other channel: what a linear filter can tell of it is subtracted.

Crosstalk of a line, or a loudspeaker near a microphone, puts the agent's words on the caller's channel too, later, lower and muffled. Least
squares find the filter that makes the leak of the voice; what no filter explains (a codec is not linear) is left to `voice.without_echo`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .sound import RATE, Sound
from .voice import FRAME, STARTS, Activity

LONGEST_DELAY = RATE // 2  # samples by which a leak may be late
TAPS = RATE // 25  # samples of the filter around that delay
EARLY = TAPS // 8  # of which before it
LOWER = 6.0  # dB below the voice that leaks: what is louder is somebody's own voice
OFTEN = 0.05  # share of the time one speaks alone during which the other channel seems to speak too
EXPLAINED = 0.3  # share of the power of a leak that the filter must explain to be worth applying
RIDGE = 1e-5  # of the power of the voice: keeps silent frequencies out of the filter
ENOUGH = 3 * RATE // FRAME  # frames on which a filter can be learnt

_SPAN = 1 << 16  # samples looked at together: several frames, and more than the longest delay


def without_leaks(sound: Sound, activity: Activity, beat: Callable[[], None] = lambda: None) -> Sound | None:
    """The sound with each channel rid of the other's leak; None when none leaks. It is the caller's to close."""
    if sound.channels < 2:
        return None
    filters = [_filter(sound, channel, alone, beat) for channel, alone in enumerate(_alone(activity))]
    if not any(filters):
        return None
    clean = Sound(2)
    for block, before in _blocks(sound):
        beat()
        rid = block.copy()
        for channel, found in enumerate(filters):
            if found:
                rid[1 - channel] -= found.leak(block[channel])
        clean.append(np.clip(rid[:, before:].T * 32768, -32768, 32767).round().astype(np.int16))
    return clean


@dataclass(frozen=True)
class _Filter:
    delay: int
    taps: np.ndarray

    def leak(self, voice: np.ndarray) -> np.ndarray:
        size = 1 << int(len(voice) + self.delay + TAPS).bit_length()
        late = np.concatenate([np.zeros(self.delay), self.taps])
        return np.fft.irfft(np.fft.rfft(voice, size) * np.fft.rfft(late, size), size)[: len(voice)]


def _alone(activity: Activity) -> Iterator[np.ndarray]:
    """Per channel, whether it speaks, frame by frame, and the other one not, or lower; never, unless the other seems to speak as well."""
    for channel in (0, 1):
        mine, other = activity.power[channel], activity.power[1 - channel]
        speaks = (activity.voice[channel] >= STARTS) & (mine > other * 10 ** (LOWER / 10))
        both = speaks & (activity.voice[1 - channel] >= STARTS)
        yield speaks if both.sum() > OFTEN * speaks.sum() and speaks.sum() > ENOUGH else np.zeros_like(speaks)


def _filter(sound: Sound, channel: int, alone: np.ndarray, beat: Callable[[], None]) -> _Filter | None:
    """What makes, of the voice of this channel, what the other one carries of it.

    Learnt on the whole call: over minutes, what the other says himself resembles this voice no more than noise does. Judged on the frames
    during which this one speaks alone.
    """
    if not alone.any():
        return None
    size = 2 * _SPAN
    own, cross = np.zeros(_SPAN + 1), np.zeros(_SPAN + 1, complex)
    for block in sound.blocks(_SPAN):
        beat()
        spoken = np.fft.rfft(block[channel], size)
        own += np.abs(spoken) ** 2
        cross += np.conj(spoken) * np.fft.rfft(block[1 - channel], size)
    alike, shared = np.fft.irfft(own, size), np.fft.irfft(cross, size)
    delay = max(0, int(np.argmax(np.abs(shared[:LONGEST_DELAY]))) - EARLY)
    rows = np.abs(np.subtract.outer(np.arange(TAPS), np.arange(TAPS)))
    found = _Filter(delay, np.linalg.solve(alike[rows] + RIDGE * alike[0] * np.eye(TAPS), shared[delay : delay + TAPS]))
    return found if _explained(found, sound, channel, alone, beat) > EXPLAINED else None


def _explained(found: _Filter, sound: Sound, channel: int, alone: np.ndarray, beat: Callable[[], None]) -> float:
    """Share of the power of the leak that goes away."""
    before = after = 0.0
    start = 0
    for block, overlap in _blocks(sound):
        beat()
        other = block[1 - channel]
        left = other - found.leak(block[channel])
        where = np.repeat(alone[start // FRAME : (start + _SPAN) // FRAME], FRAME)[: len(other) - overlap]
        before += float(np.square(other[overlap:])[where].sum())
        after += float(np.square(left[overlap:])[where].sum())
        start += len(other) - overlap
    return 1 - after / max(before, 1e-12)


def _blocks(sound: Sound) -> Iterator[tuple[np.ndarray, int]]:
    """Blocks that overlap by what a filter looks back at, and how many samples of each were already in the one before."""
    for start in range(0, sound.samples, _SPAN):
        before = min(start, LONGEST_DELAY + TAPS)
        yield sound.read(start - before, start + _SPAN), before
