"""How the days were, as the owner said it, in one line: drawn for the owner, with no average and no trend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from wellbeing.journal import ReadEntry

LEFT, RIGHT, TOP, STEP = 40, 620, 20, 30
"""In units of the drawing, whole numbers: a comma would not be understood."""
LEVELS = range(5, 0, -1)


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Chart:
    points: list[Point]
    first: dt.date
    last: dt.date
    left: int = LEFT
    right: int = RIGHT
    bottom: int = TOP + 4 * STEP
    days_at: int = TOP + 4 * STEP + 30

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def levels(self) -> list[tuple[int, int]]:
        return [(level, _height(level)) for level in LEVELS]


def drawn(entries: Sequence[ReadEntry]) -> Chart | None:
    """None under two days that were rated: there is no line to draw."""
    rated = [(entry.day, entry.page.felt) for entry in reversed(entries) if entry.page and entry.page.felt]
    if len({day for day, _felt in rated}) < 2:
        return None
    first, last = rated[0][0], rated[-1][0]
    across = (last - first).days
    points = [Point(LEFT + round((day - first).days * (RIGHT - LEFT) / across), _height(felt)) for day, felt in rated]
    return Chart(points, first, last)


def _height(level: int) -> int:
    return TOP + (5 - level) * STEP
