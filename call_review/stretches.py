"""Stretches of a call that were played, as pairs of seconds: merged, bounded, asked."""

from __future__ import annotations

import math
from collections.abc import Iterable

Stretch = tuple[float, float]

SHORTEST = 0.2
"""Seconds. Less is the player passing by: nothing is heard of it."""
JOINED = 0.25
"""Seconds. Two reports of one listening leave such a gap between them."""


def merged(stretches: Iterable[Stretch], length: float) -> list[Stretch]:
    """In order, apart from each other, inside the call. What is no stretch of time (backwards, not a number, outside) is left out."""
    inside = sorted(
        (max(0.0, start), min(end, length))
        for start, end in stretches
        if math.isfinite(start) and math.isfinite(end) and start < length and end - start >= SHORTEST
    )
    found: list[Stretch] = []
    for start, end in inside:
        if end - start < SHORTEST:  # most of it lay outside
            continue
        if found and start <= found[-1][1] + JOINED:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def heard(stretches: Iterable[Stretch], moment: float) -> bool:
    """Whether the second of the clock that holds this moment was played, if only in part."""
    second = math.floor(moment)
    return any(start < second + 1 and end > second for start, end in stretches)
