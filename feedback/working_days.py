"""Days on which a bureau works: Monday to Friday. Public holidays are not known here, and only make a date come sooner."""

from __future__ import annotations

import datetime

SATURDAY = 5


def after(day: datetime.date, count: int) -> datetime.date:
    """The day that comes `count` working days after `day`."""
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
