"""Text without capitals and accents, letter for letter: a place found in it is a place of the text."""

from __future__ import annotations

import unicodedata

LATIN = range(0x41, 0x250)
FOLDED = {code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in LATIN} | {0x2019: "'", 0xA0: " ", 0x202F: " ", 0x2009: " "}


def fold(text: str) -> str:
    """As long as `text`."""
    return text.translate(FOLDED)
