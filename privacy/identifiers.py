"""Numbers that carry their own proof: social security, bank account, payment card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siret

from privacy.kinds import BETWEEN, Certainty, Finding, Kind

IBAN_START = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{BETWEEN}[A-Za-z](?={BETWEEN}[0-9]{BETWEEN}[0-9])")
IBAN_NEXT = re.compile(rf"{BETWEEN}([A-Za-z0-9])")
IBAN_SHORTEST, IBAN_LONGEST = 15, 34
NIR_SHAPE = re.compile(rf"(?<![0-9])[1-478](?:{BETWEEN}[0-9]){{4}}{BETWEEN}(?:[0-9]{BETWEEN}[0-9]|2{BETWEEN}[ABab])(?:{BETWEEN}[0-9]){{6}}")
NIR_KEY = re.compile(rf"{BETWEEN}[0-9]{BETWEEN}[0-9](?![0-9])")
MORE_DIGITS = re.compile(rf"{BETWEEN}[0-9]")
CARD_SHAPE = re.compile(rf"(?<![0-9])[2-6](?:{BETWEEN}[0-9]){{12,18}}(?!{BETWEEN}[0-9])")
CARD_SURE_FROM = 15
"""Shorter ones exist, but fourteen digits with the same key are also a SIRET, which names a firm."""


def is_siret(number: str) -> bool:
    """Fourteen digits with their key. It names a public body, and is no personal data: nothing here looks for one."""
    return siret.is_valid(number) and number.isdigit()


def ibans(text: str) -> Iterator[Finding]:
    """With a key that fits, of any country, in capitals or not."""
    for start in IBAN_START.finditer(text):
        ends = _ends(text, start.end())
        for end in reversed(ends[IBAN_SHORTEST - 3 : IBAN_LONGEST - 2]):
            if iban.is_valid(_bare(text[start.start() : end]), check_country=False):
                yield Finding(start.start(), end, Kind.IBAN, Certainty.SURE)
                break


def _ends(text: str, position: int) -> list[int]:
    """Where each next letter or digit ends, whatever stands between them. The first is the third of the account."""
    ends: list[int] = []
    while len(ends) < IBAN_LONGEST and (character := IBAN_NEXT.match(text, position)):
        position = character.end()
        ends.append(position)
    return ends


def social_security(text: str) -> Iterator[Finding]:
    """With a key that fits, or without its key when the month is one of the calendar."""
    for shape in NIR_SHAPE.finditer(text):
        key = NIR_KEY.match(text, shape.end())
        if key and _has_its_key(text[shape.start() : key.end()]):
            yield Finding(shape.start(), key.end(), Kind.NIR, Certainty.SURE)
        elif 1 <= int(_bare(shape[0])[3:5]) <= 12 and not MORE_DIGITS.match(text, shape.end()):
            yield Finding(shape.start(), shape.end(), Kind.NIR, Certainty.SURE)


def _has_its_key(number: str) -> bool:
    try:
        nir.validate(_bare(number))
    except ValidationError:
        return False
    return True


def cards(text: str) -> Iterator[Finding]:
    for shape in CARD_SHAPE.finditer(text):
        digits = _bare(shape[0])
        if luhn.is_valid(digits):
            certainty = Certainty.SURE if len(digits) >= CARD_SURE_FROM else Certainty.POSSIBLE
            yield Finding(shape.start(), shape.end(), Kind.CARD, certainty)


def _bare(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())
