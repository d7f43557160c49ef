"""An organisation's own words: told to the engine beforehand, and put right afterwards where it is known to mishear them.

Nothing is guessed: what is replaced is what a person listed, word for word, and what the engine wrote stays beside it (`Word.heard`).
Numbers are left alone.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .engines import Word

LONGEST_HINT = 400
"""Characters, of which the engine reads 224 tokens: each costs a little time in each window. The first words of the glossary have them."""
_AROUND = re.compile(r"(\W*(?:\w{1,2}['\u2019])?)(.*?)(\W*)", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """A word or a few, as it must be written, and how the engine mishears it."""

    written: str
    misheard: tuple[str, ...] = ()


class Glossary:
    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = tuple(entries)
        forms = ((_folded(form), entry.written) for entry in self._entries for form in entry.misheard)
        self._forms = {form: written for form, written in forms if form and not any(re.search(r"\d", word) for word in form)}
        self._longest = max(map(len, self._forms), default=0)

    @property
    def hint(self) -> str:
        """What an engine reads before it listens. Empty without words."""
        told = ""
        for entry in self._entries:
            if len(told) + len(entry.written) > LONGEST_HINT:
                break
            told += f", {entry.written}" if told else entry.written
        return f"Glossaire : {told}." if told else ""

    @property
    def digest(self) -> str:
        """Of all of it: which glossary a transcript was made with. Empty without words."""
        return hashlib.sha256(repr(self._entries).encode()).hexdigest()[:12] if self._entries else ""

    def is_echo(self, words: Iterable[Word]) -> bool:
        """An engine that hears nothing may say what it was told to expect: three words of it or more, in that order, and nothing else."""
        said = _folded("".join(word.text for word in words))
        return len(said) > 2 and f" {' '.join(said)} " in f" {' '.join(_folded(self.hint))} "

    def put_right(self, words: Iterable[Word]) -> Iterator[Word]:
        """Of two forms that begin alike, the longer is taken."""
        left = list(words)
        while left:
            length, written = next(self._found(left), (1, ""))
            yield _as_written(left[:length], written) if written else left[0]
            del left[:length]

    def _found(self, words: list[Word]) -> Iterator[tuple[int, str]]:
        for length in range(min(self._longest, len(words)), 0, -1):
            text = "".join(word.text for word in words[:length])
            parts = _AROUND.fullmatch(text)
            if parts and (written := self._forms.get(_folded(parts[2]))):
                yield length, written


def _as_written(words: list[Word], written: str) -> Word:
    """One word, from the beginning of the first to the end of the last, as doubtful as the worst."""
    heard = "".join(word.text for word in words)
    parts = _AROUND.fullmatch(heard)
    before, after = (parts[1], parts[3]) if parts else ("", "")
    sure = min(word.probability for word in words)
    return replace(words[0], text=before + written + after, end=words[-1].end, probability=sure, heard=heard.strip())


def _folded(text: str) -> tuple[str, ...]:
    """Words without accents, capitals and signs."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return tuple(re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter))))
