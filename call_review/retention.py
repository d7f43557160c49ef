"""How long a call is kept, and which are over their time: said once, read by the purge and by the data protection officer's pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Case, Count, DateTimeField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, When
from django.db.models.functions import Least

from accounts.models import Organisation
from call_review.models import CallWords, Campaign, Elimination, Recording, Turn
from call_review.models.recording import RecordingQuerySet

QUARANTINE_KEPT = datetime.timedelta(days=30)
"""From reception: the time to see why it was set aside. Nobody plays it meanwhile."""
SOON, LATER = datetime.timedelta(days=7), datetime.timedelta(days=30)

_ASIDE = Q(state=Recording.State.QUARANTINED)


def over_quarantine(now: datetime.datetime) -> RecordingQuerySet:
    """To be erased whole. A call set aside has no notes: nothing of it outlives its sound."""
    return Recording.objects.filter(_ASIDE, Q(received_at__lte=now - QUARANTINE_KEPT) | Q(erase_sound_at__lte=now) | Q(erase_at__lte=now))


def over_sound(now: datetime.datetime) -> RecordingQuerySet:
    """Whose sound, and all drawn from it, is to be erased. What came back after it was erased once (a backup) is found as well."""
    left = (
        Q(sound_erased_at=None)
        | ~Q(original="", sealed="", listening="", features="")
        | Exists(Turn.objects.filter(recording=OuterRef("pk")))
        | Exists(CallWords.objects.filter(recording=OuterRef("pk")))
    )
    return Recording.objects.filter(~_ASIDE, left, erase_sound_at__lte=now)


def over_analyses(now: datetime.datetime) -> RecordingQuerySet:
    """To be erased whole, with notes and ratings."""
    return Recording.objects.filter(~_ASIDE, erase_at__lte=now)


DUE = {
    Elimination.Reason.QUARANTINE: over_quarantine,
    Elimination.Reason.SOUND: over_sound,
    Elimination.Reason.ANALYSES: over_analyses,
}
"""In this order: a call whose two periods are over loses its sound first, then its row, and each is told."""


def next_erasure(prefix: str = "") -> Case:
    """When something of the call goes next, as an expression: the rules above, seen from the other side."""
    aside = ExpressionWrapper(F(f"{prefix}received_at") + QUARANTINE_KEPT, output_field=DateTimeField())
    sound, row = F(f"{prefix}erase_sound_at"), F(f"{prefix}erase_at")
    return Case(
        When(**{f"{prefix}state": Recording.State.QUARANTINED}, then=Least(aside, sound, row)),
        When(**{f"{prefix}sound_erased_at__isnull": True}, then=Least(sound, row)),
        default=row,
        output_field=DateTimeField(),
    )


@dataclass(frozen=True)
class Figures:
    """Calls of some organisations: counts, nothing else."""

    kept: int
    quarantined: int
    within_a_week: int
    within_a_month: int


def figures(organisations: QuerySet[Organisation], now: datetime.datetime) -> Figures:
    calls = Recording.objects.filter(organisation__in=organisations).annotate(next_erasure=next_erasure())
    return Figures(
        **calls.aggregate(
            kept=Count("pk", filter=~_ASIDE),
            quarantined=Count("pk", filter=_ASIDE),
            within_a_week=Count("pk", filter=Q(next_erasure__lte=now + SOON)),
            within_a_month=Count("pk", filter=Q(next_erasure__lte=now + LATER)),
        )
    )


SORTS: dict[str, list[str]] = {
    "nom": ["name"],
    "-nom": ["-name"],
    "appels": ["kept", "name"],
    "-appels": ["-kept", "name"],
    "debut": ["first_day", "name"],
    "-debut": ["-first_day", "name"],
}


def campaigns(organisations: QuerySet[Organisation], sort: str = "") -> QuerySet[Campaign]:
    """With `kept`, `quarantined` (numbers of calls), `oldest` and `next_erasure` (moments, or None)."""
    aside = Q(recordings__state=Recording.State.QUARANTINED)
    counted = Campaign.objects.filter(organisation__in=organisations).annotate(
        kept=Count("recordings", filter=~aside & Q(recordings__isnull=False)),
        quarantined=Count("recordings", filter=aside),
        oldest=Min("recordings__recorded_at"),
        next_erasure=Min(next_erasure("recordings__")),
    )
    return counted.order_by(*SORTS.get(sort, ["-first_day", "name"]), "pk")
