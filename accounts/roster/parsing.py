"""From lines of text to rows of cells. Knows no model."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.errors import RosterError
from accounts.roster.columns import COLUMNS, Column, recognise
from accounts.roster.text import read_lines

MAX_LINES = 20_000
MAX_CELL = 300
MAX_LINES_IN_A_CELL = 10
LONGEST = 100_000
"""Letters of a line that are read at all: more than any row, fewer than what the csv module refuses."""
# Not the controls from 0x80 on: they tell that accents are damaged.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
SEPARATORS = ";,\t|"


@dataclass(frozen=True)
class Row:
    """`number` is the line as a text editor counts it; `cells` by column key, trimmed; `fault` when the line itself is broken."""

    number: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True)
class Roster:
    rows: list[Row]
    unknown: list[str] = field(default_factory=list)
    """Headings that mean nothing here: told to the person, not kept."""


@dataclass(frozen=True)
class Record:
    number: int
    cells: list[str]
    unclosed: bool = False


def parse(content: bytes) -> Roster:
    """Raises RosterError when the file as a whole is no roster; one bad line never does that."""
    lines = read_lines(content)
    first = next(number for number, line in enumerate(lines) if line.strip())
    if lines[first].strip().lower().startswith("sep="):  # what a spreadsheet may write above the headings
        first += 1
    separator, headings = _headings(lines[first] if first < len(lines) else "")
    columns = [recognise(heading) for heading in headings]
    _refuse_missing(columns, headings, separator)
    records = list(_records(lines, first + 1, separator, len(headings)))
    if not records:
        raise RosterError(_("Le fichier n’a que sa ligne de titres. Ajoutez une ligne par personne."))
    if len(records) > MAX_LINES:
        raise RosterError(_("Plus de %(most)d lignes. Partagez le fichier en plusieurs.") % {"most": MAX_LINES})
    unknown = [heading[:MAX_CELL] for heading, column in zip(headings, columns, strict=True) if column is None and heading]
    return Roster([_row(record, columns) for record in records], unknown)


def _headings(line: str) -> tuple[str, list[str]]:
    """The separator that makes the most of the first line: columns we know, then columns at all."""
    read = {separator: _cells(line, separator) for separator in SEPARATORS}
    separator = max(read, key=lambda each: (len([cell for cell in read[each] if recognise(cell)]), len(read[each])))
    return separator, read[separator]


def _records(lines: list[str], start: int, separator: str, width: int) -> Iterator[Record]:
    number = start
    while number < len(lines):
        record, taken = _record(lines, number, separator, width)
        if any(record.cells):
            yield record
        number += taken


def _record(lines: list[str], start: int, separator: str, width: int) -> tuple[Record, int]:
    """A quoted cell may go over several lines. A quote that is never closed spoils its own line, not those that follow."""
    for taken in range(1, MAX_LINES_IN_A_CELL + 1):
        text = "\n".join(lines[start : start + taken])
        if text.count('"') % 2 == 0:
            return Record(start + 1, _cells(text, separator)), taken
        if start + taken >= len(lines) or _is_a_row(lines[start + taken], separator, width):
            break
    return Record(start + 1, _cells(lines[start].replace('"', ""), separator), unclosed=True), 1


def _is_a_row(line: str, separator: str, width: int) -> bool:
    """As many cells as headings, and not only behind the quote that would end a cell begun above."""
    return line.count(separator) >= width - 1 and separator in line.partition('"')[0]


def _cells(text: str, separator: str) -> list[str]:
    found: list[str] = []
    for cells in csv.reader((f"{line}\n" for line in text[:LONGEST].split("\n")), delimiter=separator):
        found += cells
    return [_clean(cell) for cell in found]


def _clean(cell: str) -> str:
    """Without what cannot be seen: double spaces, no-break spaces, zero-width and control characters."""
    return " ".join(UNSEEN.sub("", cell).split())


def _refuse_missing(columns: list[Column | None], headings: list[str], separator: str) -> None:
    missing = [column.name for column in COLUMNS if column.required and column not in columns]
    if missing:
        sentence = _("Il manque la colonne %(missing)s. Première ligne lue : « %(found)s ». Repartez du fichier d’exemple.")
        raise RosterError(sentence % {"missing": ", ".join(missing), "found": f" {separator} ".join(headings)[:150]})
    twice = {column.name for column in columns if column is not None and columns.count(column) > 1}
    if twice:
        raise RosterError(_("La colonne %(twice)s est écrite deux fois. Gardez-en une.") % {"twice": ", ".join(sorted(twice))})


def _row(record: Record, columns: list[Column | None]) -> Row:
    found = {column.key: cell[:MAX_CELL] for column, cell in zip(columns, record.cells, strict=False) if column is not None}
    return Row(record.number, found, _fault(record, len(columns)))


def _fault(record: Record, width: int) -> str:
    if record.unclosed:
        return _("Un guillemet est ouvert et jamais fermé. Fermez-le, ou retirez-le.")
    if any(record.cells[width:]):
        sentence = _(
            "%(found)d valeurs pour %(expected)d colonnes. Un séparateur est peut-être dans un texte : mettez ce texte entre guillemets."
        )
        return sentence % {"found": len(record.cells), "expected": width}
    if any(len(cell) > MAX_CELL for cell in record.cells):
        return _("Une valeur dépasse %(most)d caractères.") % {"most": MAX_CELL}
    return ""
