"""What this room finds, for the search of the whole portal, and the shape in which every room answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User

SHOWN = 8


@dataclass(frozen=True)
class Found:
    title: str
    url: str
    excerpt: str


def search(user: User | AnonymousUser, query: str) -> list[Found]:
    """Colleagues whose name holds every word. At most SHOWN; nobody for who has not signed in."""
    if not isinstance(user, User) or not query.strip():
        return []
    people = User.objects.visible_to(user).filter(is_active=True).matching(query).order_by("filed_as", "pk")[:SHOWN]
    return [Found(str(person), reverse("accounts:person", args=[person.pk]), person.email) for person in people]
