"""The dry run: a verdict for each line, nothing written about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.errors import RosterError
from accounts.models import RosterImport, RosterLine
from accounts.roster.comparing import Change, compare
from accounts.roster.known import BATCH, People
from accounts.roster.parsing import Roster, parse
from accounts.roster.reading import Reading, read

if TYPE_CHECKING:
    from background.run import Run

State = RosterImport.State


def perform(run: Run) -> None:
    roster_import = RosterImport.objects.select_related("organisation", "uploaded_by").filter(pk=run.arguments["roster_import"]).first()
    if roster_import is None or roster_import.state != State.CHECKING:
        return
    try:
        roster = parse(bytes(roster_import.content or b""))
    except RosterError as error:
        with run.finishing():
            roster_import.move(State.CHECKING, State.REFUSED, refusal=error.sentence, content=None)
        return
    lines, new_teams = _check(run, roster_import, roster)
    with run.finishing():
        roster_import.lines.all().delete()
        RosterLine.objects.bulk_create(lines, batch_size=BATCH)
        roster_import.move(State.CHECKING, State.CHECKED, remarks=_remarks(roster, new_teams), content=None)


def _check(run: Run, roster_import: RosterImport, roster: Roster) -> tuple[list[RosterLine], list[str]]:
    readings = [read(row) for row in roster.rows]
    people = People(roster_import.organisation, roster_import.uploaded_by, [reading.values for reading in readings])
    first_seen: dict[tuple[str, str], int] = {}
    lines = []
    teams: dict[str, str] = {}
    for done, reading in enumerate(readings):
        run.progress(done / len(readings), _("Ligne %(number)d sur %(total)d") % {"number": done + 1, "total": len(readings)})
        _refuse_twice(reading, first_seen)
        change = compare(reading, people)
        lines.append(_line(roster_import, reading, change))
        team = change.post_fields.get("team") or ""
        if team and team.casefold() not in people.teams:
            teams.setdefault(team.casefold(), team)
    return lines, sorted(teams.values())


def _refuse_twice(reading: Reading, first_seen: dict[tuple[str, str], int]) -> None:
    sentences = {
        "email": _("Cette adresse est déjà à la ligne %(number)d. Gardez une seule des deux."),
        "staff_number": _("Ce matricule est déjà à la ligne %(number)d. Corrigez l’un des deux."),
    }
    for key, sentence in sentences.items():
        value = reading.values.get(key)
        if value and (first := first_seen.setdefault((key, value), reading.row.number)) != reading.row.number:
            reading.refuse(key, sentence % {"number": first})


def _line(roster_import: RosterImport, reading: Reading, change: Change) -> RosterLine:
    cells = reading.row.cells
    return RosterLine(
        roster_import=roster_import,
        number=reading.row.number,
        verdict=change.verdict,
        email=cells.get("email", ""),
        name=f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip(),
        data={} if reading.remarks else reading.values,
        remarks=reading.remarks,
        changes=change.told,
    )


def _remarks(roster: Roster, new_teams: list[str]) -> list[str]:
    remarks = []
    if roster.unknown:
        remarks.append(_("Colonnes inconnues, laissées de côté : %(names)s.") % {"names": ", ".join(roster.unknown)})
    if new_teams:
        remarks.append(
            _("Équipes qui seront créées : %(names)s. Vérifiez que ce ne sont pas des fautes de frappe.") % {"names": ", ".join(new_teams)}
        )
    return remarks
