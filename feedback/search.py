"""What this room finds, for the search of the whole portal."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from accounts.search import SHOWN, Found
from feedback import access
from feedback.models import Concern


def search(user: User | AnonymousUser, query: str) -> list[Found]:
    """For agents: published answers, and their own concerns. At most SHOWN, the last answered first."""
    if not isinstance(user, User) or not query.strip() or not access.raises(user):
        return []
    read = Concern.objects.readable_answers(user)
    seen = Concern.objects.filter(Q(pk__in=read.values("pk")) | Q(raised_by=user)).matching(query)
    return [
        Found(concern.title, concern.get_absolute_url(), concern.answer if not concern.is_open else str(concern.get_state_display()))
        for concern in seen.order_by("-published_at", "-raised_at", "-pk")[:SHOWN]
    ]
