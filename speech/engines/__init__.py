"""The speech engines behind one function: `get(name).transcribe(samples, language)`.

An engine is a module here with one class that answers the `Engine` protocol; to add one, copy the nearest sibling and name it in
`_ENGINES`. With "endpoint" the sound goes to another server. The same contract test runs on each (`tests/speech/test_engine_contract.py`).
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol

import numpy as np
from django.conf import settings

from ..errors import EngineUnavailable

_ENGINES = {"faster-whisper": ".faster_whisper", "openai-whisper": ".openai_whisper", "endpoint": ".endpoint"}


LOOP = 2.4
"""Compression ratio above which a text goes round in circles."""
# Whisper learned on captioned films, and thanks their makers where nobody speaks.
_CREDITS = re.compile(r"\W*(sous-titr|amara\.org|merci d.avoir regardé cette vidéo)", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """`text` carries its leading space and its punctuation, as the engine wrote it; times in seconds from the first sample given."""

    text: str
    start: float
    end: float
    probability: float
    heard: str = ""
    """What the engine wrote, where a glossary put it right."""


@dataclass(frozen=True)
class Segment:
    """Words that the engine wrote together. `repetition` is the compression ratio of their text: high when it goes round in circles."""

    words: tuple[Word, ...]
    repetition: float

    @property
    def was_said(self) -> bool:
        return self.repetition <= LOOP and not _CREDITS.match("".join(word.text for word in self.words))


class Windows(Protocol):
    """Short windows of sound, several of them together: what some engines are quicker at."""

    longest: int  # samples of a window
    together: int

    def transcribe(self, windows: Sequence[np.ndarray], language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        """One segment a window, in order; times from the beginning of its window. `hint` as in `Engine.transcribe`."""
        ...


class Engine(Protocol):
    name: str
    made_with: str  # the model, and which one exactly: what a transcript says
    tuning: str  # what else has a part in its words, from one machine or setting to the next
    languages: frozenset[str]  # codes it can be asked for
    windows: Windows | None  # None: it takes long sounds, one at a time

    def transcribe(self, samples: np.ndarray, language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        """Segments, in order, of float32 mono samples at 16 kHz. `beat` is called every few seconds of work, and may raise to stop it.

        `hint`: a sentence with words that may be said.
        """
        ...

    def detect_language(self, samples: np.ndarray, beat: Callable[[], None]) -> tuple[str, float]:
        """Code of the most probable language of the first 30 seconds, and its probability: 0 when the engine cannot tell."""
        ...


def names() -> list[str]:
    return list(_ENGINES)


def get(name: str | None = None, model: str | None = None) -> Engine:
    """The engine, its model loaded; kept for the life of the process. Defaults: settings.SPEECH_ENGINE and SPEECH_MODEL.

    Raises EngineUnavailable (unknown, not installed, not set, no weights) or TryLater (the hub does not answer).
    """
    return _load(name or settings.SPEECH_ENGINE, model or settings.SPEECH_MODEL)


def module(name: str | None = None) -> ModuleType:
    """Of the engine, imported, its model not loaded. Raises EngineUnavailable, and ImportError for an installation that is not whole."""
    name = name or settings.SPEECH_ENGINE
    if name not in _ENGINES:
        raise EngineUnavailable("engine_unknown", name)
    return import_module(_ENGINES[name], __package__)


@cache
def _load(name: str, model: str) -> Engine:
    return module(name).load(model)


def threads() -> int:
    """settings.SPEECH_THREADS, or as many as this process may use, up to 4: beyond, one call gains little."""
    return settings.SPEECH_THREADS or min(4, len(os.sched_getaffinity(0)))
