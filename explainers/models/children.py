"""Lines of a page, such as its topics: each thing once."""

from __future__ import annotations

from typing import Any


def keep_each_once(lines: Any, field: str) -> None:
    """Of two lines for one thing, the one that is stored already stays. Wagtail saves drafts by itself: a form sent at the same moment
    does not know the number of the line that was just stored, and would add it again, which the database refuses.

    `lines` is a relation of modelcluster, `field` the name of the foreign key whose thing may stand there once.
    """
    every = list(lines.all())
    first: dict[int, Any] = {}
    for line in sorted(every, key=lambda line: line.pk is None):
        first.setdefault(getattr(line, f"{field}_id"), line)
    if len(first) < len(every):
        lines.set([line for line in every if line in first.values()])
