"""Captions: pasted as WebVTT or SRT, kept as cues, served as WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_SPEAKER = re.compile(r"<v(?:\.[\w.-]+)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""Not those that French keeps before a high sign."""
_NOT_A_CUE = ("WEBVTT", "NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    start: float
    """Seconds from the beginning, as `end`."""
    end: float
    text: str
    speaker: str = ""


class NotCaptions(ValueError):
    """`code`: empty, times (a block without readable times), order (ends before it starts, or starts before the one above), wordless."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def parse(text: str) -> list[Cue]:
    """The cues of a WebVTT or SRT text. Raises NotCaptions with the number of the faulty line, from 1."""
    cues: list[Cue] = []
    for line, block in _blocks(text):
        if block[0].lstrip("\ufeff").startswith(_NOT_A_CUE):
            continue
        at = next((number for number, each in enumerate(block[:2]) if "-->" in each), 0)
        cue = _cue(block[at:], line + at)
        if cues and cue.start < cues[-1].start:
            raise NotCaptions("order", line + at)
        cues.append(cue)
    if not cues:
        raise NotCaptions("empty")
    return cues


def to_webvtt(cues: Iterable[Cue]) -> str:
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {escape(cue.speaker)}>" if cue.speaker else ""
        blocks.append(f"{_written(cue.start)} --> {_written(cue.end)}\n{voice}{escape(cue.text, quote=False)}")
    return "\n\n".join(blocks) + "\n"


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Lines without a blank one between them, with the number of the first."""
    blocks: list[tuple[int, list[str]]] = []
    apart = True
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            apart = True
            continue
        if apart:
            blocks.append((number, []))
        blocks[-1][1].append(line)
        apart = False
    return blocks


def _cue(block: list[str], line: int) -> Cue:
    times = _TIMES.fullmatch(block[0])
    if not times:
        raise NotCaptions("times", line)
    start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
    if end <= start:
        raise NotCaptions("order", line)
    said = " ".join(part.strip() for part in block[1:])
    speaker = _SPEAKER.search(said)
    words = _BLANKS.sub(" ", unescape(_TAG.sub("", said))).strip()
    if not words:
        raise NotCaptions("wordless", line)
    return Cue(start, end, words, " ".join(unescape(speaker[1]).split()) if speaker else "")


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60_000 + seconds * 1000 + thousandths) / 1000


def _written(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
