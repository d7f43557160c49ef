"""Who holds what, and who does not: one list for human resources, read in a number of queries that does not grow with the people.

A row is a person and a certification. The certificate of the row is the one that says where the person stands; there is none for an agent
concerned who never had it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.matching import plain
from accounts.models import Post, User
from careers.access import organisations_certified_by
from careers.models import Award, Certification
from careers.models.award import AwardQuerySet

VALID, EXPIRING, EXPIRED, REVOKED, NONE = "valable", "expire", "expire-deja", "revoque", "sans"
NEVER = datetime.date.max
"""Sorts who holds nothing after who does."""
SORTS = {
    "nom": ("person_name", "certification_name"),
    "equipe": ("team_name", "person_name", "certification_name"),
    "certification": ("certification_name", "person_name"),
    "echeance": ("until", "person_name", "certification_name"),
}
SORTS |= {f"-{key}": (f"-{first}", *others) for key, (first, *others) in SORTS.items()}

STATES: dict[str, Callable[[AwardQuerySet], AwardQuerySet]] = {
    VALID: lambda awards: awards.valid(),
    EXPIRING: lambda awards: awards.expiring(),
    EXPIRED: lambda awards: awards.expired(),
    REVOKED: lambda awards: awards.revoked(),
}

Filters = dict[str, Any]


@dataclass(frozen=True)
class Holding:
    person: User
    certification: Certification
    team: str
    award: Award | None


def holdings(user: User, filters: Filters) -> QuerySet[Any, Any]:
    """Rows for `read`, of what the user certifies; `filters` are those of `HoldersFilter`."""
    state = filters.get("etat") or ""
    lists = [_holding(user, filters)] if state != NONE else []
    if state in ("", NONE):
        lists += [_lacking(certification, filters) for certification in _certifications(user, filters).open()]
    if not lists:
        lists = [_holding(user, filters).none()]
    order = SORTS[filters.get("tri") or "nom"]
    return lists[0].union(*lists[1:], all=True).order_by(*order, "person_id", "certification_key")


def read(rows: list[dict[str, Any]]) -> list[Holding]:
    """The objects of some rows, in three queries."""
    people = User.objects.in_bulk({row["person_id"] for row in rows})
    awards = Award.objects.in_bulk({row["award_id"] for row in rows})
    certifications = Certification.objects.in_bulk({row["certification_key"] for row in rows})
    return [
        Holding(people[row["person_id"]], certifications[row["certification_key"]], row["team_name"], awards.get(row["award_id"]))
        for row in rows
    ]


def counts(user: User) -> dict[str, int]:
    """How many certificates are valid, those about to expire too; how many expire, have expired; how many agents lack one."""
    held = _of_staff(user)
    certifications = Certification.objects.visible_to(user).open()
    return {
        "valid": held.valid().count(),
        "expiring": held.expiring().count(),
        "expiring_people": held.expiring().values("holder").distinct().count(),
        "expired": held.expired().count(),
        "without": sum(_without(certification).count() for certification in certifications),
    }


def table(holdings: list[Holding]) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the export."""
    who = [_("Nom"), _("Prénom"), _("Courriel"), _("Équipe")]
    header = [*who, _("Certification"), _("État"), _("Numéro"), _("Délivré le"), _("Expire le")]
    return header, [_exported(holding) for holding in holdings]


def _exported(holding: Holding) -> list[Any]:
    person, award = holding.person, holding.award
    known = [person.last_name, person.first_name, person.email, holding.team, holding.certification.name]
    if award is None:
        return [*known, _("sans certificat"), "", None, None]
    return [*known, str(award.state.label), award.number, timezone.localdate(award.awarded_at), award.expires_on]


def _certifications(user: User, filters: Filters) -> Any:
    seen = Certification.objects.visible_to(user)
    return seen.filter(pk=filters["certification"].pk) if filters.get("certification") else seen


def _of_staff(user: User) -> AwardQuerySet:
    """Who left keeps the certificate, and is no longer in the figures."""
    staff = User.objects.of(organisations_certified_by(user))
    return Award.objects.managed_by(user).standing().filter(holder__in=staff, holder__is_active=True)


def _holding(user: User, filters: Filters) -> QuerySet[Any, Any]:
    state, words = filters.get("etat"), filters.get("mots")
    found = _of_staff(user).filter(certification__in=_certifications(user, filters))
    if words:
        numbered = Award.objects.managed_by(user).filter(number__iexact=words.strip())
        found = found.filter(Q(holder__in=User.objects.matching(words)) | Q(pk__in=numbered)) if plain(words) else found.none()
    if filters.get("equipe"):
        found = found.filter(holder__in=_in_team(filters))
    if state:
        found = STATES[state](found)
    return found.order_by().values(
        award_id=F("pk"),
        person_id=F("holder"),
        certification_key=F("certification"),
        person_name=F("holder__filed_as"),
        team_name=_team_name(OuterRef("holder"), OuterRef("organisation")),
        certification_name=F("certification__name"),
        until=F("expires_on"),
    )


def _without(certification: Certification) -> Any:
    """Agents concerned who never had it."""
    return certification.concerned().exclude(pk__in=Award.objects.filter(certification=certification).values("holder"))


def _lacking(certification: Certification, filters: Filters) -> QuerySet[Any, Any]:
    found = _without(certification)
    if filters.get("mots"):
        found = found.matching(filters["mots"]) if plain(filters["mots"]) else found.none()
    if filters.get("equipe"):
        found = found.filter(pk__in=_in_team(filters))
    return found.order_by().values(
        award_id=Value(0, IntegerField()),
        person_id=F("pk"),
        certification_key=Value(certification.pk, IntegerField()),
        person_name=F("filed_as"),
        team_name=_team_name(OuterRef("pk"), Value(certification.organisation_id)),
        certification_name=Value(certification.name, CharField()),
        until=Value(NEVER, DateField()),
    )


def _in_team(filters: Filters) -> Any:
    return Post.objects.lasting().filter(team=filters["equipe"]).values("user")


def _team_name(person: Any, organisation: Any) -> Coalesce:
    posts = Post.objects.lasting().filter(user=person, organisation=organisation).order_by("started_on", "pk")
    return Coalesce(Subquery(posts.values("team__name")[:1]), Value(""), output_field=CharField())
