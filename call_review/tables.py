"""Tables that people of a body send: a first line that names columns, then lines taken one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.roster.text import read_lines


class NotUnderstood(Exception):
    """A table as a whole, of which nothing was taken, or one of its lines. `code` is a key of the SENTENCES of who reads it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fault:
    """Line of the file, counted from one, and why it was left out."""

    line: int
    code: str


@dataclass
class Report:
    """Lines taken over, and lines that were not."""

    taken: int = 0
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, columns: tuple[str, ...], most: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each line that is not blank. Raises NotUnderstood (columns, too_long, empty), RosterError (what is no text)."""
    lines = read_lines(content)
    separator = max(";,\t", key=lines[0].count)
    names = [name.lower() for name in _cells(lines[0], separator)]
    if not set(columns) <= set(names):
        raise NotUnderstood("columns")
    if len(lines) > most:
        raise NotUnderstood("too_long")
    filled = [(number, line) for number, line in enumerate(lines[1:], 2) if line.strip(f"{separator} ")]
    if not filled:
        raise NotUnderstood("empty")
    for number, line in filled:
        yield number, dict(zip(names, _cells(line, separator), strict=False))


def _cells(line: str, separator: str) -> list[str]:
    """None of a line that is no CSV."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []
