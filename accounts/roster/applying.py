"""The import itself, in batches. A batch that the database refuses is taken again line by line, so that a bad line stops nothing else.
Running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notices
from accounts.models import RosterImport, RosterLine
from accounts.roster.comparing import Change, compare
from accounts.roster.known import People
from accounts.roster.parsing import Row
from accounts.roster.reading import Reading
from accounts.roster.writing import write

if TYPE_CHECKING:
    from background.run import Run

State, Verdict = RosterImport.State, RosterLine.Verdict
PER_BATCH = 200


def perform(run: Run) -> None:
    roster_import = RosterImport.objects.select_related("organisation", "uploaded_by").filter(pk=run.arguments["roster_import"]).first()
    if roster_import is None or roster_import.state != State.APPLYING:
        return
    lines = list(roster_import.lines.filter(verdict__in=(Verdict.CREATE, Verdict.UPDATE)))
    for start in range(0, len(lines), PER_BATCH):
        note = _("%(done)d personnes sur %(total)d") % {"done": start, "total": len(lines)}
        run.progress(start / len(lines), note)
        _apply(lines[start : start + PER_BATCH], roster_import)
    with run.finishing():
        roster_import.move(State.APPLYING, State.APPLIED, applied_at=timezone.now())
        _tell(roster_import)


def _apply(lines: Sequence[RosterLine], roster_import: RosterImport) -> None:
    try:
        with transaction.atomic():
            _write(lines, roster_import)
    except IntegrityError:
        if len(lines) > 1:
            for line in lines:
                _apply([line], roster_import)
            return
        sentence = _("Cette personne vient d’être modifiée par quelqu’un d’autre. Importez de nouveau cette ligne.")
        _set_aside(lines[0], [{"column": "", "found": "", "sentence": sentence}])


def _write(lines: Sequence[RosterLine], roster_import: RosterImport) -> None:
    """What changed since the check is looked at again: a line that became wrong says so and is left out."""
    people = People(roster_import.organisation, roster_import.uploaded_by, [line.data for line in lines])
    changes: list[Change] = []
    for line in lines:
        reading = Reading(Row(line.number, {"email": line.email}), dict(line.data))
        change = compare(reading, people)
        if reading.remarks:
            _set_aside(line, reading.remarks)
        elif change.verdict != Verdict.UNCHANGED:
            changes.append(change)
    write(changes, people)


def _set_aside(line: RosterLine, remarks: list[dict[str, str]]) -> None:
    line.verdict, line.remarks = Verdict.ERROR, remarks
    line.save(update_fields=["verdict", "remarks"])


def _tell(roster_import: RosterImport) -> None:
    if roster_import.uploaded_by:
        title = format_lazy(gettext_lazy("Import terminé : {file}"), file=roster_import.file_name)
        notices.notify(roster_import.uploaded_by, "roster_applied", title, url=roster_import.get_absolute_url(), email=False)
