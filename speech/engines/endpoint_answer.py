"""What a transcription server answered (OpenAI's "verbose_json"), judged before a word of it is believed.

    {"text", "language", "segments": [{"start", "end", "text", "avg_logprob"?, "compression_ratio"?, "words"?}],
     "words": [{"word", "start", "end", "probability"?}]}

Servers differ: words beside the segments or inside them, with or without punctuation, or no words at all. So the text is that of the
segments; words only give it their times and their doubt, when they say the same letters. Otherwise a word has its share of the time of
its segment.
"""

import json
import math
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf.locale import LANG_INFO

from ..errors import EngineUnavailable, TryLater
from . import Segment, Word

SLACK = 2.0  # seconds by which real servers contradict themselves
WINDOW = 30.0  # seconds that Whisper hears at a time: it may end a segment in the silence that fills up the last one
MOST_LETTERS = 100  # a second; one who speaks fast says twenty
UNKNOWN = 0.0  # a word of which the server says nothing is shown as doubtful


@dataclass(frozen=True)
class _Said:
    """A segment or a word, as the server tells it."""

    text: str
    start: float
    end: float
    probability: float | None
    repetition: float = 0.0


def read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        if body.lstrip().startswith(b"{"):
            raise TryLater("endpoint_cut") from error  # an object without its end
        raise _unreadable() from error
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def language(found: dict[str, Any]) -> tuple[str, float]:
    """Its code and how sure the server is: 0 where it does not say."""
    name = str(found.get("detected_language") or found.get("language") or "").lower()
    sure = found.get("detected_language_probability", found.get("language_probability"))
    codes = {str(info["name"]).lower(): code for code, info in LANG_INFO.items() if "name" in info}
    return codes.get(name, name), _probability(sure) or 0.0


def segments(found: dict[str, Any], seconds: float) -> list[Segment]:
    """Of a sound that lasts `seconds`. Raises EngineUnavailable for what cannot be true, rather than give half of it."""
    told = _list(found, "segments")
    words = _in_order([_said(item, seconds) for item in _list(found, "words") or _inside(told)])
    spans = _in_order([_said(item, seconds) for item in told])
    text = found.get("text")
    if not told and not isinstance(text, str):
        raise _unreadable()
    if not spans and words:
        spans = [_Said(text if isinstance(text, str) else _joined(words), words[0].start, words[-1].end, None)]
    _whole(text, spans, seconds)
    timed = _as_told(spans, words) if _letters(_joined(spans)) == _letters(_joined(words)) else map(_spread, spans)
    return [segment for span, said in zip(spans, timed, strict=True) for segment in _windows(said, span.repetition)]


def _whole(text: Any, spans: list[_Said], seconds: float) -> None:
    """The segments say all of the text, and no more than can be said in that time."""
    letters = len(_letters(_joined(spans)))
    if isinstance(text, str) and letters < 0.9 * len(_letters(text)):
        raise EngineUnavailable("endpoint_without_times")
    if letters > MOST_LETTERS * (seconds + SLACK):
        raise _unreadable()


# --- Times


def _as_told(spans: list[_Said], words: list[_Said]) -> Iterator[list[Word]]:
    """Each piece of the text has the times of the words that hold its letters, and the doubt of the worst."""
    spoken = [word for word in words if _letters(word.text)]
    position, ends, total = 0, [], 0
    for word in spoken:
        total += len(_letters(word.text))
        ends.append(total)
    first = 0
    for span in spans:
        said = []
        for piece in _pieces(span.text):
            position += len(_letters(piece))
            last = first
            while ends[last] < position:
                last += 1
            held = spoken[first : last + 1]
            doubts = [word.probability for word in held if word.probability is not None]
            said.append(Word(piece, held[0].start, held[-1].end, min(doubts, default=_doubt(span))))
            first = last + 1 if ends[last] == position else last
        yield said


def _spread(span: _Said) -> list[Word]:
    pieces = _pieces(span.text)
    size, before, said = sum(map(len, pieces)), 0, []
    for piece in pieces:
        start, end = (span.start + (span.end - span.start) * share / size for share in (before, before + len(piece)))
        said.append(Word(piece, start, end, _doubt(span)))
        before += len(piece)
    return said


def _windows(words: list[Word], repetition: float) -> Iterator[Segment]:
    """No longer than what Whisper hears at a time: over minutes, the compression of ordinary talk would look like that of a loop."""
    held: list[Word] = []
    for word in words:
        if held and word.end - held[0].start > WINDOW:
            yield _segment(held, repetition)
            held = []
        held.append(word)
    if held:
        yield _segment(held, repetition)


def _segment(words: list[Word], repetition: float) -> Segment:
    text = "".join(word.text for word in words).encode()
    return Segment(tuple(words), max(repetition, len(text) / len(zlib.compress(text))))


def _doubt(span: _Said) -> float:
    return UNKNOWN if span.probability is None else span.probability


# --- Text


def _joined(said: list[_Said]) -> str:
    return " ".join(one.text for one in said)


def _pieces(text: str) -> list[str]:
    """Words with the space before them; signs that stand alone (« ? ») go with the word before, or with the first one."""
    pieces: list[str] = []
    for piece in re.findall(r"\s*\S+", f" {text.strip()}"):
        if pieces and not (_letters(piece) and _letters(pieces[-1])):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return [piece for piece in pieces if _letters(piece)]


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


# --- What is believed


def _list(found: dict[str, Any], name: str) -> list[Any]:
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _unreadable()
    return value


def _inside(told: list[Any]) -> list[Any]:
    return [word for item in told if isinstance(item, dict) for word in _list(item, "words")]


def _said(item: Any, seconds: float) -> _Said:
    text = item.get("word", item.get("text")) if isinstance(item, dict) else None
    if not isinstance(text, str):
        raise _unreadable()
    start, end = _number(item.get("start")), _number(item.get("end"))
    if not (-SLACK <= start <= seconds + SLACK and start <= end <= seconds + WINDOW):
        raise EngineUnavailable("endpoint_times")
    start, end = (min(max(time, 0.0), seconds) for time in (start, end))
    probability, ratio = _probability(item.get("probability")), item.get("compression_ratio")
    if probability is None and item.get("avg_logprob") is not None:
        probability = math.exp(min(_number(item["avg_logprob"]), 0.0))
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return _Said(text, start, end, probability, 0.0 if ratio is None else _number(ratio))


def _in_order(said: list[_Said]) -> list[_Said]:
    """One after the other; what overlaps a little begins where the one before began, what overlaps more is no answer."""
    ordered: list[_Said] = []
    for one in said:
        if ordered and one.start < ordered[-1].end - SLACK:
            raise EngineUnavailable("endpoint_times")
        start = max(one.start, ordered[-1].start) if ordered else one.start
        ordered.append(replace(one, start=start, end=max(start, one.end)))
    return ordered


def _probability(value: Any) -> float | None:
    if value is None:
        return None
    probability = _number(value)
    if not 0 <= probability <= 1.01:  # rounded in 32 bits
        raise _unreadable()
    return min(probability, 1.0)


def _number(value: Any) -> float:
    """A number that has a size: neither NaN nor infinity, nor an integer of a thousand digits."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 <= value <= 1e9:
        raise _unreadable()
    return float(value)


def _unreadable() -> EngineUnavailable:
    return EngineUnavailable("endpoint_answer")
