"""How long the work under way will still take, told calmly: an estimate that people read must not jump about."""

from __future__ import annotations

import time
from collections.abc import Callable

LEAST_SHARE, LEAST_SECONDS = 0.05, 10.0
"""Done at this pace before anything is said."""
SAME_SECONDS, SAME_SHARE = 20.0, 0.15
"""An estimate that moved by less is not corrected: what was said goes on counting down."""
OVERDUE = 60.0
"""Seconds after the end that was told: from then on nothing is."""


class Pace:
    """Of one attempt. What was only found again, or done at another pace, measures nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, float] | None = None
        self._furthest = 0.0
        self._end: float | None = None

    def left(self, fraction: float, paced: bool = True) -> float | None:
        """Seconds, from the fraction done so far (0 to 1); None while too little is known.

        `paced`: from here to the end the work goes about as fast. Whatever comes with False begins the measure anew.
        """
        now = self._clock()
        if not paced:
            self._began = self._end = None
        elif self._began is None:
            self._began, self._furthest, self._end = (now, fraction), fraction, None
        elif fraction > self._furthest:
            self._furthest = fraction
            self._correct(now, self._began)
        if self._end is None or now > self._end + OVERDUE:
            return None
        return max(self._end - now, 0.0)

    def _correct(self, now: float, began: tuple[float, float]) -> None:
        elapsed, share = now - began[0], self._furthest - began[1]
        if elapsed < LEAST_SECONDS or share < LEAST_SHARE:
            return
        end = now + elapsed * (1 - self._furthest) / share
        told = None if self._end is None else self._end - now
        if told is None or abs(end - now - told) > max(SAME_SECONDS, SAME_SHARE * told):
            self._end = end
