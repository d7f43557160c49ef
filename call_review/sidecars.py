"""Files of a watched folder that say what its sounds are: one JSON a sound, or a table for many. Knows of no database."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SUFFIXES = (".json", ".csv")
MOST_BYTES = {".json": 64 * 1024, ".csv": 5 * 1024 * 1024}
MOST_LINES = 10_000
FILE = "fichier"
LAST_PART = re.compile(r"[^/\\]*\Z")


class Unreadable(Exception):
    """No JSON object, or no table with a column for the file; permanent."""


@dataclass(frozen=True)
class Line:
    number: int
    file: str
    """Name of the sound, in the same folder; empty when the line does not say."""
    said: dict[str, Any]


def read_json(content: bytes) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(said, dict):
        raise Unreadable
    return {str(name).strip().lower(): value for name, value in said.items()}


def read_csv(content: bytes) -> list[Line]:
    """Raises Unreadable."""
    text = _decoded(content)
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        return list(_lines(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error as error:
        raise Unreadable from error


def _lines(rows: Iterator[list[str]]) -> Iterator[Line]:
    names = [name.strip().lower() for name in next(rows, [])]
    if FILE not in names or len(set(names) & {FILE, "agent", "moment"}) < 3:
        raise Unreadable
    for number, cells in enumerate(rows, 2):
        if number > MOST_LINES:
            raise Unreadable
        if any(cell.strip() for cell in cells):
            # A line longer than the first one has cells without a name: they are not read, and counted.
            said = dict(zip([*names, *map(str, range(len(cells)))], cells, strict=False))
            yield Line(number, LAST_PART.search(said.get(FILE, "").strip())[0], said)  # type: ignore[index]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable
