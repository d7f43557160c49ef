"""What is looked for, and what is handed back: kind, place, certainty. Never the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    NIR = "nir"
    IBAN = "iban"
    CARD = "card"
    BIRTH_DATE = "birth_date"
    PLATE = "plate"
    NAME = "name"
    ADDRESS = "address"
    NUMBER = "number"
    """A run of six digits or more that nothing else explains: most often a file number."""


class Certainty(StrEnum):
    SURE = "sure"
    """A key fits, or the shape belongs to nothing else."""
    POSSIBLE = "possible"
    """A person knows better: the number of a public service, a reference that leads to nobody."""


@dataclass(frozen=True, order=True)
class Finding:
    """`text[start:end]` is personal data, or may be."""

    start: int
    end: int
    kind: Kind
    certainty: Certainty

    def overlaps(self, other: Finding) -> bool:
        return self.start < other.end and other.start < self.end


SPACE = r"[ \t\u00a0\u2009\u202f]"
"""What people put between the groups of a number on one line."""
BETWEEN = r"[ \t\u00a0\u2009\u202f.\-/]{0,2}"
"""At most two separators between two digits of one number."""
