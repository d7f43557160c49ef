"""What a line would change, against the people as they are. The check and the import ask the same question."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Post, Role, RoleHeld, RosterLine, User
from accounts.roster.columns import BY_KEY
from accounts.roster.known import Known, People
from accounts.roster.reading import Reading

# A file puts these in the person's team, the others in the whole organisation.
TEAM_ROLES = (Role.AGENT, Role.COACH, Role.TEAM_LEAD)
# Only an administrator gives these, one by one or by file.
RESERVED_ROLES = (Role.ADMINISTRATOR, Role.DPO)
POST_KEYS = ("team", "occupation", "weekly_hours", "started_on", "staff_number")


@dataclass
class Change:
    """What to write. Teams are names: a team may have to be made first."""

    verdict: RosterLine.Verdict
    email: str = ""
    user: User | None = None
    names: dict[str, str] = field(default_factory=dict)
    post: Post | None = None
    post_fields: dict[str, Any] = field(default_factory=dict)
    roles: list[tuple[Role, str | None]] = field(default_factory=list)
    left_roles: list[RoleHeld] = field(default_factory=list)
    leave: tuple[datetime.date, datetime.date] | None = None
    told: list[dict[str, str]] = field(default_factory=list)
    """The same for the person who imports: [{"column", "before", "after"}]."""


def compare(reading: Reading, people: People) -> Change:
    """Adds to the reading's remarks what only the database tells; with remarks, the change is an ERROR and empty."""
    known = people.by_email.get(reading.values.get("email", ""))
    _check_person(reading, known)
    _check_staff_number(reading, people)
    change = _change(reading.values, known if known and known.here else None, people)
    _check_leave(reading, known, change)
    _check_roles(reading, people, change)
    return Change(RosterLine.Verdict.ERROR) if reading.remarks else change


def _change(values: dict[str, Any], known: Known | None, people: People) -> Change:
    change = Change(RosterLine.Verdict.CREATE, email=values.get("email", ""))
    if known:
        change.user, change.post = known.user, known.post
    _compare_names(values, change)
    _compare_post(values, change, people)
    _compare_roles(values, known, change, people)
    _compare_leave(values, known, change)
    if known:
        change.verdict = RosterLine.Verdict.UPDATE if change.told else RosterLine.Verdict.UNCHANGED
    else:
        change.told = []
    return change


def _compare_names(values: dict[str, Any], change: Change) -> None:
    for key in ("first_name", "last_name"):
        before = getattr(change.user, key, "")
        if key in values and values[key] != before:
            change.names[key] = values[key]
            _tell(change, key, before, values[key])


def _compare_post(values: dict[str, Any], change: Change, people: People) -> None:
    for key in POST_KEYS:
        if key not in values:
            continue
        before, after = _current(change.post, key), _typed(key, values[key], people)
        if before != after:
            change.post_fields[key] = after
            _tell(change, key, _shown(before), _shown(after))


def _current(post: Post | None, key: str) -> Any:
    if post is None:
        return None
    return (post.team.name if post.team else None) if key == "team" else getattr(post, key)


def _typed(key: str, value: str, people: People) -> Any:
    if key == "team":
        return people.team_name(value)
    if key == "weekly_hours":
        return Decimal(value)
    return datetime.date.fromisoformat(value) if key == "started_on" else value


def _compare_roles(values: dict[str, Any], known: Known | None, change: Change, people: People) -> None:
    held = {(each.role, each.team.name if each.team else None): each for each in known.roles} if known else {}
    old_team = _current(change.post, "team")
    team = people.team_name(values["team"]) if "team" in values else old_team
    for role in map(Role, values.get("roles", [])):
        wanted = (role, team if role in TEAM_ROLES else None)
        if wanted in held:
            continue
        change.roles.append(wanted)
        left = held.get((role, old_team)) if role in TEAM_ROLES else None
        if left:
            change.left_roles.append(left)
        _tell(change, "roles", _role_shown(role, old_team) if left else "", _role_shown(*wanted))


def _compare_leave(values: dict[str, Any], known: Known | None, change: Change) -> None:
    if "leave_from" not in values or "leave_to" not in values:
        return
    first, last = (datetime.date.fromisoformat(values[key]) for key in ("leave_from", "leave_to"))
    if known and any(leave.first_day <= first and last <= leave.last_day for leave in known.leaves):
        return
    change.leave = (first, last)
    _tell(change, "leave_from", "", f"{_shown(first)} – {_shown(last)}")


def _check_person(reading: Reading, known: Known | None) -> None:
    if known and not known.here:
        reading.refuse("email", _("Cette adresse ne peut pas être ajoutée ici. Voyez avec l’administration du portail."))
    elif known and not known.user.is_active:
        reading.refuse("email", _("Le compte de cette personne est fermé. Rouvrez-le dans l’annuaire, ou retirez la ligne."))


def _check_staff_number(reading: Reading, people: People) -> None:
    owner = people.staff_numbers.get(reading.values.get("staff_number", ""))
    if owner and owner != reading.values.get("email"):
        reading.refuse("staff_number", _("Ce matricule est déjà celui d’une autre personne. Vérifiez les deux."))


def _check_leave(reading: Reading, known: Known | None, change: Change) -> None:
    if not change.leave or not known:
        return
    first, last = change.leave
    if other := next((leave for leave in known.leaves if leave.first_day <= last and first <= leave.last_day), None):
        sentence = _("Ces jours recoupent l’absence du %(other)s. Corrigez-la dans l’annuaire, ou changez ces jours.")
        reading.refuse("leave_from", sentence % {"other": other})


def _check_roles(reading: Reading, people: People, change: Change) -> None:
    if not change.roles or people.may_give_all:
        return
    if people.importer is not None and change.user == people.importer:
        reading.refuse("roles", _("Vos propres rôles ne se changent pas par un fichier. Demandez à l’administration du portail."))
    reserved = [role.label for role, _team in change.roles if role in RESERVED_ROLES]
    if reserved:
        sentence = _("Le rôle « %(role)s » n’est donné que par l’administration du portail. Retirez-le de la ligne.")
        reading.refuse("roles", sentence % {"role": reserved[0]})


def _tell(change: Change, key: str, before: str, after: str) -> None:
    change.told.append({"column": BY_KEY[key].name, "before": before, "after": after})


def _shown(value: Any) -> str:
    if isinstance(value, datetime.date):
        return date_format(value, "d/m/Y")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return str(value or "")


def _role_shown(role: Role, team: str | None) -> str:
    return f"{role.label} ({team})" if team else str(role.label)
