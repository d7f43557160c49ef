"""What is given to an engine at a time: stretches of speech of one channel, end to end, and the way back to the time of the call."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .engines import Segment, Word
from .sound import RATE, Sound
from .voice import FRAME, Stretch

GAP = RATE // 2  # silence put between two stretches: side by side, the engine mistakes two sentences for one
_WHILE = 5  # frames over which a silence is looked for


@dataclass(frozen=True)
class Piece:
    channel: int
    stretches: tuple[Stretch, ...]

    @property
    def samples(self) -> int:
        return _length(self.stretches)

    def read(self, sound: Sound) -> np.ndarray:
        """float32 mono samples: the stretches joined without the silence between them."""
        parts = [np.pad(sound.read(start, end)[self.channel], (0, GAP)) for start, end in self.stretches]
        return np.concatenate(parts)

    def words(self, segment: Segment) -> Iterator[Word]:
        """The words of a segment, when somebody said them, at their time in the call."""
        if segment.was_said:
            for word in _whole(segment.words):
                yield self._place(word)

    def _place(self, word: Word) -> Word:
        """A word belongs to the stretch that holds its middle, and does not reach out of it."""
        middle, before = (word.start + word.end) / 2 * RATE, 0
        for start, end in self.stretches:
            length = end - start
            if middle < before + length or (start, end) == self.stretches[-1]:
                break
            before += length + GAP
        first, last = (min(max(start + second * RATE - before, start), end) / RATE for second in (word.start, word.end))
        return replace(word, start=first, end=last)


def _whole(parts: Iterable[Word]) -> list[Word]:
    """Engines cut at hyphens and apostrophes (" est", "-ce"): a word goes from a space to the next, as doubtful as its worst part."""
    words: list[Word] = []
    for part in parts:
        last = words[-1] if words else None
        if last and not part.text[:1].isspace() and not (part.text[:1].isalnum() and last.text[-1:].isalnum()):
            probability = min(last.probability, part.probability)
            words[-1] = Word(last.text + part.text, last.start, max(last.end, part.end), probability)
        else:
            words.append(part if last else replace(part, text=f" {part.text.lstrip()}"))
    return words


def pieces(channel: int, stretches: Sequence[Stretch], power: np.ndarray, longest: int) -> list[Piece]:
    """Stretches gathered into as few pieces of at most `longest` samples as can be, of about the same length.

    `power` (of each frame) says where a longer stretch is cut.
    """
    parts = [part for whole in stretches for part in _cut(whole, power, longest)]
    fewest = len(_gathered(parts, longest))
    short, enough = 0, longest
    while enough - short > FRAME:
        middle = (short + enough) // 2
        short, enough = (short, middle) if len(_gathered(parts, middle)) <= fewest else (middle, enough)
    return [Piece(channel, tuple(gathered)) for gathered in _gathered(parts, enough)]


def _gathered(parts: list[Stretch], longest: int) -> list[list[Stretch]]:
    made: list[list[Stretch]] = []
    room = 0
    for part in parts:
        length = _length([part])
        if length > room:
            made.append([])
            room = longest
        made[-1].append(part)
        room -= length
    return made


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(end - start + GAP for start, end in stretches)


def _cut(stretch: Stretch, power: np.ndarray, longest: int) -> Iterator[Stretch]:
    """A stretch longer than a piece is cut where it is quietest, for a while, in the last third of the piece (ten seconds at most)."""
    start, end = stretch
    longest -= GAP
    while end - start > longest:
        last = (start + longest) // FRAME
        first = last - min(10 * RATE, longest // 3) // FRAME
        cut = (first + _WHILE // 2 + int(np.argmin(np.convolve(power[first:last], np.ones(_WHILE), "valid")))) * FRAME
        yield start, cut
        start = cut
    yield start, end
