"""How much of the personal data said in annotated calls the portal proposes to hide, by kind, in time, on its own transcripts.

A mark of the reference gives characters of a turn whose seconds are known: its own seconds are in proportion. It is covered when the
proposals hold COVERED of them. A proposal within TOLERANCE of no mark is false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.transcription import Result
from call_review.redaction import Proposal, proposals

COVERED = 0.8
TOLERANCE = 0.5
FIGURE = 5
"""Letters that a figure takes to say: « zéro six » has eight, « quatre-vingt-dix-huit » nineteen."""
Span = tuple[float, float]
Turns = Sequence[Mapping[str, Any]]


@dataclass
class Coverage:
    marked: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def watching(self, results: Iterable[Result]) -> Iterator[Result]:
        """The same results, each counted as it passes."""
        for result in results:
            self.add(result.said, result.transcript.to_dict()["turns"], result.transcript.audio_seconds)
            yield result

    def add(self, said: Turns, heard: Turns, seconds: float) -> None:
        proposed = proposals(heard)
        spans = union((one.start, one.end) for one in proposed)
        marks = list(marked(said))
        self.seconds += seconds
        for kind, span in marks:
            self.marked[kind] += 1
            self.covered[kind] += inside(span, spans) >= COVERED * (span[1] - span[0])
        for one in proposed:
            self.false[one.kind] += not any(touches(one, span) for _kind, span in marks)

    def table(self) -> Iterator[str]:
        yield f"{'personal data':22}{'marked':>8}{'covered':>9}{'false':>7}{'a minute':>10}"
        for kind in sorted(set(self.marked) | {kind for kind, count in self.false.items() if count}):
            yield self._line(kind, self.marked[kind], self.covered[kind], self.false[kind])
        yield self._line("total", self.marked.total(), self.covered.total(), self.false.total())

    def _line(self, name: str, marked: int, covered: int, false: int) -> str:
        return f"{name:22}{marked:8}{covered:9}{false:7}{60 * false / max(self.seconds, 1):10.2f}"


def marked(said: Turns) -> Iterator[tuple[str, Span]]:
    for turn in said:
        pace = (turn["end"] - turn["start"]) / max(length(turn["text"]), 1)
        for mark in turn.get("pii", []):
            start, end = (turn["start"] + pace * length(turn["text"][:place]) for place in (mark["char_start"], mark["char_end"]))
            yield mark["kind"], (start, end)


def length(text: str) -> int:
    """In letters said: the reference writes numbers in figures."""
    return sum(FIGURE if character.isdigit() else 1 for character in text)


def union(spans: Iterator[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def inside(span: Span, spans: Sequence[Span]) -> float:
    """Seconds of `span` that lie in `spans`, which are apart."""
    return sum(max(0.0, min(span[1], end) - max(span[0], start)) for start, end in spans)


def touches(one: Proposal, span: Span) -> bool:
    return one.start < span[1] + TOLERANCE and span[0] < one.end + TOLERANCE
