"""From a recorded call to a conversation: the one page to read."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np

from . import engines
from .audio import Source, decode
from .checkpoint import Finished, Notebook, Numbered
from .conversation import Turn, turns
from .echo import without_leaks
from .engines import Engine, Word
from .errors import EngineUnavailable
from .glossary import Glossary
from .pieces import Piece, pieces
from .sound import RATE, Sound
from .voice import Speech, listen, speech_in

LANGUAGE = "fr"
CHANNELS = {"agent,caller": ("agent", "caller"), "caller,agent": ("caller", "agent"), "mono": ("unknown",)}
SAME = 0.95  # correlation above which two channels carry one sound
LONGEST = 300 * RATE  # samples given at a time to an engine that takes long sounds: bounds its memory
FOREIGN, ENOUGH = 0.8, 5 * RATE  # how sure of another language, on how much speech, before leaving French

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Transcript:
    """`language` is the one transcribed in: other than "fr" without having been asked for, it was recognised.

    `speech`: where somebody speaks, on as many channels as were told apart. `tuning`: what else has a part in the words (`Engine.tuning`),
    as has the glossary of that digest.
    """

    engine: str
    model: str
    language: str
    audio_seconds: float
    elapsed_seconds: float
    turns: tuple[Turn, ...]
    tuning: str
    glossary: str
    speech: Speech = field(compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON's types only; times in seconds to 10 ms, probabilities from 0 to 1."""
        return {
            "engine": self.engine,
            "model": self.model,
            "language": self.language,
            "audio_seconds": round(self.audio_seconds, 2),
            "elapsed_seconds": round(self.elapsed_seconds, 2),
            "turns": [_turn(turn) for turn in self.turns],
        }


def transcribe(
    source: Source,
    channels: str | None = None,
    language: str | None = None,
    progress: Progress | None = None,
    engine: str | None = None,
    model: str | None = None,
    finished: Finished | None = None,
    glossary: Glossary | None = None,
) -> Transcript:
    """Transcribe a recorded call (a path, or a seekable binary file).

    `channels` says who is left and right ("agent,caller" by default), or "mono" to mix them. A mono file, or the same sound on both
    channels, is transcribed once, its speaker "unknown". `language` is a code of Whisper; without one, French unless the call is clearly
    in another language. `progress` hears of the fraction done, at most once a second, every few seconds at least on the default model,
    and may raise to give up. `engine` and `model` default to the settings. What `finished` kept of an earlier attempt is not heard again.
    `glossary` serves calls in French.

    Raises errors.SpeechError: NotACall, EngineUnavailable or TryLater.
    """
    began = time.monotonic()
    meter = _Meter(progress)
    with ExitStack() as sounds:
        sound = sounds.enter_context(decode(source, beat=meter.beat))
        speakers = _speakers(sound, channels)
        activity = listen(sound, meter.beat)
        if clean := without_leaks(sound, activity, meter.beat):
            sound = sounds.enter_context(clean)
            activity = listen(sound, meter.beat)
        meter.reach(0.1)
        recogniser = engines.get(engine, model)
        notebook = Notebook(finished, recogniser)
        longest = recogniser.windows.longest if recogniser.windows else LONGEST
        speech = speech_in(sound, activity)
        work = [
            piece for channel, found in enumerate(speech.stretches) for piece in pieces(channel, found, activity.power[channel], longest)
        ]
        if language and language not in recogniser.languages:
            raise EngineUnavailable("language_unknown", language)
        language = language or _language(recogniser, notebook, sound, work, meter.beat)
        said: dict[str, list[Word]] = {speaker: [] for speaker in speakers}
        known = glossary if glossary and language == LANGUAGE else Glossary()
        for channel, word in _Listener(recogniser, notebook, language, known).words(sound, work, meter):
            said[speakers[channel]].append(word)
        meter.reach(1.0)
        elapsed = time.monotonic() - began
        made = recogniser.name, recogniser.made_with, language
        return Transcript(*made, sound.seconds, elapsed, tuple(turns(said)), recogniser.tuning, known.digest, speech)


