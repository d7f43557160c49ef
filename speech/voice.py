"""Where somebody speaks, on each channel. The only user of onnxruntime.

The Silero network that faster-whisper carries gives a probability of voice every 32 ms; this module streams a `Sound` through it, whatever
its length, and makes stretches of speech from the answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from .errors import EngineUnavailable
from .sound import RATE, Sound

FRAME = 512  # samples; what the network was trained on at 16 kHz
_CONTEXT = 64
_BLOCK = FRAME * 128  # 4 s at a time: more takes memory, and is no faster

STARTS, STOPS = 0.5, 0.35  # probability at which a stretch begins, and below which it may end
SHORTEST = round(0.2 * RATE)
PAUSE = round(0.8 * RATE)  # a shorter silence stays inside its stretch
BREATH = round(0.25 * RATE)  # a silence of this length parts two breaths of a stretch
MARGIN = round(0.3 * RATE)  # kept on both sides: first and last consonants are faint
QUIET = 0.03  # -30 dBFS: the loud frames of an ordinary line are above it
LOUDER = 15.0  # dB by which the other channel covers a stretch that is only its echo

Stretch = tuple[int, int]  # samples [start, end) of a channel


@dataclass(frozen=True)
class Activity:
    """A frame (32 ms) a column, a channel a row."""

    voice: np.ndarray  # probability that somebody speaks
    power: np.ndarray  # mean square


@dataclass(frozen=True)
class Speech:
    """Where somebody speaks. `voice`: probability, a frame of FRAME samples a column, a channel a row; `stretches` of each channel."""

    voice: np.ndarray
    stretches: tuple[tuple[Stretch, ...], ...]


def find_speech(sound: Sound, beat: Callable[[], None] = lambda: None) -> Speech:
    """`beat` as in `listen`."""
    return speech_in(sound, listen(sound, beat))


def speech_in(sound: Sound, activity: Activity) -> Speech:
    """The stretches of speech of each channel, those left out that only echo the other."""
    found = [stretches(voice, sound.samples) for voice in activity.voice]
    return Speech(activity.voice, tuple(tuple(without_echo(channel, each, activity)) for channel, each in enumerate(found)))


def listen(sound: Sound, beat: Callable[[], None] = lambda: None) -> Activity:
    """Probability of voice and power of every frame of every channel. `beat` is called again and again, and may raise to stop it."""
    power = np.concatenate([np.square(frames).mean(axis=2) for frames in _frames(sound)], axis=1)
    gains, ears = [_gain(row) for row in power], [_Ear() for _ in power]
    heard: list[np.ndarray] = []
    for frames in _frames(sound):
        beat()
        heard.append(np.stack([ear.hear(row * gain) for ear, gain, row in zip(ears, gains, frames, strict=True)]))
    return Activity(np.concatenate(heard, axis=1), power)


def _frames(sound: Sound) -> Iterator[np.ndarray]:
    for block in sound.blocks(_BLOCK):
        yield np.pad(block, ((0, 0), (0, -block.shape[1] % FRAME))).reshape(sound.channels, -1, FRAME)


def _gain(power: np.ndarray) -> float:
    """A line recorded far too low is made louder for the network, which otherwise hears nobody; other lines stay as they are."""
    loud = float(np.sqrt(np.percentile(power, 99)))
    return 1.0 if loud == 0 else float(np.clip(QUIET / loud, 1, 100))


def stretches(voice: np.ndarray, samples: int) -> list[Stretch]:
    """Stretches of speech, in order and apart, from the probabilities of one channel of `samples` samples."""
    found: list[Stretch] = []
    start: int | None = None
    quiet: int | None = None
    for frame, probability in enumerate([*voice.tolist(), *[0.0] * (PAUSE // FRAME + 2)]):
        here = frame * FRAME
        if probability >= STARTS:
            start, quiet = here if start is None else start, None
        elif start is not None and probability < STOPS:
            quiet = here if quiet is None else quiet
            if here - quiet >= PAUSE:
                if quiet - start >= SHORTEST:
                    found.append((start, min(quiet, samples)))
                start = quiet = None
    return _with_margins(found, samples)


def without_echo(channel: int, found: list[Stretch], activity: Activity) -> list[Stretch]:
    """Leave out the breaths during which the other channel is so much louder that this one only echoes it.

    A whole breath is kept or left: muting less than one damages people who speak together.
    """
    if len(activity.power) < 2:
        return found
    kept: list[Stretch] = []
    for stretch in found:
        end = -1
        for breath in _breaths(stretch, activity.voice[channel]):
            if _is_echo(breath, channel, activity):
                continue
            if breath[0] == end:
                kept[-1] = (kept[-1][0], breath[1])
            else:
                kept.append(breath)
            end = breath[1]
    return kept


def _breaths(stretch: Stretch, voice: np.ndarray) -> Iterator[Stretch]:
    """The stretch, cut in the middle of its short silences."""
    start, end = stretch
    first = start // FRAME
    loud = np.flatnonzero(voice[first : -(-end // FRAME)] >= STOPS) + first
    for before, after in pairwise(loud.tolist()):
        if (after - before - 1) * FRAME >= BREATH:
            cut = (before + after + 1) // 2 * FRAME
            yield start, cut
            start = cut
    yield start, end


def _is_echo(breath: Stretch, channel: int, activity: Activity) -> bool:
    frames = slice(breath[0] // FRAME, -(-breath[1] // FRAME))
    spoken = activity.voice[channel, frames] >= STOPS
    mine, other = activity.power[channel, frames][spoken], activity.power[1 - channel, frames][spoken]
    return bool(spoken.any() and 10 * np.log10((other.mean() + 1e-12) / (mine.mean() + 1e-12)) > LOUDER)


def _with_margins(found: list[Stretch], samples: int) -> list[Stretch]:
    wide = []
    for i, (start, end) in enumerate(found):
        before = found[i - 1][1] if i else -start
        after = found[i + 1][0] if i + 1 < len(found) else samples + (samples - end)
        wide.append((max(0, start - min(MARGIN, (start - before) // 2)), min(samples, end + min(MARGIN, (after - end) // 2))))
    return wide


class _Ear:
    """The network's memory between two blocks of one channel."""

    def __init__(self) -> None:
        self.h = np.zeros((1, 1, 128), np.float32)
        self.c = np.zeros((1, 1, 128), np.float32)
        self.tail = np.zeros(_CONTEXT, np.float32)

    def hear(self, frames: np.ndarray) -> np.ndarray:
        before = np.vstack([self.tail, frames[:-1, -_CONTEXT:]])
        self.tail = frames[-1, -_CONTEXT:]
        said, self.h, self.c = _network().run(None, {"input": np.hstack([before, frames]), "h": self.h, "c": self.c})
        return said.reshape(-1)


@cache
def _network() -> Any:
    import onnxruntime

    package = find_spec("faster_whisper")
    if package is None or not package.origin:
        raise EngineUnavailable("engine_missing", "faster-whisper")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    weights = Path(package.origin).parent / "assets" / "silero_vad_v6.onnx"
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
