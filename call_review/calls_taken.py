"""Calls that agents answered, week by week, from a table of the telephone system: the only writer of `CallsTaken`.

Where they are known, a campaign takes a share of them at most besides its cap (law C2); where they are not, its page says so.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from call_review import tables
from call_review.models import CallsTaken, Campaign
from call_review.tables import Fault, NotUnderstood, Report

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = ("agent", "semaine", "appels")
MOST_LINES, MOST_CALLS = 20_000, 2_000
ISO_WEEK = re.compile(r"(\d{4})-?w(\d{2})", re.IGNORECASE)
SENTENCES = {
    "columns": _("La première ligne doit nommer les colonnes agent, semaine et appels."),
    "too_long": _("Le tableau dépasse 20 000 lignes. Partagez-le en plusieurs."),
    "empty": _("Le tableau n’a que sa ligne de titres."),
    "agent": _("Aucun agent concerné par la campagne ne porte cette adresse ou ce matricule."),
    "week": _("La semaine ne se lit pas. Écrivez 2026-W48, ou un de ses jours : 2026-11-23 ou 23/11/2026."),
    "count": _("Le nombre d’appels ne se lit pas. Écrivez un nombre entier, de 0 à 2 000."),
    "ahead": _("Cette semaine n’est pas commencée."),
    "twice": _("Cet agent et cette semaine sont déjà plus haut dans le tableau."),
}


def allowed(campaign: Campaign, agent: User, moment: datetime.datetime) -> int:
    """How many calls of the week of `moment` may be recorded: its cap, and no more than the share of what was answered, where it is known.

    Rounded down: a share is never passed.
    """
    known = CallsTaken.objects.filter(
        organisation=campaign.organisation_id, agent=agent, monday=monday_of(timezone.localtime(moment).date())
    )
    answered = known.values_list("count", flat=True).first()
    return campaign.weekly_cap if answered is None else min(campaign.weekly_cap, answered * campaign.share_cap // 100)


def last_week() -> str:
    """As a table writes it: 2026-W47."""
    year, week, _day = (timezone.localdate() - datetime.timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02}"


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


# --- Reading a table


@transaction.atomic
def take(campaign: Campaign, content: bytes) -> Report:
    """A line that is understood counts, one by one; a week that is there already is corrected.

    Raises NotUnderstood, RosterError (what is no text at all).
    """
    agents, report, seen = _agents(campaign), Report(), set()
    rows: list[CallsTaken] = []
    for number, cells in tables.read(content, COLUMNS, MOST_LINES):
        try:
            row = _row(campaign, agents, cells)
        except NotUnderstood as error:
            report.faults.append(Fault(number, error.code))
            continue
        if (row.agent_id, row.monday) in seen:
            report.faults.append(Fault(number, "twice"))
            continue
        seen.add((row.agent_id, row.monday))
        rows.append(row)
    CallsTaken.objects.bulk_create(rows, update_conflicts=True, unique_fields=["organisation", "agent", "monday"], update_fields=["count"])
    report.taken = len(rows)
    return report


def _agents(campaign: Campaign) -> dict[str, int]:
    """By address and by staff number, in small letters."""
    people = {user.pk: user.email.lower() for user in campaign.population()}
    posts = Post.objects.current().filter(organisation=campaign.organisation, user__in=people).exclude(staff_number="")
    return {email: pk for pk, email in people.items()} | {post.staff_number.lower(): post.user_id for post in posts}


def _row(campaign: Campaign, agents: dict[str, int], cells: dict[str, str]) -> CallsTaken:
    agent = agents.get(cells.get("agent", "").lower())
    if agent is None:
        raise NotUnderstood("agent")
    monday, count = _monday(cells.get("semaine", "")), cells.get("appels", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6 and int(count) <= MOST_CALLS):
        raise NotUnderstood("count")
    if monday > timezone.localdate():
        raise NotUnderstood("ahead")
    return CallsTaken(organisation=campaign.organisation, agent_id=agent, monday=monday, count=int(count))


def _monday(said: str) -> datetime.date:
    try:
        if week := ISO_WEEK.fullmatch(said):
            return datetime.date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if "/" in said:
            return monday_of(datetime.datetime.strptime(said, "%d/%m/%Y").date())  # noqa: DTZ007 - a day has no zone
        return monday_of(datetime.date.fromisoformat(said))
    except (ValueError, OverflowError) as error:
        raise NotUnderstood("week") from error


# --- What is known


@dataclass(frozen=True)
class Coverage:
    """Weeks of agents since the campaign began, and of how many of them the calls answered are known."""

    weeks: int
    known: int


def coverage(campaign: Campaign) -> Coverage:
    """The week under way is not asked for."""
    if not (campaign.first_day and campaign.last_day):
        return Coverage(0, 0)
    first, after = monday_of(campaign.first_day), monday_of(min(timezone.localdate(), campaign.last_day + datetime.timedelta(days=7)))
    people = campaign.population()
    known = CallsTaken.objects.filter(organisation=campaign.organisation, agent__in=people, monday__gte=first, monday__lt=after).count()
    return Coverage(max(0, (after - first).days // 7) * people.count(), known)


def forget(before: datetime.date) -> int:
    """Weeks that no call can come from any more. Answers how many rows went."""
    return CallsTaken.objects.filter(monday__lt=monday_of(before)).delete()[0]
