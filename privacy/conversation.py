"""Personal data in what two people say to each other: who asks, who answers, who repeats. The one page to read.

It works on the text of turns, whoever heard them and however badly: numbers in words or figures, digits lost, no punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from privacy import addresses, dictation, names
from privacy.findings import find
from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind
from privacy.questions import asked_for, asks_again, offers
from privacy.spoken import Written, written

UNKNOWN = "unknown"
"""The speaker of a recording whose voices are not told apart: a question is answered by whoever speaks next."""
SENTENCE = re.compile(r"(?:\b(?:M|Mr|Mme|St|Dr)\.|[^.?!…]|[.](?=[^\s]))+[.?!…]*")
LONGEST = 2_000
"""Characters read at once."""
PIECE = re.compile(rf"(?s).{{1,{LONGEST}}}[.?!…]\s|.{{1,{LONGEST}}}\s|.{{1,{LONGEST}}}")
PATIENCE = {Kind.NAME: 3, Kind.ADDRESS: 4, Kind.BIRTH_DATE: 4, Kind.EMAIL: 4}
"""Sentences of the other person among which an answer is awaited."""
PATIENCE_FOR_NUMBERS = 6
NUMBERS = {Kind.PHONE, Kind.NIR, Kind.IBAN, Kind.CARD, Kind.PLATE, Kind.NUMBER}
BACKCHANNEL = 4
"""Words at most with which the other person says to go on."""
REPEATED = 4
"""Digits in a row that make a repetition of a number heard before."""


class Turn(NamedTuple):
    speaker: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A turn, or a part of it that begins at `offset`, with its numbers in figures."""

    turn: int
    speaker: str
    offset: int
    written: Written

    @property
    def text(self) -> str:
        return self.written.text

    def said(self, one: Finding) -> Finding:
        """The same, in the text of the turn."""
        start, end = self.written.said(one.start, one.end)
        return Finding(self.offset + start, self.offset + end, one.kind, one.certainty)


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]` of a piece."""

    piece: int
    speaker: str
    text: str
    start: int
    end: int

    @property
    def own(self) -> str:
        return self.text[self.start : self.end]


@dataclass
class Awaited:
    """What a question asked for: sentences of the other person that may still hold it, and whether one did."""

    left: int
    met: bool = False

    def hear(self, answers: Sequence[Finding]) -> None:
        self.left -= 1
        self.met = self.met or bool(answers)


Found = tuple[int, Finding]
"""The piece, and the place in its text."""


def find_in(turns: Sequence[Turn]) -> list[list[Finding]]:
    """What is found in each turn, from left to right, without overlap."""
    pieces = [piece for number, turn in enumerate(turns) for piece in _pieces(number, turn)]
    sentences = [sentence for number, piece in enumerate(pieces) for sentence in _sentences(number, piece)]
    found: list[Found] = [(number, one) for number, piece in enumerate(pieces) for one in _stated(piece.text)]
    found += _answers(sentences)
    found += _dictated(sentences)
    found += _repeated(pieces, sentences, found)
    said: list[list[Finding]] = [[] for _turn in turns]
    for number, one in found:
        said[pieces[number].turn].append(pieces[number].said(one))
    return [_merged(here) for here in said]


def _pieces(number: int, turn: Turn) -> Iterator[Piece]:
    """The turn, or, where one channel makes a single turn of a whole call, a few sentences at a time: rules look back at what precedes."""
    offset = 0
    for part in [turn.text] if len(turn.text) <= LONGEST else PIECE.findall(turn.text):
        yield Piece(number, turn.speaker, offset, written(part))
        offset += len(part)


def _sentences(number: int, piece: Piece) -> Iterator[Sentence]:
    for sentence in SENTENCE.finditer(piece.text):
        bare = sentence[0].strip()
        if bare:
            start = sentence.start() + sentence[0].index(bare)
            yield Sentence(number, piece.speaker, piece.text, start, start + len(bare))


def _stated(text: str) -> Iterator[Finding]:
    """What shows by itself, without a question."""
    yield from (one for one in find(text) if one.kind != Kind.NUMBER)
    yield from dictation.accounts(text)
    yield from dictation.plates(text, asked=False)
    yield from dictation.births(text, 0, len(text), asked=False)
    yield from dictation.runs(text, 0, len(text), dictation.LONG)
    yield from addresses.emails(text)
    yield from addresses.streets(text)
    yield from names.announced(text)


def _answers(sentences: Iterable[Sentence]) -> Iterator[Found]:
    awaited: dict[Kind, Awaited] = {}
    asker = ""
    for sentence in sentences:
        if sentence.speaker != asker or sentence.speaker == UNKNOWN:
            for kind in list(awaited):
                answers = list(_answer(sentence, kind, first=not awaited[kind].met))
                yield from ((sentence.piece, one) for one in answers)
                awaited[kind].hear(answers)
            awaited = {kind: one for kind, one in awaited.items() if one.left > 0}
        asked = asked_for(fold(sentence.own))
        if asked or (sentence.speaker == asker and asks_again(fold(sentence.own))):
            asker = "" if offers(fold(sentence.own)) else sentence.speaker
            awaited = {kind: Awaited(PATIENCE.get(kind, PATIENCE_FOR_NUMBERS)) for kind in asked or awaited}


def _answer(sentence: Sentence, kind: Kind, first: bool) -> Iterator[Finding]:
    """`first`: nothing has answered yet, so that even what hardly looks like an answer may be one."""
    text, start, end = sentence.text, sentence.start, sentence.end
    if kind in NUMBERS:
        yield from dictation.answered(text, start, end, kind, first)
    if kind == Kind.PLATE:
        yield from dictation.plates(text, asked=True)
    if kind == Kind.BIRTH_DATE:
        yield from dictation.births(text, start, end, asked=True)
    if kind == Kind.NAME:
        yield from names.answered(text, start, end, first)
    if kind == Kind.ADDRESS:
        yield from addresses.answered(text, start, end)


def _dictated(sentences: Iterable[Sentence]) -> Iterator[Found]:
    """Groups of digits in sentences that follow each other, with no more than « oui » between: together they are one number."""
    group: list[Sentence] = []
    for sentence in [*sentences, Sentence(0, "", "", 0, 0)]:
        if dictation.is_dictation(sentence.own):
            group.append(sentence)
        elif not sentence.own or len(sentence.own.split()) > BACKCHANNEL:
            if sum(len(dictation.digits_of(one.own)) for one in group) >= dictation.LONG:
                for one in group:
                    yield from ((one.piece, run) for run in dictation.runs(one.text, one.start, one.end, dictation.IN_DICTATION))
            group = []


def _repeated(pieces: Sequence[Piece], sentences: Iterable[Sentence], found: Iterable[Found]) -> Iterator[Found]:
    """Names and numbers of this call, where one of the two says them again."""
    known_names: set[str] = set()
    known_digits: list[str] = []
    for number, one in found:
        part = pieces[number].text[one.start : one.end]
        if one.kind == Kind.NAME:
            known_names |= names.parts(part)
        elif one.kind != Kind.ADDRESS:
            known_digits.append(dictation.digits_of(part))
    for number, piece in enumerate(pieces):
        yield from ((number, one) for one in names.again(piece.text, known_names))
    for sentence in sentences:
        for run in dictation.runs(sentence.text, sentence.start, sentence.end, REPEATED):
            said = dictation.digits_of(sentence.text[run.start : run.end])
            if any(said in digits for digits in known_digits):
                yield sentence.piece, run


def _merged(found: Iterable[Finding]) -> list[Finding]:
    """Those that overlap become one, of the kind that has the more proof: that found first of the surer ones."""
    merged: list[Finding] = []
    for one in sorted(found):
        last = merged[-1] if merged else None
        if last and one.start < last.end:
            best = max((last, one), key=_proof)
            merged[-1] = Finding(last.start, max(last.end, one.end), best.kind, best.certainty)
        else:
            merged.append(one)
    return merged


def _proof(one: Finding) -> tuple[bool, bool, int]:
    return one.certainty == Certainty.SURE, one.kind != Kind.NUMBER, one.end - one.start
