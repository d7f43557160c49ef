"""The report as a table to take away: a row for each remark and each change of each line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import RosterImport, RosterLine


def report(roster_import: RosterImport) -> tuple[list[str], list[list[Any]]]:
    """Header and rows."""
    header = [
        _("Ligne"),
        _("Résultat"),
        _("Nom"),
        _("Courriel"),
        _("Colonne"),
        _("Valeur lue"),
        _("Valeur actuelle"),
        _("Ce qu’il faut faire"),
    ]
    return header, [row for line in roster_import.lines.all() for row in _rows(line, roster_import.state)]


def _rows(line: RosterLine, state: str) -> Iterator[list[Any]]:
    start = [line.number, line.outcome(state), line.name, line.email]
    if not line.remarks and not line.changes:
        yield [*start, "", "", "", ""]
    for remark in line.remarks:
        yield [*start, remark["column"], remark["found"], "", remark["sentence"]]
    for change in line.changes:
        yield [*start, change["column"], change["after"], change["before"], ""]
