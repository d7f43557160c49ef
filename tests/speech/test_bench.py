"""The bench measures what it says."""

import json

import numpy as np
import pytest

from bench import crosstalk, inside, plain, transcription
from speech import engines, model

from .conftest import CLIP


def test_faster_whisper_as_it_comes_is_scored_on_both_speakers():
    score, spent = plain.measure(CLIP, CLIP.with_suffix(".json"))
    assert score.words == 22 and score.percent < 15 and spent > 0


def test_the_time_in_the_models_is_counted_and_no_longer_after(clip_samples):
    engine = engines.get("faster-whisper", model.EMBEDDED)
    with inside.watched() as spent:
        list(engine.transcribe(clip_samples(0), "fr", lambda: None))
    steps = len(spent)
    assert steps >= 3 and sum(spent) > 0
    list(engine.transcribe(clip_samples(0), "fr", lambda: None))
    assert len(spent) == steps


@pytest.mark.parametrize("leak", crosstalk.LEAKS, ids=lambda leak: leak.name)
def test_a_leak_is_as_late_and_as_low_as_it_says(leak):
    agent = np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32)
    silent = np.zeros_like(agent)
    heard = crosstalk.leaking(np.stack([agent, silent]), leak, 16_000)
    np.testing.assert_array_equal(heard[0], agent)
    assert np.argmax(np.correlate(heard[1][:20_000], agent[:16_000], "valid")) == pytest.approx(leak.delay * 16_000, abs=leak.muffled)
    if leak.muffled == 1:
        assert 10 * np.log10(np.square(heard[1]).mean() / np.square(agent).mean()) == pytest.approx(leak.decibels, abs=0.1)


def test_leaking_calls_are_made_with_their_references(tmp_path):
    [made] = crosstalk.make(CLIP.parent, tmp_path / "leaking")
    assert made.name == "clip-line.wav"
    assert transcription.calls([tmp_path / "leaking"]) == [(made, made.with_suffix(".json"))]
    assert json.loads(made.with_suffix(".json").read_text()) == json.loads(CLIP.with_suffix(".json").read_text())
