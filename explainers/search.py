"""What this room finds, for the search of the whole portal."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.search import SHOWN, Found
from explainers.models import ExplainerPage


def search(user: User | AnonymousUser, query: str) -> list[Found]:
    """Explainers are public: the same for everyone. At most SHOWN, questions that hold every word first."""
    pages = ExplainerPage.objects.readable().matching(query)[:SHOWN] if query.strip() else []
    return [Found(page.title, page.url, page.summary) for page in pages]
