"""When calls may be recorded, week by week, and as entries of a diary (law C5: staff know the periods)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from call_review.calls_taken import monday_of
from call_review.models import Campaign
from documents.calendars import Event

WEEK = datetime.timedelta(days=7)
BEFORE, MOST = 4, 30
"""Weeks shown before this one, and weeks shown in all."""


@dataclass(frozen=True)
class Span:
    """The days of one week in which a campaign runs, both included."""

    campaign: Campaign
    first: datetime.date
    last: datetime.date

    @property
    def whole(self) -> bool:
        return self.last - self.first == WEEK - datetime.timedelta(days=1)


@dataclass(frozen=True)
class Week:
    monday: datetime.date
    spans: Sequence[Span]
    now: bool

    @property
    def sunday(self) -> datetime.date:
        return self.monday + WEEK - datetime.timedelta(days=1)


def weeks(campaigns: Iterable[Campaign], today: datetime.date | None = None) -> list[Week]:
    """From a month ago to the end of the last campaign, those without any included: that nothing is recorded is said too."""
    today = today or timezone.localdate()
    running = [(campaign, *period) for campaign in campaigns if (period := period_of(campaign))]
    this = monday_of(today)
    shown = [monday for _campaign, first, last in running for monday in (monday_of(first), monday_of(last))]
    earliest = max(min([this, *shown]), this - BEFORE * WEEK)
    latest = min(max([this, *shown]), earliest + (MOST - 1) * WEEK)
    count = (latest - earliest) // WEEK + 1
    mondays = [earliest + number * WEEK for number in range(count)]
    return [Week(monday, _spans(running, monday), monday == this) for monday in mondays]


def period_of(campaign: Campaign) -> tuple[datetime.date, datetime.date] | None:
    """The days on which calls may, or could, be recorded: a campaign that was closed early ended that day. None when it never began."""
    if not (campaign.first_day and campaign.last_day):
        return None
    closed = timezone.localtime(campaign.closed_at).date() if campaign.closed_at else campaign.last_day
    last = min(campaign.last_day, closed)
    return (campaign.first_day, last) if campaign.first_day <= last else None


def _spans(running: list[tuple[Campaign, datetime.date, datetime.date]], monday: datetime.date) -> list[Span]:
    sunday = monday + WEEK - datetime.timedelta(days=1)
    return [
        Span(campaign, max(first, monday), min(last, sunday)) for campaign, first, last in running if first <= sunday and monday <= last
    ]


def events(campaigns: Iterable[Campaign]) -> list[Event]:
    """One for each campaign: a diary that reads the file again corrects what it has."""
    return [_event(campaign, *period) for campaign in campaigns if (period := period_of(campaign))]


def _event(campaign: Campaign, first: datetime.date, last: datetime.date) -> Event:
    said = _("Des appels de cette période peuvent être enregistrés et réécoutés : %(cap)d au plus par agent et par semaine.")
    return Event(
        uid=f"campaign-{campaign.pk}@{urlsplit(settings.SITE_URL).hostname}",
        summary=_("Écoute d’appels : %(name)s") % {"name": campaign.name},
        start=first,
        end=last,
        description=said % {"cap": campaign.weekly_cap},
    )
