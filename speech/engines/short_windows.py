"""Short windows of speech, several together, through Whisper on CTranslate2: half the computing of one long sound.

Whisper was taught on half minutes, and encodes silence to fill a shorter window. CTranslate2 encodes fewer frames as well, and decodes
several windows for little more than one. What comes out is as good, save now and then: a window that looks doubtful is
transcribed again with its half minute, and the better of both is kept (docs/decisions/0009).
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_compression_ratio, get_suppressed_tokens

from ..sound import RATE
from . import LOOP, Segment, Word

MARGIN = RATE  # samples of silence after the longest of the windows: the model wants to hear that a sentence is over
SHORTEST = 10 * RATE  # samples encoded at the least: below, beginnings of sentences are misheard
HALF_MINUTE = 30 * RATE
HOP = 160  # samples of a frame
BEAM = 5
TOKENS = 10  # a second: twice what a fast speaker needs; a loop is stopped there
UNSURE = -0.8  # mean log-probability of a token
HOLE = 2.5  # seconds of speech from the beginning of a word to the next: words are missing
LONG = 1.0  # seconds of a long word
FAST = 6.0  # words a second: nobody speaks like this

_BEFORE, _AFTER = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"  # signs that go with the next word, or with the one before


@dataclass(frozen=True)
class _Draft:
    """What one decoding of a window gave."""

    words: tuple[Word, ...]
    repetition: float
    sureness: float
    seconds: float

    @property
    def holes(self) -> list[tuple[float, float]]:
        """From the end of a word, drawn out as it may be, to the next word: seconds of speech in which nothing was understood."""
        starts = [0.0, *(word.start for word in self.words), self.seconds]
        ends = [0.0, *(min(word.end, word.start + LONG) for word in self.words)]
        return [(end, later) for end, (sooner, later) in zip(ends, pairwise(starts), strict=True) if later - sooner > HOLE]

    @property
    def flaws(self) -> int:
        return (self.repetition > LOOP) + bool(self.holes) + self.is_rushed

    @property
    def is_rushed(self) -> bool:
        return len(self.words) > FAST * self.seconds

    @property
    def was_said(self) -> bool:
        """What is there may be believed, whatever is missing beside it."""
        return self.sureness >= UNSURE and not self.is_rushed and Segment(self.words, self.repetition).was_said

    @property
    def is_doubtful(self) -> bool:
        return self.flaws > 0 or self.sureness < UNSURE

    @property
    def worth(self) -> tuple[int, float]:
        return -self.flaws, self.sureness


class ShortWindows:
    """Windows of at most `longest` samples, `together` at a time."""

    longest = 18 * RATE
    together = 3

    def __init__(self, model: WhisperModel) -> None:
        self._model = model

    def transcribe(self, windows: Sequence[np.ndarray], language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        self._model.model.beat = beat
        for window, draft in zip(windows, self._drafts(windows, language, hint), strict=True):
            best = self._filled(window, draft, language, hint)
            if best.is_doubtful:
                [again] = self._drafts([window], language, hint, whole=True)
                best = max(best, self._filled(window, again, language, hint), key=lambda one: one.worth)
            yield Segment(best.words, best.repetition)
        _return_memory()

    def _filled(self, window: np.ndarray, draft: _Draft, language: str, hint: str) -> _Draft:
        """With the words of its holes, each listened to alone: of two people who speak one after the other, the second is passed over."""
        words = list(draft.words)
        for start, end in draft.holes:
            [missing] = self._drafts([window[int(start * RATE) : int(end * RATE)]], language, hint)
            if missing.was_said:
                words += [replace(word, start=word.start + start, end=word.end + start) for word in missing.words]
        return replace(draft, words=tuple(sorted(words, key=lambda word: word.start)))

    def language(self, samples: np.ndarray, beat: Callable[[], None]) -> tuple[str, float]:
        """Code and probability of the most probable one, from the first ten seconds."""
        self._model.model.beat = beat
        samples = samples[: 10 * RATE]
        [[(best, probability), *_]] = self._model.model.detect_language(self._encode([samples], len(samples) + MARGIN))
        return best[2:-2], probability

    def _drafts(self, windows: Sequence[np.ndarray], language: str, hint: str, whole: bool = False) -> list[_Draft]:
        longest = max(len(window) for window in windows)
        encoded = self._encode(windows, max(HALF_MINUTE, longest) if whole else max(SHORTEST, longest + MARGIN))
        tokenizer = Tokenizer(self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=language)
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=not whole, hotwords=hint or None)
        found = self._model.model.generate(
            encoded,
            [prompt] * len(windows),
            beam_size=BEAM,
            max_length=min(len(prompt) + 20 + TOKENS * longest // RATE, self._model.max_length),
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            max_initial_timestamp_index=50,
            return_scores=True,
        )
        said = [[token for token in one.sequences_ids[0] if token < tokenizer.eot] for one in found]
        timed = self._timed(windows, said, tokenizer, encoded)
        return [self._draft(*each, tokenizer) for each in zip(windows, found, timed, strict=True)]

    def _encode(self, windows: Sequence[np.ndarray], samples: int) -> Any:
        """One after the other: together they would take more memory, and more time."""
        padded = (np.pad(window, (0, samples - len(window))) for window in windows)
        encoded = [np.array(self._model.encode(self._model.feature_extractor(sound, padding=0))) for sound in padded]
        return ctranslate2.StorageView.from_array(np.concatenate(encoded))

    def _timed(self, windows: Sequence[np.ndarray], said: list[list[int]], tokenizer: Tokenizer, encoded: Any) -> list[Any]:
        """The words of each window, with their times and probabilities."""
        segments: list[list[Any]] = [
            [{"seek": 0, "start": 0.0, "end": len(w) / RATE, "tokens": s}] for w, s in zip(windows, said, strict=True)
        ]
        frames = [(len(window) + MARGIN // 2) // HOP for window in windows]
        self._model.add_word_timestamps(segments, tokenizer, encoded, frames, _BEFORE, _AFTER, 0.0)
        return [segment["words"] for [segment] in segments]

    def _draft(self, window: np.ndarray, found: Any, timed: list[dict[str, Any]], tokenizer: Tokenizer) -> _Draft:
        tokens = found.sequences_ids[0]
        words = tuple(Word(w["word"], float(w["start"]), float(w["end"]), float(w["probability"])) for w in timed)
        repetition = get_compression_ratio(tokenizer.decode(tokens))
        return _Draft(words, repetition, found.scores[0] * len(tokens) / (len(tokens) + 1), len(window) / RATE)


def _return_memory() -> None:
    """To the system: windows differ in length, and the holes that glibc keeps would grow with the length of a call."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # other C libraries have none
        trim(0)
