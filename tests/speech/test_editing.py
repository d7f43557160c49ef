"""A passage is replaced by a tone: nothing of what was said is left in it, and not one sample changes anywhere else."""

import math

import numpy as np
import pytest

from speech.editing import LEVEL, Passage, bleeped
from speech.sound import BLOCK, RATE, Sound


def a_sound(seconds: float, channels: int = 2) -> Sound:
    """Loud noise, no sample like another."""
    sound = Sound(channels)
    sound.append(np.random.default_rng(7).integers(-30000, 30000, (int(seconds * RATE), channels), dtype=np.int16))
    return sound


def samples(sound: Sound) -> np.ndarray:
    return np.round(sound.read(0, sound.samples) * 32768).astype(np.int16)


@pytest.mark.parametrize("channel", [0, 1])
def test_only_that_channel_for_only_those_seconds(channel):
    with a_sound(4) as heard, bleeped(heard, [Passage(channel, 1.2, 2.7)]) as made:
        before, after = samples(heard), samples(made)
    first, last = math.floor(1.2 * RATE), math.ceil(2.7 * RATE)
    assert after.shape == before.shape
    assert np.array_equal(after[1 - channel], before[1 - channel]), "the other voice, sample by sample"
    assert np.array_equal(after[channel, :first], before[channel, :first])
    assert np.array_equal(after[channel, last:], before[channel, last:])
    there, here = before[channel, first:last].astype(float), after[channel, first:last].astype(float)
    assert np.abs(here).max() <= 32767 * LEVEL + 1
    assert abs(there @ here) / math.sqrt((there @ there) * (here @ here)) < 0.03, "nothing of it shows through"


def test_the_tone_owes_nothing_to_what_it_hides():
    with a_sound(2) as loud, Sound(2) as silent:
        silent.append(np.zeros((2 * RATE, 2), dtype=np.int16))
        passage = [Passage(0, 0.5, 1.5)]
        with bleeped(loud, passage) as one, bleeped(silent, passage) as other:
            span = slice(RATE // 2, 3 * RATE // 2)
            assert np.array_equal(samples(one)[0, span], samples(other)[0, span])


def test_a_passage_across_two_blocks_is_one_tone_and_does_not_click():
    end = BLOCK / RATE
    with a_sound(end + 2, channels=1) as heard, bleeped(heard, [Passage(0, end - 1, end + 1)]) as made:
        tone = samples(made)[0, BLOCK - RATE : BLOCK + RATE].astype(int)
    assert abs(tone[0]) <= 1 and abs(tone[-1]) <= 1
    assert np.abs(np.diff(tone)).max() < 32767 * LEVEL * 0.25, "no step, in the middle either"


def test_what_lies_outside_the_call_is_cut_off():
    with a_sound(1, channels=1) as heard, bleeped(heard, [Passage(0, -5, 0.2), Passage(0, 0.9, 99), Passage(0, 40, 41)]) as made:
        before, after = samples(heard), samples(made)
    assert after.shape == before.shape
    changed = np.nonzero(before[0] != after[0])[0]
    assert changed.min() == 0 and changed.max() == RATE - 1
    assert np.array_equal(before[0, RATE // 5 : math.floor(0.9 * RATE)], after[0, RATE // 5 : math.floor(0.9 * RATE)])


def test_done_twice_it_is_the_same():
    passage = [Passage(1, 0.25, 0.75)]
    with a_sound(1) as heard, bleeped(heard, passage) as once, bleeped(once, passage) as twice:
        assert np.array_equal(samples(once), samples(twice))


def test_a_stop_is_heard_between_two_blocks():
    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with a_sound(1) as heard, pytest.raises(Stop):
        bleeped(heard, [], stop)
