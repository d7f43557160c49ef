"""Who speaks when, and what is only the echo of the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import decode
from speech.sound import RATE
from speech.voice import FRAME, Activity, listen, stretches, without_echo

from .conftest import CLIP, ODD, tone


def heard(path) -> list[list[tuple[float, float]]]:
    with decode(path) as sound:
        activity = listen(sound)
        found = [stretches(activity.voice[channel], sound.samples) for channel in range(sound.channels)]
        return [[(start / RATE, end / RATE) for start, end in without_echo(c, own, activity)] for c, own in enumerate(found)]


def test_each_speaks_on_their_channel():
    agent, caller = heard(CLIP)
    assert agent[0][0] == pytest.approx(0.33, abs=0.4) and agent[-1][1] == pytest.approx(3.29, abs=0.6)
    assert caller[0][0] == pytest.approx(3.7, abs=0.6) and caller[-1][1] == pytest.approx(5.39, abs=0.6)


@pytest.mark.parametrize("name", ["line_hiss_60s.ogg", "ringback_only.ogg"])
def test_nobody_speaks(name):
    assert heard(ODD / name) == [[]]


@pytest.mark.parametrize("loudness", [0.0, 0.001, 0.1, 0.5])
def test_nobody_speaks_in_noise(make_sound, loudness):
    noise = np.random.default_rng(1).normal(0, loudness / 3, 20 * 8000)
    assert heard(make_sound((32767 * np.clip(noise, -1, 1)).astype(np.int16))) == [[]]


def test_nobody_speaks_in_tones(make_sound):
    ringing = np.concatenate([tone(440, 1.5, 8000), np.zeros(3 * 8000, np.int16)] * 5)
    assert heard(make_sound(ringing)) == [[]]


def test_a_line_recorded_far_too_low_is_heard():
    agent, caller = heard(ODD / "very_quiet.flac")
    assert agent and caller


def test_a_silent_channel_says_nothing():
    agent, caller = heard(ODD / "caller_channel_silent.flac")
    assert agent and not caller


def test_it_hears_the_same_whatever_the_blocks(monkeypatch):
    """The network's memory passes from a block to the next."""
    from speech import voice

    with decode(CLIP) as sound:
        whole = listen(sound)
        monkeypatch.setattr(voice, "_BLOCK", FRAME * 10)
        pieces = listen(sound)
    np.testing.assert_allclose(whole.voice, pieces.voice, atol=1e-5)


def test_an_echo_is_left_out_and_a_quiet_voice_stays(make_sound):
    """The agent's words, 26 dB lower on the caller's channel; then the caller's own, as low."""
    with decode(CLIP) as sound:
        agent, caller = sound.read(0, sound.samples)
    own = np.concatenate([agent, np.zeros_like(agent)])
    leak = np.concatenate([agent * 0.05, caller * 0.05])
    path = make_sound((32767 * np.stack([own, leak])).astype(np.int16), RATE)
    mine, other = heard(path)
    assert mine and other
    assert all(start > 5.5 for start, _ in other)


def test_an_echo_inside_a_stretch_is_left_out_and_what_is_said_after_it_stays():
    """The caller goes on 0.3 s after the agent's echo, too soon for another stretch to begin."""
    voice = np.ones((2, 100))
    voice[1, 45:55] = 0
    power = np.full((2, 100), 0.01)
    power[0, :50], power[1, :50], power[0, 50:] = 1.0, 0.01, 1e-6
    whole = [(0, 100 * FRAME)]
    assert without_echo(1, whole, Activity(voice, power)) == [(50 * FRAME, 100 * FRAME)]
    assert without_echo(0, whole, Activity(voice, np.ones((2, 100)))) == whole


frames = st.lists(st.floats(0, 1), max_size=400)


@given(frames)
def test_stretches_are_in_order_apart_and_inside(probabilities):
    samples = max(1, len(probabilities) * FRAME - 100)
    found = stretches(np.array(probabilities), samples)
    edges = [edge for stretch in found for edge in stretch]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= samples for start, end in found)


@given(frames, st.integers(0, 399))
def test_a_certain_voice_is_never_left_out(probabilities, at):
    probabilities[at : at + 8] = [1.0] * 8
    samples = len(probabilities) * FRAME
    begin = min(at, len(probabilities) - 8)
    covered = [start <= begin * FRAME and (begin + 8) * FRAME <= end for start, end in stretches(np.array(probabilities), samples)]
    assert any(covered)


def test_one_channel_has_no_other_to_echo():
    assert without_echo(0, [(0, FRAME)], Activity(np.ones((1, 1)), np.ones((1, 1)))) == [(0, FRAME)]
