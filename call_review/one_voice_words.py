"""What rules propose of a call whose one channel carries both people: what one finds without knowing who speaks, and what one finds more
once people have said it. A voice that was given wrongly must not take a proposal away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from call_review import redaction
from call_review.models import Turn
from call_review.redaction import MARGIN, Proposal

TOGETHER = 3.0
"""Seconds. An address or a number is said with pauses, each of which ends a turn: turns closer than this are read as one text."""


def found_in(turns: Sequence[Turn]) -> list[Proposal]:
    """In the order of the call; `Proposal.turn` is a rank in `turns`. None overlaps another of the same turn."""
    groups = _together(turns)
    unknowing = [part for one in redaction.proposals(_texts(groups, turns)) for part in _back(one, groups, turns)]
    if not any(turn.placed_at for turn in turns):
        return unknowing
    knowing = redaction.proposals([{"speaker": turn.speaker, "words": turn.words} for turn in turns])
    more = [one for one in knowing if not any(_overlap(one, other) for other in unknowing)]
    return sorted([*unknowing, *more], key=lambda one: (one.turn, one.first))


def _together(turns: Sequence[Turn]) -> list[list[int]]:
    """Ranks of the turns that are read as one text."""
    groups: list[list[int]] = []
    for rank, turn in enumerate(turns):
        if rank and turn.start - turns[rank - 1].end < TOGETHER:
            groups[-1].append(rank)
        else:
            groups.append([rank])
    return groups


def _texts(groups: Iterable[list[int]], turns: Sequence[Turn]) -> list[dict[str, Any]]:
    return [{"speaker": Turn.Speaker.UNKNOWN.value, "words": [word for rank in group for word in turns[rank].words]} for group in groups]


def _back(one: Proposal, groups: Sequence[list[int]], turns: Sequence[Turn]) -> Iterator[Proposal]:
    """The same, in the turns that hold its words: one for each, where a pause cuts it."""
    before = 0
    for rank in groups[one.turn]:
        words = turns[rank].words
        first, last = max(one.first - before, 0), min(one.last - before, len(words) - 1)
        before += len(words)
        if first <= last:
            start, end = max(0.0, words[first]["start"] - MARGIN), words[last]["end"] + MARGIN
            yield replace(one, turn=rank, first=first, last=last, start=start, end=end)


def _overlap(one: Proposal, other: Proposal) -> bool:
    return one.turn == other.turn and one.first <= other.last and other.first <= one.last
