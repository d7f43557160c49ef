"""Calls found by what was said in them, and by what is known of them: of those that the person may open, in the same query.

A call is found when it holds every word that is asked for, in any turn, and every phrase within one turn. Personal data that a person
decided to mask is neither found nor shown (`indexing.py`).
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from accounts import access_log
from accounts.access import organisations_with_role
from accounts.models import AccessEntry, Organisation, Role
from call_review.indexing import BETWEEN, TURN_ENDS
from call_review.models import CallWords, Recording
from call_review.models.call_words import Closeness, written
from call_review.stemming import stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from call_review.models.recording import RecordingQuerySet

MOST = 500
"""Calls of one search that are listed: nobody reads more, and the most relevant are looked for among the most recent of them."""
MOST_WORDS = 12
SEARCHED = uuid.UUID("63616c6c-0000-4000-8000-000000000003")
"""Object key of these searches in the access log, the same in every organisation: nothing else bears it."""
QUOTES = re.compile(r"[\u00ab\u00bb\u201c\u201d\u201e\u201f]")
"""French, English and German ones, for the straight one."""


@dataclass(frozen=True)
class Asked:
    """Terms, all of which a call must hold: a word is one stem, a phrase several in their order."""

    terms: tuple[tuple[str, ...], ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stem for term in self.terms for stem in term))

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        return [term for term in self.terms if len(term) > 1]


def read(text: str) -> Asked:
    """What somebody typed: words, and phrases between quotation marks of any kind. Marks that are not closed count for nothing."""
    parts = QUOTES.sub('"', text).split('"')
    terms = []
    for number, part in enumerate(parts):
        quoted = number % 2 == 1 and number < len(parts) - 1
        terms += [stems_of(" ".join(part.split()))] if quoted else [stems_of(word) for word in part.split()]
    return Asked(tuple(dict.fromkeys(term for term in terms if term)))


def searchable_by(user: User) -> RecordingQuerySet:
    return Recording.objects.visible_to(user).filter(state=Recording.State.READY)


def found(seen: RecordingQuerySet, asked: Asked, order: str) -> list[int]:
    """Keys of calls among `seen`, MOST + 1 at most (one more says that there are more), by « date » or « pertinence »."""
    calls = seen.order_by("-recorded_at", "-pk").values_list("pk", flat=True)
    if not asked.terms:
        return list(calls[: MOST + 1])
    calls = calls.filter(call_words__stems__holds=asked.stems)
    keys = _with_phrases(list(calls), asked) if asked.phrases else list(calls[: MOST + 1])
    recent, more = keys[:MOST], keys[MOST : MOST + 1]
    return [*(_closest_first(recent, asked) if order == "pertinence" else recent), *more]


def _with_phrases(keys: list[int], asked: Asked) -> list[int]:
    """Read in the calls that hold their words and that the person may open, the most recent first, until there are enough."""
    kept: list[int] = []
    for start in range(0, len(keys), MOST):
        some = keys[start : start + MOST]
        rows = CallWords.objects.filter(pk__in=some)
        for phrase in asked.phrases:
            rows = rows.filter(stems__contains=written(phrase))
        holding = set(rows.values_list("pk", flat=True))
        kept += [key for key in some if key in holding]
        if len(kept) > MOST:
            break
    return kept


def _closest_first(keys: list[int], asked: Asked) -> list[int]:
    """Of two that are as close, the more recent comes first."""
    words = CallWords.objects.filter(pk__in=keys)
    if connection.vendor == "postgresql":
        close = dict(words.annotate(close=Closeness(asked.stems)).values_list("pk", "close"))
    else:
        close = {pk: closeness(stems, asked.stems) for pk, stems in words.values_list("pk", "stems")}
    return sorted(keys, key=lambda key: -round(close.get(key, 0), 6))


def closeness(text: str, asked: tuple[str, ...]) -> float:
    """As `ts_rank_cd` counts it: a tenth for each shortest stretch that holds every stem, shared among the words that are too many."""
    said = [stem for stem in text.split() if stem not in (BETWEEN, TURN_ENDS)]
    last: dict[str, int] = {}
    total, begun = 0.0, -1
    for place, stem in enumerate(said):
        if stem not in asked:
            continue
        last[stem] = place
        if len(last) == len(asked) and (first := min(last.values())) > begun:
            total, begun = total + 0.1 / (place - first - len(asked) + 2), first
    return total


def note(user: User) -> None:
    """Who searched, when, in which organisation. Never the words."""
    here = Q(pk__in=organisations_with_role(user, Role.COACH, Role.AGENT)) | Q(
        pk__in=Recording.objects.of_agent(user).values("organisation")
    )
    for organisation in Organisation.objects.filter(here).order_by("pk"):
        access_log.record(user, organisation, AccessEntry.Act.SEARCH, SEARCHED, each=True)


def note_read(user: User, calls: Iterable[Recording]) -> None:
    """Of each call some passages are about to be shown: who is heard in it must be able to see who read them."""
    access_log.record_all(user, AccessEntry.Act.SEARCH, [(call.organisation, call.key, call.campaign.name) for call in calls])


def may_search(user: User) -> bool:
    """Who may ever open a call: agents, coaches, and whoever is heard in one that is kept."""
    return user.holds(Role.COACH, Role.AGENT) or Recording.objects.visible_to(user).exists()


def narrowed(seen: RecordingQuerySet, said: dict[str, Any], period: dict[str, Any]) -> RecordingQuerySet:
    """By topic, agent, campaign and period."""
    asked = {name: said[field] for name, field in (("topic", "motif"), ("agent", "agent"), ("campaign", "campagne")) if said.get(field)}
    return seen.filter(**asked, **period)
