"""Days on which somebody may be born. Rules have dates too: « depuis le 1er janvier 2026 » is no personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from privacy.kinds import Certainty, Finding, Kind

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
ACCENTS = str.maketrans("éèûÉÈÛ", "eeuEEU")
DAY = re.compile(
    r"(?<![0-9/])(?P<day>[0-3]?[0-9])(?:er)?(?P<between>[/.\-]|[ \u00a0\u202f])"
    rf"(?P<month>[01]?[0-9]|(?i:{'|'.join(MONTHS)}))(?P=between)(?P<year>(?:19|20)[0-9][0-9])(?![0-9/])"
)
BORN = re.compile(r"(?i)(?:\bn(?:é|e(?= le\b)|ée|ee)s?|naissance|anniversaire)\b[^.;!?0-9]{0,20}$")
GROWN_UP = 15
"""Years. A later day is one of a rule or of a letter, unless « né le » stands before it."""


def days(text: str) -> list[tuple[re.Match[str], date]]:
    """Every day of the calendar written out, whoever it concerns."""
    folded = text.translate(ACCENTS)
    return [(written, day) for written in DAY.finditer(folded) if (day := _day(written))]


def birth_dates(text: str) -> Iterator[Finding]:
    today = datetime.now(tz=UTC).date()
    for written, day in days(text):
        born = BORN.search(text[: written.start()])
        if day <= today and (born or day.year <= today.year - GROWN_UP):
            yield Finding(written.start(), written.end(), Kind.BIRTH_DATE, Certainty.SURE if born else Certainty.POSSIBLE)


def _day(written: re.Match[str]) -> date | None:
    month = written["month"].casefold()
    try:
        return date(int(written["year"]), MONTHS.index(month) + 1 if month in MONTHS else int(month), int(written["day"]))
    except ValueError:  # the 31st of February is no day
        return None
