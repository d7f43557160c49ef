"""What an engine has heard is handed over as soon as it is whole, so that work that was cut short goes on where it was.

Who transcribes keeps it where it likes (`Finished`). What is kept lies under a digest of the very sound that was heard and of all that had
a part in the hearing: with another sound, engine, model, language or version nothing is found, and all is heard.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from .engines import Engine, Segment, Word

_SEAL = 16  # characters
_LIBRARIES = ("ctranslate2", "faster-whisper", "openai-whisper", "torch")

Numbered = tuple[int, Segment]
T = TypeVar("T")


class Finished(Protocol):
    """Where finished stretches are kept. `key` is 64 hexadecimal digits, `heard` some ASCII, which says what was said in the call."""

    def load(self, key: str) -> str | None:
        """What was saved under that key; None when nothing was. What comes back changed is thrown away."""
        ...

    def save(self, key: str, heard: str) -> None:
        """May raise, to give up."""
        ...


class Notebook:
    """The finished stretches of one transcription. Without a place to keep them, everything is heard."""

    def __init__(self, finished: Finished | None, recogniser: Engine) -> None:
        self._finished = finished
        self._heard_by = [_software(), recogniser.name, recogniser.made_with, recogniser.tuning]

    def language(self, sound: np.ndarray, hear: Callable[[], tuple[str, float]]) -> tuple[str, float]:
        """Code and probability, as `Engine.detect_language` tells them."""
        if self._finished is None:
            return hear()
        key = self._key("language", [sound])
        if (kept := _opened(key, self._finished.load(key), _as_language)) is not None:
            return kept
        found = hear()
        self._finished.save(key, _sealed(key, list(found)))
        return found

    def segments(
        self, language: str, hint: str, sounds: Sequence[np.ndarray], hear: Callable[[], Iterator[Numbered]]
    ) -> Iterator[Numbered]:
        """Those of sounds that are heard together, each with the rank of its sound. They are kept once the last is there."""
        if self._finished is None:
            yield from hear()
            return
        key = self._key(f"words {language} {hint}", sounds)
        kept = _opened(key, self._finished.load(key), lambda told: _as_segments(told, len(sounds)))
        if kept is not None:
            yield from kept
            return
        made: list[Numbered] = []
        for each in hear():
            made.append(each)
            yield each
        self._finished.save(key, _sealed(key, [_told(rank, segment) for rank, segment in made]))

    def _key(self, question: str, sounds: Sequence[np.ndarray]) -> str:
        """Sounds heard together have a part in what is heard of each: the longest sets the length of all."""
        digest = hashlib.sha256(json.dumps([*self._heard_by, question, [len(sound) for sound in sounds]]).encode())
        for sound in sounds:
            digest.update(np.ascontiguousarray(sound).data)
        return digest.hexdigest()


@cache
def _software() -> list[str]:
    """Our own engines, to the letter, and the libraries that they stand on."""
    digest = hashlib.sha256()
    for file in sorted((Path(__file__).parent / "engines").glob("*.py")):
        digest.update(file.read_bytes())
    return [digest.hexdigest(), *(_version(name) for name in _LIBRARIES)]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


# --- As text, and back. Floats come back as they were: JSON writes them whole.


def _told(rank: int, segment: Segment) -> list[Any]:
    words = [[word.text, float(word.start), float(word.end), float(word.probability)] for word in segment.words]
    return [rank, float(segment.repetition), words]


def _sealed(key: str, told: list[Any]) -> str:
    text = json.dumps(told)
    return _seal(key, text) + text


def _seal(key: str, text: str) -> str:
    return hashlib.sha256(f"{key} {text}".encode()).hexdigest()[:_SEAL]


def _opened(key: str, kept: str | None, read: Callable[[Any], T]) -> T | None:
    """None when nothing was kept, or what was is damaged, cut short, or another's: then it is heard again."""
    if kept is None or kept[:_SEAL] != _seal(key, kept[_SEAL:]):
        return None
    try:
        return read(json.loads(kept[_SEAL:]))
    except (ValueError, TypeError):
        return None


def _as_language(told: Any) -> tuple[str, float]:
    code, probability = told
    return str(code), float(probability)


def _as_segments(told: Any, sounds: int) -> list[Numbered]:
    found = [
        (int(rank), Segment(tuple(Word(str(text), float(start), float(end), float(sure)) for text, start, end, sure in words), float(loop)))
        for rank, loop, words in told
    ]
    if any(not 0 <= rank < sounds for rank, _segment in found):
        raise ValueError(found)
    return found
