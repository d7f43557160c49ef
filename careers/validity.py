"""How long a certificate holds."""

from __future__ import annotations

import calendar
import datetime

EXPIRING_WITHIN = 60
"""Days before the last one, from which a certificate is said to expire and may be renewed."""


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, or the last one of a shorter month: twelve months after 29 February is 28 February.

    `months` may be negative. Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise ValueError(f"{months} months after {day} is in no calendar")
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
