"""What a French reader would trip on in a text of the demonstration: plain spaces before high signs, straight apostrophes, cheers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

FAULTS = {
    "a plain space before ? ! ; : or »": re.compile(r" [?!;:»]"),
    "no space before ? or »": re.compile(r"[^\s\u00a0?…”][?»]"),
    "a plain space, or none, after «": re.compile(r"«(?!\u00a0)"),
    "a straight apostrophe": re.compile(r"'"),
    "three dots": re.compile(r"\.\.\."),
    "an exclamation mark": re.compile(r"!"),
    "a cheer or a verdict": re.compile(r"\b(bravo|Bravo|Parfait|Super|Oups|Raté|Faux|Échec)\b"),
    "a plain space between a number and its unit": re.compile(r"\d (?:h|min|s|%|secondes?|minutes?|jours?|mois)\b"),
    "a letter without its accent": re.compile(r"\b(?:A|Etat|Etape|Ecrire|Ecoutez|Etes)\b(?=[ ,])"),
}
TAG = re.compile(r"<[^>]+>")


def faults(text: str) -> list[str]:
    said = TAG.sub("", text)
    return [f"{name}: …{found[0]}… in « {said[:60]} »" for name, wrong in FAULTS.items() if (found := wrong.search(said))]


def sentences(data: Any, *, but: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text in what JSON holds, save under the keys `but`."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in but:
                yield from sentences(value, but=but)
    elif isinstance(data, list):
        for value in data:
            yield from sentences(value, but=but)
