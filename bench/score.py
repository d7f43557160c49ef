"""Word error rate of a transcript against what was really said.

The normaliser folds, on both sides alike, what a reader would not call an error: case, punctuation, spelt letters, numbers in words or
figures, usual abbreviations, hesitations. It is that of the call corpus: changing it makes figures that cannot be compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jiwer
from text_to_num import alpha2digit

FILLERS = r"\b(euh|heu|hum|hmm|hm|mh|ah|oh|eh|hein|bah|ben|ouf)\b"
SYMBOLS = {"€": " euros ", "%": " pour cent ", "@": " arobase ", "°": " degré ", "œ": "oe", "æ": "ae", "’": "'", "ʼ": "'"}
SUBSTITUTIONS = (
    (r"\bm\.\s", " monsieur "),
    (r"\bmme\b\.?", " madame "),
    (r"\bmlle\b\.?", " mademoiselle "),
    (r"\bn degré\b", "numéro"),
    (r"(\d)\s*h\s*(\d\d)\b", r"\1 heures \2"),
    (r"(\d)\s*h\b", r"\1 heures"),
    (r"(?<=[a-z])\.(?=(fr|com|org|gouv)\b)", " point "),
    (r"(?<=arobase)([^\s])", r" \1"),
    (r"\b1er\b", "premier"),
    (r"\be[ -]?mails?\b", "email"),
    (r"[-']", " "),
    (r"[^\w\s,.]", " "),
    (r"(?<!\d)[.,]|[.,](?!\d)", " "),
    (r"\s+", " "),
)
SPEAKERS = ("agent", "caller")
Turns = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Score:
    wrong: int = 0
    words: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.wrong + other.wrong, self.words + other.words)

    @property
    def percent(self) -> float:
        return 100 * self.wrong / max(self.words, 1)


def normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\b[A-Z](?:[ .,-]{1,2}[A-Z]\b)+\.?", lambda spelt: re.sub(r"[ .,-]", "", spelt.group(0)) + " ", text).lower()
    for symbol, word in SYMBOLS.items():
        text = text.replace(symbol, word)
    for pattern, word in SUBSTITUTIONS:
        text = re.sub(pattern, word, text)
    text = alpha2digit(text, "fr")
    text = re.sub(r"(\d)", r" \1 ", re.sub(r"[.,]", " ", text))
    text = re.sub(FILLERS, " ", re.sub(r"\bzéro\b", "0", text))
    return re.sub(r"\s+", " ", text).strip()


def compare(reference: str, transcript: str) -> Score:
    reference, transcript = normalise(reference), normalise(transcript)
    if not reference:
        return Score(len(transcript.split()), 0)
    found = jiwer.process_words(reference, transcript)
    return Score(found.substitutions + found.deletions + found.insertions, len(reference.split()))


def call(reference: Turns, transcript: Turns) -> dict[str, Score]:
    """The score of each speaker and of "both". A transcript that does not tell speakers apart is compared as one text."""
    reference, transcript = list(reference), list(transcript)
    scores = {speaker: compare(_said(reference, speaker), _said(transcript, speaker)) for speaker in SPEAKERS}
    apart = any(turn.get("speaker") in SPEAKERS for turn in transcript)
    return scores | {"both": sum(scores.values(), Score()) if apart else compare(_said(reference), _said(transcript))}


def _said(turns: Turns, speaker: str | None = None) -> str:
    kept = [turn for turn in turns if speaker is None or turn.get("speaker") == speaker]
    return " ".join(turn["text"] for turn in sorted(kept, key=lambda turn: turn["start"]))
