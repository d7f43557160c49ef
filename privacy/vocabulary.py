"""Lists of words, kept in `words/`, folded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


@cache
def _words(name: str) -> frozenset[str]:
    lines = (WORDS / name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def given_names() -> frozenset[str]:
    return _words("given_names.txt")


def never_names() -> frozenset[str]:
    """Words written with a capital that are nobody's name."""
    return _words("never_names.txt")
