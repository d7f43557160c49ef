"""Cut short anywhere, a transcription goes on from the last finished stretch, and gives what it would have given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech import transcription
from speech.checkpoint import Notebook
from speech.engines import Segment, Word
from speech.engines.short_windows import ShortWindows
from speech.sound import RATE
from speech.transcription import transcribe
from tests.speech.transcription_server import TranscriptionServer

from .conftest import CLIP


class Cut(BaseException):
    """As the kill of a worker, at the worst of moments."""


@dataclass
class Shelf:
    """What is kept, and what is cut: after so many saves, or before the next."""

    kept: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    cut_before: int | None = None

    def load(self, key: str) -> str | None:
        return self.kept.get(key)

    def save(self, key: str, heard: str) -> None:
        if len(self.kept) == self.cut_before:
            raise Cut
        self.kept[key] = heard
        if len(self.kept) == self.cut_after:
            raise Cut


@pytest.fixture
def hearings(monkeypatch) -> list[int]:
    """The sounds that the engine was given, two seconds each at most, one at a time."""
    monkeypatch.setattr(ShortWindows, "longest", 2 * RATE)
    monkeypatch.setattr(ShortWindows, "together", 1)
    heard: list[int] = []
    transcribe_windows = ShortWindows.transcribe

    def counted(self: ShortWindows, windows: Any, language: str, beat: Any, hint: str) -> Iterator[Segment]:
        heard.extend(len(window) for window in windows)
        return transcribe_windows(self, windows, language, beat, hint)

    monkeypatch.setattr(ShortWindows, "transcribe", counted)
    return heard


def said(**arguments: Any) -> Any:
    return transcribe(CLIP, **arguments).turns


def test_cut_after_any_stretch_it_gives_the_same_and_hears_each_once(hearings):
    whole = said()
    sounds = [*hearings]
    assert len(sounds) >= 3 and whole
    for stretches in range(1, len(sounds)):
        shelf = Shelf(cut_after=stretches)
        hearings.clear()
        with pytest.raises(Cut):
            said(finished=shelf)
        shelf.cut_after = None
        assert said(finished=shelf) == whole
        assert hearings == sounds, "each once, in both attempts together"


def test_cut_in_the_middle_of_a_stretch_only_that_one_is_heard_again(hearings):
    whole = said()
    sounds = [*hearings]
    shelf = Shelf(cut_before=2)
    hearings.clear()
    with pytest.raises(Cut):
        said(finished=shelf)
    shelf.cut_before = None
    assert said(finished=shelf) == whole
    assert hearings == [*sounds[:3], *sounds[2:]]


def test_what_is_damaged_or_of_another_stretch_is_heard_again(hearings):
    shelf = Shelf()
    whole = said(finished=shelf)
    good = dict(shelf.kept)
    keys = list(good)
    damages = [
        {key: content[:-1] for key, content in good.items()},
        dict.fromkeys(keys, ""),
        {key: content.replace("0", "1", 1) for key, content in good.items()},
        {key: good[keys[number - 1]] for number, key in enumerate(keys)},
    ]
    for damaged in damages:
        shelf.kept = {**damaged, "f" * 64: "of nobody"}
        assert said(finished=shelf) == whole
        assert {key: shelf.kept[key] for key in keys} == good, "put right"
    hearings.clear()
    assert said(finished=shelf) == whole
    assert hearings == []


def test_an_endpoint_is_not_asked_again(monkeypatch, settings):
    monkeypatch.setattr(transcription, "LONGEST", 2 * RATE)
    with TranscriptionServer() as server:
        settings.SPEECH_ENDPOINT_URL = server.url
        whole = said(engine="endpoint", model="whisper-base")
        asked = [question.sound for question in server.asked]
        server.asked.clear()
        shelf = Shelf(cut_after=2)
        with pytest.raises(Cut):
            said(engine="endpoint", model="whisper-base", finished=shelf)
        shelf.cut_after = None
        assert said(engine="endpoint", model="whisper-base", finished=shelf) == whole
        assert [question.sound for question in server.asked] == asked and len(asked) >= 3


SOUND = np.linspace(-1, 1, 100, dtype=np.float32)
HEARD = [(0, Segment((Word(" Ça, \x00 « oui »", 0.1, 0.3, 0.1 + 0.2),), 1.7)), (1, Segment((), 0.0))]
ENGINE = {"name": "faster-whisper", "made_with": "whisper-base@905e", "tuning": "cpu int8 short"}


def heard_with(shelf: Shelf, language: str = "fr", sounds: Any = (SOUND, SOUND[:50]), **engine: str) -> tuple[list[Any], int]:
    """What is answered, and how many times the engine was asked."""
    asked: list[int] = []

    def hear() -> Iterator[Any]:
        asked.append(1)
        return iter(HEARD)

    notebook = Notebook(shelf, SimpleNamespace(**ENGINE | engine))  # type: ignore[arg-type]
    return list(notebook.segments(language, "", sounds, hear)), len(asked)


def test_all_comes_back_as_it_was():
    shelf = Shelf()
    assert heard_with(shelf) == (HEARD, 1)
    assert heard_with(shelf) == (HEARD, 0)
    assert all(content.isascii() and "\x00" not in content for content in shelf.kept.values()), "any database takes it"


@pytest.mark.parametrize(
    "other",
    [
        {"name": "openai-whisper"},
        {"made_with": "whisper-small@1111"},
        {"tuning": "cuda float16 full"},
        {"language": "en"},
        {"sounds": (SOUND, SOUND[:51])},
        {"sounds": (SOUND[:50], SOUND)},
        {"sounds": (SOUND * np.float32(0.5), SOUND[:50])},
    ],
)
def test_another_engine_model_machine_language_or_sound_begins_again(other):
    shelf = Shelf()
    heard_with(shelf)
    assert heard_with(shelf, **other) == (HEARD, 1)


def test_another_version_of_the_software_begins_again(monkeypatch):
    from speech import checkpoint

    shelf = Shelf()
    heard_with(shelf)
    monkeypatch.setattr(checkpoint, "_software", lambda: ["another"])
    assert heard_with(shelf) == (HEARD, 1)


@given(st.text())
def test_whatever_lies_there_is_never_an_error(content):
    shelf = Shelf()
    heard_with(shelf)
    shelf.kept = dict.fromkeys(shelf.kept, content)
    assert heard_with(shelf) == (HEARD, 1)
