"""Who reached what: the only writer of access entries, and the only one who takes them away, by whole months.

The log is itself sensitive: reading it and taking it away are recorded too, under the key ACCESS_LOG.
"""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import AccessEntry

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from accounts.models.access_entry import AccessEntryQuerySet

A_MOMENT = datetime.timedelta(minutes=15)
"""A player asks for a sound in many pieces: within this time they are one listening."""

MONTHS_KEPT = 12
"""The month under way and those before it: an entry is kept eleven months at least and twelve at most. The CNIL asks for six to twelve."""

ACCESS_LOG = uuid.UUID("6c6f6773-0000-4000-8000-000000000001")
"""Object key of the log itself, the same in every organisation: nothing else bears it."""


def record(user: User, organisation: Organisation, act: AccessEntry.Act, key: uuid.UUID, why: str = "") -> None:
    """Before anything is handed over. The same act on the same object within a moment is one line."""
    recent = AccessEntry.objects.filter(who=user, organisation=organisation, act=act, object_key=key, at__gt=timezone.now() - A_MOMENT)
    if not recent.exists():
        AccessEntry.objects.create(who=user, organisation=organisation, act=act, object_key=key, why=why[:120])


def kept_since(now: datetime.datetime) -> datetime.datetime:
    """First moment of the oldest month that is kept, on the portal's clock."""
    local = timezone.localtime(now)
    months = local.year * 12 + local.month - 1 - (MONTHS_KEPT - 1)
    return timezone.make_aware(datetime.datetime(months // 12, months % 12 + 1, 1))  # noqa: DTZ001 - made aware here


def expired(now: datetime.datetime) -> AccessEntryQuerySet:
    return AccessEntry.objects.filter(at__lt=kept_since(now))


def prune(now: datetime.datetime) -> int:
    """Take away the months that are over their time, whole. Answers how many entries went."""
    base = AccessEntry._base_manager  # whose QuerySet does not refuse
    return base.filter(at__lt=kept_since(now)).delete()[0]
