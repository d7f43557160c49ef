"""Names of people: announced, introduced by « madame », begun by a given name, spelt, or asked for. No model of language is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind
from privacy.vocabulary import given_names, never_names

UPPER = "A-ZÀ-ÖØ-ÞŒ"
WORD = rf"(?<![\w’'])(?:[DLO]['’])?[{UPPER}][\w]+(?:-[\w]+)*(?![\w’'])"
LINK = r"[ \u00a0](?:(?:de la|de|du|des|le|la|van|von|ben|el|al|da|dos|di)[ \u00a0])?"
CAPITALS = re.compile(rf"{WORD}(?:{LINK}{WORD}){{0,3}}")
EACH = re.compile(r"[^ \u00a0]+")

TITLE = r"(?:(?:madame|monsieur|mademoiselle|maitre|docteur|mme|mlle|mr|dr|m\.) )?"
TITLED = re.compile(r"\b(?:madame|monsieur|mademoiselle|maitre|docteur|mme|mlle|mr|dr|m\.),? (?:(?:et|ou) (?:madame|monsieur) )?$")
CALLED = r"(?:appell?e[rz]?|me nomme|se nomme|nommee?|(?:nom|prenom)s?(?: de (?:famille|naissance|jeune fille))?,? ?(?:,? ?c'est|est|:|,)?(?: bien)?)"
ANNOUNCED = re.compile(rf"(?:\b(?:m'|s'|vous |l')?{CALLED}|\bau nom de|\bde la part de|\bepouse|\bveuve|\bnee) {TITLE}$")
INTRODUCED = re.compile(rf"(?:\b(?:c'est|je suis|moi|ici|vous etes|etes|bien|avec|bonjour|demande[rz]?|rappele[rz]?|pour),?) {TITLE}$")
PRESENT = re.compile(r",? (?:a (?:votre|l'|l )(?:ecoute|service|disposition|appareil)|a l'appareil|a l'ecoute|au telephone|je vous ecoute|bonjour)\b")
SMALL = re.compile(rf"\b(?:je m'appelle|je me nomme|il s'appelle|elle s'appelle|mon nom est|mon nom c'est) {TITLE}(?P<name>[a-z'\-]{{2,}}(?: [a-z'\-]{{2,}})?)")
PLACE = re.compile(r"(?:\b(?:saint|sainte|comme|rue|avenue|boulevard|place|lycee|ecole|hopital|college|square|quai)(?: de| du)?|st)[ \-]$")

LETTER = r"[A-Za-zéèêëçï](?![\w’'])(?: comme \w+)?(?: (?:accent \w+|trema|cedille))?"
BESIDE = r"[ ,.\-]{1,3}(?:(?:deux|2|double|tiret|apostrophe|espace|plus loin|puis|et)[ ,]{1,2})?"
SPELT = re.compile(rf"(?<![\w’'])(?:(?:deux|2|double) )?{LETTER}(?:{BESIDE}{LETTER}){{2,}}")
SPELT_UNASKED = 4
"""Letters said one by one: three are as often a body (R-S-A) as a name."""
ALIKE = 0.8
"""How much two hearings of one name resemble each other."""
SHORT_ANSWER = 4


def announced(text: str) -> Iterator[Finding]:
    """Without a question: what stands beside says that it is a name."""
    folded = fold(text)
    for start, end in _capitals(text, folded):
        before, after = folded[max(0, start - 60) : start], folded[end : end + 30]
        known = any(part in given_names() for part in re.split(r"[ \-]", folded[start:end]))
        if TITLED.search(before) or ANNOUNCED.search(before) or PRESENT.match(after):
            yield Finding(start, end, Kind.NAME, Certainty.SURE)
        elif (known and not PLACE.search(before)) or (" " in text[start:end] and INTRODUCED.search(before)):
            yield Finding(start, end, Kind.NAME, Certainty.POSSIBLE)
    for small in SMALL.finditer(folded):
        if (found := _without_common_words(folded, *small.span("name"))) and text[found[0]].islower():
            yield Finding(*found, Kind.NAME, Certainty.SURE)
    yield from _spelt(text, 0, len(text), SPELT_UNASKED)


def answered(text: str, start: int, end: int) -> Iterator[Finding]:
    """In `text[start:end]`, which answers a question for a name."""
    folded = fold(text)
    yield from _spelt(text, start, end, 3)
    words = EACH.findall(folded, start, end)
    found = False
    for name_start, name_end in _capitals(text, folded, start, end):
        alone_at_the_head = name_start == start and " " not in text[name_start:name_end] and text[name_end : name_end + 1] == " "
        if not alone_at_the_head or len(words) <= SHORT_ANSWER:
            found = True
            yield Finding(name_start, name_end, Kind.NAME, Certainty.POSSIBLE)
    if not found and len(words) <= SHORT_ANSWER and (small := _without_common_words(folded, start, end)):
        yield Finding(*small, Kind.NAME, Certainty.POSSIBLE)


def again(text: str, known: set[str]) -> Iterator[Finding]:
    """Names already heard in this call, however the engine wrote them this time."""
    folded = fold(text)
    for start, end in _capitals(text, folded):
        if any(is_one_of(part, known) for part in re.split(r"[ \-]", folded[start:end])):
            yield Finding(start, end, Kind.NAME, Certainty.POSSIBLE)


def parts(name: str) -> set[str]:
    """What `again` looks for of a name that was found."""
    return {part for part in re.split(r"[^\w]+", fold(name)) if len(part) > 2 and part not in never_names()}


def is_one_of(word: str, known: set[str]) -> bool:
    return word in known or (len(word) > 4 and any(len(name) > 4 and SequenceMatcher(None, word, name).ratio() >= ALIKE for name in known))


def _capitals(text: str, folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Words with a capital that stand together, without those that name nobody."""
    for group in CAPITALS.finditer(text, start, len(text) if end is None else end):
        run: list[re.Match[str]] = []
        for word in EACH.finditer(folded, *group.span()):
            if word[0] in never_names() or text[word.start() : word.end()].isupper():
                yield from _ends(run, text)
                run = []
            else:
                run.append(word)
        yield from _ends(run, text)


def _ends(run: list[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """From the first capital to the last: a particle begins or ends no name here."""
    while run and not text[run[0].start()].isupper():
        run.pop(0)
    while run and not text[run[-1].start()].isupper():
        run.pop()
    if run:
        yield run[0].start(), run[-1].end()


def _without_common_words(folded: str, start: int, end: int) -> tuple[int, int] | None:
    kept = [word for word in re.finditer(r"[a-z][a-z'\-]+", folded[start:end]) if word[0] not in never_names() and "'" not in word[0]]
    return (start + kept[0].start(), start + kept[-1].end()) if kept else None


def _spelt(text: str, start: int, end: int, least: int) -> Iterator[Finding]:
    for letters in SPELT.finditer(text, start, end):
        if len(re.findall(r"(?<!\w)[^\W\d_](?!\w)", letters[0])) >= least:
            yield Finding(letters.start(), letters.end(), Kind.NAME, Certainty.POSSIBLE)
