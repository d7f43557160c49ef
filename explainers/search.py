"""What this room finds, for the search of the whole portal."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from explainers.models import ExplainerPage

SHOWN = 8


@dataclass(frozen=True)
class Found:
    title: str
    url: str
    excerpt: str


def search(user: User, query: str) -> list[Found]:
    """Explainers are public: the same for everyone. At most SHOWN, questions that hold every word first."""
    pages = ExplainerPage.objects.readable().matching(query)[:SHOWN] if query.strip() else []
    return [Found(page.title, page.url, page.summary) for page in pages]
