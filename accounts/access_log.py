"""Who reached what: the only writer of access entries, who seals them month by month and takes them away by whole sealed months.

The log is itself sensitive: reading it and taking it away are recorded too, under the key ACCESS_LOG.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts import access_marks
from accounts.models import AccessEntry, AccessHead, AccessSeal

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from accounts.models.access_entry import AccessEntryQuerySet

A_MOMENT = datetime.timedelta(minutes=15)
"""A player asks for a sound in many pieces: within this time they are one listening."""

MONTHS_KEPT = 12
"""The month under way and those before it: an entry is kept eleven months at least and twelve at most. The CNIL asks for six to twelve."""

ACCESS_LOG = uuid.UUID("6c6f6773-0000-4000-8000-000000000001")
"""Object key of the log itself, the same in every organisation: nothing else bears it."""


def record(user: User, organisation: Organisation, act: AccessEntry.Act, key: uuid.UUID, why: str = "", *, each: bool = False) -> None:
    """Before anything is handed over. The same act on the same object, for the same reason, within a moment is one line, unless `each`."""
    said = {"who": user, "organisation": organisation, "act": act, "object_key": key, "why": why[:120]}
    if each or not AccessEntry.objects.filter(**said, at__gt=timezone.now() - A_MOMENT).exists():
        AccessEntry.objects.create(**said)


def record_all(user: User, act: AccessEntry.Act, objects: Sequence[tuple[Organisation, uuid.UUID, str]]) -> None:
    """The same of several objects, each with its organisation, its key, and why: those of the last moment are looked for at once."""
    keys = [key for _organisation, key, _why in objects]
    lately = AccessEntry.objects.filter(who=user, act=act, object_key__in=keys, at__gt=timezone.now() - A_MOMENT)
    known = set(lately.values_list("object_key", "why"))
    for organisation, key, why in objects:
        if (key, why[:120]) not in known:
            record(user, organisation, act, key, why, each=True)


def kept_since(now: datetime.datetime) -> datetime.datetime:
    """First moment of the oldest month that is kept, on the portal's clock."""
    local = timezone.localtime(now)
    months = local.year * 12 + local.month - 1 - (MONTHS_KEPT - 1)
    return timezone.make_aware(datetime.datetime(months // 12, months % 12 + 1, 1))  # noqa: DTZ001 - made aware here


def expired(now: datetime.datetime) -> AccessEntryQuerySet:
    return AccessEntry.objects.filter(at__lt=kept_since(now))


@transaction.atomic
def seal(now: datetime.datetime) -> list[AccessSeal]:
    """Seal each month that is over and has entries. Done late, after days without power, it gives the same seals."""
    head, last = AccessHead.locked(), AccessSeal.objects.order_by("number").last()
    made: list[AccessSeal] = []
    for month, first, end in _months(last.last if last else 0, last.month if last else datetime.date.min):
        if month >= _month(now):
            break
        one = AccessSeal(number=last.number + 1 if last else 1, month=month, first=first, last=end.sequence, last_mark=end.mark)
        one.mark = access_marks.of_seal(last.mark if last else "", one)
        one.save()
        made.append(one)
        last = one
    if made:
        head.seals = made[-1].number
        head.save(update_fields=["seals", "proof"])
    return made


@transaction.atomic
def prune(now: datetime.datetime) -> int:
    """Take away the months that are over their time, sealed and whole. Answers how many entries went; the seals stay."""
    seal(now)
    head, last = AccessHead.locked(), AccessSeal.objects.filter(month__lt=_month(kept_since(now))).order_by("number").last()
    if last is None or last.last <= head.pruned_to:
        return 0
    head.pruned_to = last.last
    head.save(update_fields=["pruned_to", "proof"])
    base = AccessEntry._base_manager  # whose QuerySet does not refuse
    return base.filter(sequence__lte=last.last).delete()[0]


def _month(at: datetime.datetime) -> datetime.date:
    return timezone.localdate(at).replace(day=1)


def _months(after: int, month: datetime.date) -> Iterator[tuple[datetime.date, int, AccessEntry]]:
    """Runs of entries, in order: month, first sequence, last entry. An entry dated before the run it stands in belongs to that run."""
    first, end = after + 1, None
    for entry in AccessEntry.objects.filter(sequence__gt=after).order_by("sequence").iterator():
        if end and _month(entry.at) > month:
            yield month, first, end
            first = entry.sequence
        month = max(month, _month(entry.at)) if end or month == datetime.date.min else max(_month(entry.at), _after(month))
        end = entry
    if end:
        yield month, first, end


def _after(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=32)).replace(day=1)
