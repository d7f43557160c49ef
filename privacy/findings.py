"""Text in, findings out. Works offline, keeps nothing, logs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from privacy.dates import birth_dates, days
from privacy.identifiers import cards, ibans, social_security
from privacy.kinds import SPACE, Certainty, Finding, Kind
from privacy.phones import phones

EMAIL = re.compile(r"[A-Za-z0-9À-ÿ._%+\-]+@[A-Za-z0-9À-ÿ\-]+(?:\.[A-Za-z0-9À-ÿ\-]+)+")
PLATE = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NP-TV-Z]{2}[ \u00a0\-]?[0-9]{3}[ \u00a0\-]?[A-HJ-NP-TV-Z]{2}(?![A-Za-z0-9])")
PLATE_HYPHENS = re.compile(r"(?<![A-Za-z0-9])[a-hj-np-tv-z]{2}-[0-9]{3}-[a-hj-np-tv-z]{2}(?![A-Za-z0-9])")
DEPARTMENT = "0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6]"
OLD_PLATE = re.compile(rf"(?<![A-Za-z0-9])[0-9]{{1,4}}[ \u00a0\-]?[A-Z]{{2,3}}[ \u00a0\-]?(?:{DEPARTMENT})(?![A-Za-z0-9])")
RUN = re.compile(rf"[0-9](?:{SPACE}?[0-9])*")
LETTER_AFTER = re.compile(rf"{SPACE}?[A-Z](?![A-Za-z0-9])")
SHORTEST_RUN = 6
YEARS = re.compile(rf"(?:(?:19|20)[0-9]{{2}}{SPACE}?)+")
COUNTED = re.compile(
    rf"(?i)(?:,[0-9]+)?{SPACE}{{0,2}}(?:€|k€|%|(?:euros?|eur|centimes|francs?|personnes|usagers|agents|appels|dossiers|demandes|habitants|"
    r"assurés|retraités|courriers|heures|jours|km)\b)"
)
"""After a number, says that it is a quantity."""


def find(text: str) -> list[Finding]:
    """From left to right, without overlap: of two that share a place, the one with more proof."""
    found: list[Finding] = []
    for recogniser in (_emails, ibans, social_security, cards, phones, birth_dates, _plates):
        for one in recogniser(text):
            if not any(one.overlaps(other) for other in found):
                found.append(one)
    found += _numbers(text, found)
    return sorted(found)


def _emails(text: str) -> Iterator[Finding]:
    for match in EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), Kind.EMAIL, Certainty.SURE)


def _plates(text: str) -> Iterator[Finding]:
    for shape in (PLATE, PLATE_HYPHENS):
        for match in shape.finditer(text):
            yield Finding(match.start(), match.end(), Kind.PLATE, Certainty.SURE)
    for match in OLD_PLATE.finditer(text):
        yield Finding(match.start(), match.end(), Kind.PLATE, Certainty.POSSIBLE)


def _numbers(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Long runs of digits outside what was found, that are no day, no years and no quantity."""
    taken = sorted([(one.start, one.end) for one in found] + [written.span() for written, _day in days(text)])
    for start, end in gaps(taken, len(text)):
        for run in RUN.finditer(text, start, end):
            if _is_a_reference(run[0]) and not COUNTED.match(text, run.end()):
                letter = LETTER_AFTER.match(text, run.end(), end)
                yield Finding(run.start(), letter.end() if letter else run.end(), Kind.NUMBER, Certainty.POSSIBLE)


def _is_a_reference(run: str) -> bool:
    return sum(character.isdigit() for character in run) >= SHORTEST_RUN and not YEARS.fullmatch(run)


def gaps(taken: Iterable[tuple[int, int]], end: int, position: int = 0) -> Iterator[tuple[int, int]]:
    """What lies between `position` and `end`, outside the places taken, which are sorted."""
    for taken_start, taken_end in taken:
        if position < taken_start:
            yield position, taken_start
        position = max(position, taken_end)
    yield position, end
