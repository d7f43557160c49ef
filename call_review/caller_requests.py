"""A caller asks what is kept of a call of theirs: found by its moment, erased if they wish (law C16). Never heard, read or named."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Post
from call_review.access import recordings_protected_by
from call_review.retention import next_erasure

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models.recording import RecordingQuerySet
    from call_review.protection_forms import CallerRequest

SEARCHED = uuid.UUID("63616c6c-0000-4000-8000-000000000002")
"""Object key of these searches in the access log, the same in every organisation: nothing else bears it."""


def found(user: User, form: CallerRequest) -> RecordingQuerySet:
    """Calls of that day, between those hours, in their order. One whose topic nobody wrote is never left out."""
    calls = recordings_protected_by(user).filter(**form.moments("recorded_at"))
    if topic := form.cleaned_data.get("motif"):
        calls = calls.filter(Q(topic=topic) | Q(topic=None))
    if team := form.cleaned_data.get("equipe"):
        there = Post.objects.filter(team=team).current(form.cleaned_data["jour"])
        calls = calls.filter(agent__in=there.values("user"))
    return calls.select_related("campaign").annotate(next_erasure=next_erasure()).order_by("recorded_at", "pk")
