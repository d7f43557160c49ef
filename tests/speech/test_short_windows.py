"""Short windows, several together, on the real weights."""

from dataclasses import replace

import numpy as np
import pytest

from bench.score import compare
from speech import engines, model
from speech.engines import faster_whisper

from .test_engine_contract import SAID, quiet


@pytest.fixture(scope="module")
def windows() -> engines.Windows:
    found = engines.get("faster-whisper", model.EMBEDDED).windows
    assert found is not None
    return found


def text(segment: engines.Segment) -> str:
    return "".join(word.text for word in segment.words).lower()


def test_each_window_has_its_words_in_order(windows, clip_samples):
    beats: list[int] = []
    agent, caller = windows.transcribe([clip_samples(0), clip_samples(1)[3 * 16_000 :]], "fr", lambda: beats.append(1))
    # Processors round differently: on some, « Parfait. Est-ce que » is heard as « Parfaites que ».
    assert compare(SAID, text(agent)).percent < 25 and "merci beaucoup" in text(caller)
    said = [word for word in agent.words if any(letter.isalnum() for letter in word.text)]
    assert said[0].start == pytest.approx(0.33, abs=0.5) and said[-1].end == pytest.approx(3.29, abs=0.7)
    assert [word.start for word in agent.words] == sorted(word.start for word in agent.words)
    assert all(0 < word.probability <= 1 for word in [*agent.words, *caller.words])
    assert agent.repetition < 2.4 and beats


def test_a_silent_window_harms_no_other(windows, clip_samples):
    _, caller = windows.transcribe([np.zeros(16_000, np.float32), clip_samples(1)], "fr", quiet)
    assert "merci beaucoup" in text(caller)


def test_a_window_whose_words_are_missing_is_transcribed_again(windows, clip_samples, monkeypatch):
    """Nine seconds without a voice between two words: what is said after them is found, and the half minute is asked once."""
    heard: list[int] = []
    encode = type(windows)._encode
    monkeypatch.setattr(type(windows), "_encode", lambda self, some, samples: heard.append(samples) or encode(self, some, samples))
    silence = np.zeros(9 * 16_000, np.float32)
    [segment] = windows.transcribe([np.concatenate([clip_samples(0), silence, clip_samples(1)])], "fr", quiet)
    assert heard.count(30 * 16_000) == 1
    assert "merci beaucoup" in text(segment)


def test_what_was_passed_over_is_listened_to_alone(windows, clip_samples):
    """Of two people who speak one after the other, Whisper may write the first only."""
    first, second = clip_samples(0), clip_samples(1)[3 * 16_000 :]
    window = np.concatenate([first, second])
    [heard] = windows._drafts([first], "fr", "")
    half = replace(heard, seconds=len(window) / 16_000)
    assert half.holes and half.is_doubtful
    whole = windows._filled(window, half, "fr", "")
    assert whole.words[: len(half.words)] == half.words
    assert "merci beaucoup" in "".join(word.text for word in whole.words[len(half.words) :]).lower()
    assert min(word.start for word in whole.words[len(half.words) :]) > half.words[-1].start


def test_a_window_that_is_well_heard_is_transcribed_once(windows, clip_samples, monkeypatch):
    heard: list[int] = []
    encode = type(windows)._encode
    monkeypatch.setattr(type(windows), "_encode", lambda self, some, samples: heard.append(samples) or encode(self, some, samples))
    assert len(list(windows.transcribe([clip_samples(0)[: 4 * 16_000]], "fr", quiet))) == 1
    assert heard == [10 * 16_000]


def test_the_settings_say_when_half_minutes_are_wanted(settings):
    settings.SPEECH_CONTEXT = "full"
    assert faster_whisper.load(model.EMBEDDED).windows is None