def _speakers(sound: Sound, channels: str | None) -> tuple[str, ...]:
    """Who is on each channel; a sound that both channels share is made one."""
    asked = CHANNELS[channels or "agent,caller"]
    if sound.channels == 1:
        return CHANNELS["mono"]
    alike = _likeness(sound)
    if len(asked) == 2 and abs(alike) < SAME:
        return asked
    sound.mix(-1.0 if alike <= -SAME else 1.0)
    return CHANNELS["mono"]


def _likeness(sound: Sound) -> float:
    """Correlation of the two channels, -1 to 1; 0 when one of them is silent."""
    products = np.zeros((2, 2))
    for block in sound.blocks():
        products += block @ block.T
    energy = float(products[0, 0] * products[1, 1])
    return float(products[0, 1]) / energy**0.5 if energy else 0.0


def _language(recogniser: Engine, notebook: Notebook, sound: Sound, work: list[Piece], beat: Callable[[], None]) -> str:
    """French, unless what the more talkative channel says first is clearly in another language."""
    longest = max(work, key=lambda piece: piece.samples, default=None)
    if longest is None or longest.samples < ENOUGH:
        return LANGUAGE
    first = longest.read(sound)[: 30 * RATE]
    found, probability = notebook.language(first, lambda: recogniser.detect_language(first, beat))
    return found if probability >= FOREIGN else LANGUAGE


@dataclass(frozen=True)
class _Listener:
    engine: Engine
    notebook: Notebook
    language: str
    glossary: Glossary

    def words(self, sound: Sound, work: list[Piece], meter: "_Meter") -> Iterator[tuple[int, Word]]:
        """Each with its channel, in the order of the pieces."""
        *before, total = accumulate((piece.samples for piece in work), initial=0)
        for at, segment in self._segments(sound, work, meter.beat):
            if not self.glossary.is_echo(segment.words):
                for word in self.glossary.put_right(work[at].words(segment)):
                    yield work[at].channel, word
            if segment.words:
                meter.reach(0.1 + 0.9 * min(1.0, (before[at] + segment.words[-1].end * RATE) / total))

    def _segments(self, sound: Sound, work: list[Piece], beat: Callable[[], None]) -> Iterator[Numbered]:
        """Segments, each with the rank of its piece, in order."""
        together = self.engine.windows.together if self.engine.windows else 1
        for first in range(0, len(work), together):
            sounds = [piece.read(sound) for piece in work[first : first + together]]
            heard = self.notebook.segments(self.language, self.glossary.hint, sounds, partial(self._hear, sounds, beat))
            for rank, segment in heard:
                yield first + rank, segment

    def _hear(self, sounds: list[np.ndarray], beat: Callable[[], None]) -> Iterator[Numbered]:
        if self.engine.windows:
            return enumerate(self.engine.windows.transcribe(sounds, self.language, beat, self.glossary.hint))
        return ((0, segment) for segment in self.engine.transcribe(sounds[0], self.language, beat, self.glossary.hint))


class _Meter:
    """Passes the fraction done on, at most once a second: the callback may write to a database, the engine beats at every word."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._fraction = 0.0
        self._told = float("-inf")

    def reach(self, fraction: float) -> None:
        self._fraction = max(self._fraction, fraction)
        self.beat()

    def beat(self) -> None:
        if self._progress and (time.monotonic() - self._told >= 1 or self._fraction == 1.0):
            self._told = time.monotonic()
            self._progress(self._fraction)


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "speaker": turn.speaker,
        "start": round(turn.start, 2),
        "end": round(turn.end, 2),
        "text": turn.text,
        "words": [
            {"start": round(w.start, 2), "end": round(w.end, 2), "text": w.text.strip(), "probability": round(w.probability, 3)}
            | ({"heard": w.heard} if w.heard else {})
            for w in turn.words
        ],
    }
