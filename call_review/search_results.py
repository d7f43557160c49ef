"""What a search shows of each call: the turns where the words are, as anyone who opens the call reads them, the words marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from call_review import clock, masked_text
from call_review.indexing import BETWEEN, turns_of
from call_review.models import CallWords, Masking, Recording, Turn
from call_review.searching import Asked
from call_review.stemming import spans
from privacy.kinds import Kind
from privacy.masking import label

SHOWN = 3
"""Passages of one call: the page of the call shows the others."""
AROUND = 160
"""Letters shown before and after the first word found, of a turn that is longer."""


@dataclass(frozen=True)
class Piece:
    text: str
    kind: str = ""
    """"mark" for a word that was asked for, "masked" for what stands in the place of personal data."""


@dataclass(frozen=True)
class Passage:
    number: int
    """Of the turn in the page of the call, from 1."""
    clock: str
    speaker: str
    who: str
    pieces: list[Piece]


@dataclass(frozen=True)
class FoundCall:
    recording: Recording
    passages: list[Passage]
    others: int


def shown(keys: Sequence[int], asked: Asked) -> list[FoundCall]:
    """In the order of `keys`, which the person may open. The turns to show are chosen by their stems; only those are read."""
    calls = Recording.objects.select_related("agent", "campaign", "topic", "organisation").in_bulk(keys)
    chosen: dict[int, list[int]] = {}
    others: dict[int, int] = {}
    if asked.terms:
        for key, stems in CallWords.objects.filter(pk__in=keys).values_list("pk", "stems"):
            holding = _turns_holding(turns_of(stems), asked)
            chosen[key], others[key] = holding[:SHOWN], len(holding[SHOWN:])
    turns = _turns(chosen)
    return [FoundCall(calls[key], _passages(turns[key], asked), others.get(key, 0)) for key in keys if key in calls]


def _turns_holding(said: list[list[str]], asked: Asked) -> list[int]:
    """Positions of the turns that hold terms: those that hold most of them, then those that come first."""
    single = {term[0] for term in asked.terms if len(term) == 1}
    held = [len(single.intersection(stems)) + sum(1 for phrase in asked.phrases if _places(stems, phrase)) for stems in said]
    return sorted((position for position, terms in enumerate(held) if terms), key=lambda position: -held[position])


def _turns(chosen: dict[int, list[int]]) -> dict[int, list[Turn]]:
    """As anyone who opens the call reads them, without what is decided masked."""
    wanted = Q()
    for key, positions in chosen.items():
        wanted |= Q(recording=key, position__in=positions)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for turn in Turn.objects.filter(wanted).order_by("recording", "position") if chosen else []:
        turns[turn.recording_id].append(turn)
    maskings: dict[int, list[Masking]] = defaultdict(list)
    for masking in Masking.objects.masked().filter(recording__in=chosen):
        maskings[masking.recording_id].append(masking)
    for key, some in turns.items():
        masked_text.hide(some, maskings[key])
    return turns


def _passages(turns: list[Turn], asked: Asked) -> list[Passage]:
    return [one for turn in turns if (one := passage(turn, asked))]


def _places(stems: Sequence[str], term: tuple[str, ...]) -> list[int]:
    return [at for at in range(len(stems) - len(term) + 1) if tuple(stems[at : at + len(term)]) == term]


def passage(turn: Turn, asked: Asked) -> Passage | None:
    """None when none of the terms is in the turn any more: it changed since it was chosen."""
    pieces = list(_pieces(turn))
    if not (marks := _marks(pieces, asked)):
        return None
    written = [part for place, piece in enumerate(pieces) for part in _marked(piece, marks.get(place, set()))]
    return Passage(turn.position + 1, clock.written(turn.start), turn.speaker, turn.get_speaker_display(), _cropped(written))


def _pieces(turn: Turn) -> Iterator[Piece]:
    if not turn.words:
        yield from [Piece(turn.text, "masked")] if masked_text.is_label(turn.text) else [Piece(word) for word in turn.text.split()]
    for word in turn.words:
        yield Piece(label(Kind(word["masked"])), "masked") if "masked" in word else Piece(word["text"])


def _marks(pieces: list[Piece], asked: Asked) -> dict[int, set[tuple[int, int]]]:
    """Stretches to mark in each piece."""
    said = [
        (stem, place, start, end)
        for place, piece in enumerate(pieces)
        for start, end, stems in (spans(piece.text) if piece.kind != "masked" else [(0, 0, (BETWEEN,))])
        for stem in stems
    ]
    stems = [stem for stem, *_where in said]
    marks: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for term in asked.terms:
        for at in _places(stems, term):
            for _stem, place, start, end in said[at : at + len(term)]:
                marks[place].add((start, end))
    return marks


def _marked(piece: Piece, marks: set[tuple[int, int]]) -> Iterator[Piece]:
    """The piece and the blank after it."""
    at = 0
    for start, end in sorted(marks):
        yield from (Piece(piece.text[at:start]), Piece(piece.text[start:end], "mark"))
        at = end
    yield from (Piece(piece.text[at:], piece.kind), Piece(" "))


def _cropped(pieces: list[Piece]) -> list[Piece]:
    """Around the first mark, by whole pieces; runs of plain text are one piece."""
    first = next(place for place, piece in enumerate(pieces) if piece.kind == "mark")
    start, end = first, first
    while start > 0 and sum(len(piece.text) for piece in pieces[start:first]) < AROUND:
        start -= 1
    while end < len(pieces) and sum(len(piece.text) for piece in pieces[first:end]) < 2 * AROUND:
        end += 1
    kept = ([Piece("… ")] if start else []) + pieces[start:end] + ([Piece("…")] if end < len(pieces) else [])
    joined: list[Piece] = []
    for piece in kept:
        if joined and not piece.kind and not joined[-1].kind:
            joined[-1] = Piece(joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined
