"""What this room finds, for the search of the whole portal."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.search import SHOWN, Found
from courses.models import CoursePage


def search(user: User | AnonymousUser, query: str) -> list[Found]:
    """Published courses, for people who signed in. At most SHOWN, titles that hold every word first."""
    if not isinstance(user, User) or not query.strip():
        return []
    courses = CoursePage.objects.open().matching(query)[:SHOWN]
    return [Found(course.title, reverse("courses:course", args=[course.slug]), course.summary) for course in courses]
