"""Which moments of a call are proposed to the person who decides what must not be heard or read again. Proposes; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from privacy.conversation import Turn, find_in
from privacy.kinds import Certainty, Finding, Kind

MARGIN = 0.25
"""Seconds before and after: the engine's words begin late and end early by that much."""


@dataclass(frozen=True)
class Proposal:
    """Words `first` to `last` of a turn, heard from `start` to `end` (seconds of the call)."""

    turn: int
    first: int
    last: int
    start: float
    end: float
    kind: Kind
    certainty: Certainty

    @property
    def key(self) -> str:
        """The same as long as these words are read: turns keep their place, and words their time."""
        return f"{self.turn}:{self.start:.2f}-{self.end:.2f}"


def proposals(turns: Sequence[Mapping[str, Any]]) -> list[Proposal]:
    """In the order of the call. A turn is {"speaker", "words"}, as `speech` writes it down and `call_review.models.Turn` keeps it.

    Words that were hidden since ({"masked": kind}) are proposed no more, though they help to find what answers them.
    """
    texts = [" ".join(word["text"] for word in turn["words"]) for turn in turns]
    found = find_in([Turn(turn["speaker"], text) for turn, text in zip(turns, texts, strict=True)])
    made = [_proposal(number, turns[number]["words"], one) for number, here in enumerate(found) for one in here]
    return [one for one in made if any("masked" not in word for word in turns[one.turn]["words"][one.first : one.last + 1])]


def _proposal(turn: int, words: Sequence[Mapping[str, Any]], one: Finding) -> Proposal:
    touched = [number for number, (start, end) in enumerate(_places(words)) if start < one.end and one.start < end]
    first, last = touched[0], touched[-1]
    start, end = max(0.0, words[first]["start"] - MARGIN), words[last]["end"] + MARGIN
    return Proposal(turn, first, last, start, end, one.kind, one.certainty)


def _places(words: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    position = 0
    for word in words:
        yield position, position + len(word["text"])
        position += len(word["text"]) + 1
