"""From the words of each speaker to a conversation that reads from top to bottom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .engines import Word

PAUSE = 0.7  # seconds of silence after which the other person may have taken the floor
ENDS = (".", "?", "!", "…")
ONE_VOICE = "unknown"  # whoever speaks on the only channel
HOLD = 3.0  # seconds of silence after which the same person begins a new turn


@dataclass(frozen=True)
class Turn:
    """What one speaker says until somebody else speaks. Times in seconds of the call."""

    speaker: str
    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


def turns(said: Mapping[str, Sequence[Word]]) -> list[Turn]:
    """Turns by time of beginning, from the words of each speaker in order. No word is lost; the turns of one speaker do not overlap.

    Where one channel carries both people, every pause and every sentence ends a turn: the other one may have answered, and a person will
    say who spoke.
    """
    phrases = [Turn(speaker, phrase) for speaker, words in said.items() for phrase in _phrases(words, speaker == ONE_VOICE)]
    merged: list[Turn] = []
    for phrase in sorted(phrases, key=lambda phrase: phrase.start):
        last = merged[-1] if merged else None
        if last and last.speaker == phrase.speaker != ONE_VOICE and phrase.start - last.end < HOLD:
            merged[-1] = Turn(last.speaker, last.words + phrase.words)
        else:
            merged.append(phrase)
    return merged


def _phrases(words: Sequence[Word], sentences: bool) -> list[tuple[Word, ...]]:
    """Cut at pauses, and at the ends of sentences when asked."""
    phrases: list[list[Word]] = []
    end = 0.0
    over = False
    for word in words:
        start = max(word.start, end)  # engines let a word begin a little before the last one ends
        word = replace(word, start=start, end=max(start, word.end))
        if phrases and word.start - end < PAUSE and not over:
            phrases[-1].append(word)
        else:
            phrases.append([word])
        end, over = word.end, sentences and word.text.endswith(ENDS)
    return [tuple(phrase) for phrase in phrases]
