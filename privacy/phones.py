"""Telephone numbers, as French people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from privacy.kinds import Certainty, Finding, Kind

BETWEEN = r"[ \t\u00a0\u2009\u202f.\-/()_]{0,3}"
SHAPES = (
    re.compile(rf"(?<![0-9])(?:\+|0{BETWEEN}0){BETWEEN}[1-9](?:{BETWEEN}[0-9]){{7,14}}(?![0-9])"),
    re.compile(rf"(?<![0-9+])0{BETWEEN}[1-9](?:{BETWEEN}[0-9]){{8}}(?![0-9])"),
)
OF_A_SERVICE = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.UAN,
}
"""Numbers that belong to services, not to people."""


def phones(text: str) -> Iterator[Finding]:
    for shape in SHAPES:
        for found in shape.finditer(text):
            if certainty := _judge(found[0]):
                yield Finding(found.start(), found.end(), Kind.PHONE, certainty)


def _judge(written: str) -> Certainty | None:
    digits = re.sub(r"[^0-9+]", "", written)
    try:
        number = phonenumbers.parse(f"+{digits[2:]}" if digits.startswith("00") else digits, "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return Certainty.POSSIBLE if phonenumbers.number_type(number) in OF_A_SERVICE else Certainty.SURE
