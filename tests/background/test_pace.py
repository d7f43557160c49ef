"""An estimate is told once it is known, and does not jump about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.pace import LEAST_SHARE, SAME_SECONDS, SAME_SHARE, Pace


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_said_while_little_is_known(clock):
    pace = Pace(clock)
    assert pace.left(0.0) is None
    clock.now += 5
    assert pace.left(0.5) is None, "five seconds are no pace"
    clock.now += 100
    assert pace.left(0.5) is None, "nothing more was done"
    clock.now += 1
    assert pace.left(0.6) == pytest.approx(106 / 0.6 * 0.4)


def test_what_was_only_found_again_measures_nothing(clock):
    """Resumed at 80 %, a second after the start: what is left is a fifth of the work, at the pace of what is heard now."""
    pace = Pace(clock)
    pace.left(0.1, paced=False)
    clock.now += 1
    assert pace.left(0.8, paced=False) is None
    pace.left(0.8)
    clock.now += 60
    assert pace.left(0.9) == pytest.approx(60)


def test_it_counts_down_and_falls_silent_when_it_was_wrong(clock):
    pace = Pace(clock)
    pace.left(0.0)
    clock.now += 100
    assert pace.left(0.5) == 100
    clock.now += 40
    assert pace.left(0.5) == 60
    clock.now += 80
    assert pace.left(0.5) == 0
    clock.now += 41
    assert pace.left(0.5) is None


@given(st.lists(st.tuples(st.floats(0.5, 30), st.floats(0, 0.05)), min_size=5, max_size=60))
def test_it_only_rises_when_the_work_is_really_slower(steps):
    """Whatever the rhythm: between two corrections it counts down by the second; a correction is never for a trifle."""
    clock = Clock()
    pace, fraction, before = Pace(clock), 0.0, None
    pace.left(0.0)
    for seconds, more in steps:
        clock.now += seconds
        fraction = min(1.0, fraction + more)
        left = pace.left(fraction)
        assert left is None or left >= 0
        assert left is None or fraction >= LEAST_SHARE - 1e-9
        if left is not None and before is not None:
            counted = max(before - seconds, 0.0)
            changed = abs(left - counted)
            assert changed < 1e-6 or changed > min(SAME_SECONDS, SAME_SHARE * counted) - 1e-6 or counted == 0
        before = left


@given(st.floats(0.05, 3.0), st.integers(0, 60))
def test_at_an_even_pace_it_is_right(pause, resumed_at):
    clock = Clock()
    pace = Pace(clock)
    fraction = resumed_at / 100
    pace.left(fraction)
    while fraction < 0.95:
        clock.now += pause * 10
        fraction += 0.01
        left = pace.left(fraction)
        if left is not None:
            true = (1 - fraction) * pause * 1000
            assert abs(left - true) <= max(SAME_SECONDS, SAME_SHARE * max(left, true)) + pause * 10
    assert left is not None
