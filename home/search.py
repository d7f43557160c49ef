"""One box for the whole portal: each room says what it finds, here they are put side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain
from accounts.models import User
from accounts.search import Found
from accounts.search import search as colleagues
from courses.search import search as courses
from explainers.search import search as explainers


@dataclass(frozen=True)
class Source:
    label: str | Promise
    icon: str
    search: Callable[[User | AnonymousUser, str], list[Found]]
    list_url: str
    """Name of the page that lists everything of the kind, filtered by `mots`."""


SOURCES = (
    Source(_("Fiches"), "signpost-split", explainers, "explainers:list"),
    Source(_("Cours"), "mortarboard", courses, "courses:catalogue"),
    Source(_("Annuaire"), "people", colleagues, "accounts:directory"),
)


@dataclass(frozen=True)
class Group:
    source: Source
    found: list[tuple[Found, SafeString]]
    """With its title, the words asked for marked."""
    all_url: str


def search(user: User | AnonymousUser, query: str) -> list[Group]:
    """What each room finds, empty groups left out."""
    groups = []
    for source in SOURCES:
        if found := source.search(user, query):
            marked = [(one, mark(one.title, query)) for one in found]
            groups.append(Group(source, marked, f"{reverse(source.list_url)}?{urlencode({'mots': query})}"))
    return groups


def mark(text: str, query: str) -> SafeString:
    """`text` with the beginnings of words that were asked for in <mark>, whatever the accents."""
    sought = plain(query).split()
    pieces = []
    for word in _with_blanks(text):
        length = max((len(asked) for asked in sought if plain(word).startswith(asked)), default=0)
        cut = _cut(word, length)
        pieces.append((format_html("<mark>{}</mark>", word[:cut]) if cut else "", word[cut:]))
    return format_html_join("", "{}{}", pieces)


def _with_blanks(text: str) -> list[str]:
    """The words of a text, each with what parts it from the next: « l’acte » is two words, as `plain` reads it."""
    words = [""]
    for letter in text:
        if words[-1] and plain(letter) and not plain(words[-1][-1]):
            words.append("")
        words[-1] += letter
    return words


def _cut(word: str, length: int) -> int:
    """How many letters of `word` make `length` letters of `plain(word)`: « œ » makes two."""
    return next((count for count in range(len(word) + 1) if len(plain(word[:count])) >= length), 0)
