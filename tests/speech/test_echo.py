"""A voice that leaks into the other channel is subtracted from it."""

import numpy as np
import pytest

from speech.audio import decode
from speech.echo import without_leaks
from speech.sound import RATE, Sound
from speech.voice import listen

from .conftest import CLIP

DELAY, GAIN = 700, 0.3  # 44 ms later, 10 dB lower


def stereo(agent: np.ndarray, caller: np.ndarray) -> Sound:
    sound = Sound(2)
    sound.append((np.stack([agent, caller], axis=1) * 32767).astype(np.int16))
    return sound


def voices(times: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Both speakers of the clip, who take turns, several times."""
    with decode(CLIP) as sound:
        agent, caller = sound.read(0, sound.samples)
    return np.tile(agent, times), np.tile(caller, times)


def leaking(agent: np.ndarray, caller: np.ndarray) -> Sound:
    muffled = np.convolve(agent, [0.5, 0.3, 0.2])[: len(agent)]
    return stereo(agent, caller + GAIN * np.pad(muffled, (DELAY, 0))[: len(agent)])


def decibels(of: np.ndarray, over: np.ndarray) -> float:
    return float(10 * np.log10(np.square(of).mean() / np.square(over).mean()))


def test_the_leak_goes_and_the_voices_stay():
    agent, caller = voices()
    with leaking(agent, caller) as sound:
        before = sound.read(0, sound.samples)
        clean = without_leaks(sound, listen(sound))
        assert clean is not None
        with clean:
            after = clean.read(0, clean.samples)
    assert after.shape == before.shape
    assert decibels(after[1] - caller, before[1] - caller) < -12
    assert decibels(after[1] - caller, caller) < -20
    np.testing.assert_allclose(after[0], before[0], atol=1e-4)


def test_a_call_without_leak_is_left_as_it_is():
    with stereo(*voices()) as sound:
        assert without_leaks(sound, listen(sound)) is None


def test_people_who_speak_together_do_not_leak():
    agent, caller = voices()
    with stereo(agent, np.roll(caller, -3 * RATE) * 0.3) as sound:
        assert without_leaks(sound, listen(sound)) is None


def test_one_channel_has_no_other():
    with Sound(1) as sound:
        sound.append(np.zeros(RATE, np.int16))
        assert without_leaks(sound, listen(sound)) is None


@pytest.mark.parametrize("span", [1 << 14, 1 << 15])
def test_it_hears_the_same_whatever_the_blocks(monkeypatch, span):
    from speech import echo

    def cleaned() -> np.ndarray:
        with leaking(*voices()) as sound:
            clean = without_leaks(sound, listen(sound))
            assert clean is not None
            with clean:
                return clean.read(0, clean.samples)

    whole = cleaned()
    monkeypatch.setattr(echo, "_SPAN", span)
    assert decibels(cleaned() - whole, whole) < -20
