"""What is said in words, in figures: « zéro six douze » is « 06 12 ». The only importer of text_to_num."""

from __future__ import annotations

import re
from dataclasses import dataclass

from text_to_num import find_numbers

TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
ALONE = 3
"""One, two and three by themselves are articles and small counts, and stay words. Beside another number they are figures."""


@dataclass(frozen=True)
class Written:
    """`text` in figures; `places[i]` is where in what was said its character i comes from."""

    text: str
    places: tuple[tuple[int, int], ...]

    def said(self, start: int, end: int) -> tuple[int, int]:
        """The part of what was said that `text[start:end]`, which is not empty, was written from."""
        return self.places[start][0], self.places[end - 1][1]


@dataclass(frozen=True)
class _Token:
    written: str
    start: int
    end: int

    def text(self) -> str:
        return self.written if self.written.isprintable() else "."  # half a character would end the whole process

    def nt_separated(self, previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def written(said: str) -> Written:
    tokens = [_Token(token[0], token.start(), token.end()) for token in TOKEN.finditer(said)]
    text: list[str] = []
    places: list[tuple[int, int]] = []

    def keep(start: int, end: int) -> None:
        text.append(said[start:end])
        places.extend((position, position + 1) for position in range(start, end))

    position = 0
    for number in find_numbers(tokens, "fr", ALONE):
        start, end = tokens[number.start].start, tokens[number.end - 1].end
        keep(position, start)
        text.append(number.text)
        places.extend([(start, end)] * len(number.text))
        position = end
    keep(position, len(said))
    return Written("".join(text), tuple(places))
