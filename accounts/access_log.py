"""Who reached what: the only writer of access entries."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import AccessEntry

if TYPE_CHECKING:
    from accounts.models import Organisation, User

A_MOMENT = datetime.timedelta(minutes=15)
"""A player asks for a sound in many pieces: within this time they are one listening."""


def record(user: User, organisation: Organisation, act: AccessEntry.Act, key: uuid.UUID, why: str = "") -> None:
    """Before anything is handed over. The same act on the same object within a moment is one line."""
    recent = AccessEntry.objects.filter(who=user, act=act, object_key=key, at__gt=timezone.now() - A_MOMENT)
    if not recent.exists():
        AccessEntry.objects.create(who=user, organisation=organisation, act=act, object_key=key, why=why[:120])
