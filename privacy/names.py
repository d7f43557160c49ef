"""Names of people: announced, introduced by « madame », begun by a given name, spelt, or asked for. No model of language is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind
from privacy.vocabulary import words

GIVEN, NEVER = words("given_names"), words("never_names")
UPPER = "A-ZÀ-ÖØ-ÞŒ"
WORD = rf"(?<![\w’'])(?:[DLO]['’])?[{UPPER}][\w]+(?:-[\w]+)*(?![\w’'])"
LINK = r"[ \u00a0](?:(?:de la|de|du|des|le|la|van|von|ben|el|al|da|dos|di)[ \u00a0])?"
CAPITALS = re.compile(rf"{WORD}(?:{LINK}{WORD}){{0,3}}")
EACH = re.compile(r"[^ \u00a0,;:.?!…]+")

TITLE = r"(?:(?:ma ?dame|monsieur|mademoiselle|maitre|docteur|mme|mlle|mr|dr|m\.) )?"
TITLED = re.compile(r"\b(?:ma ?dame|monsieur|mademoiselle|maitre|docteur|mme|mlle|mr|dr|m\.),? (?:(?:et|ou) (?:madame|monsieur) )?$")
CALLED = (
    r"(?:appell?e[rz]?|me nomme|se nomme|nommee?|"
    r"(?:nom|prenom)s?(?: de (?:famille|naissance|jeune fille))?,? ?(?:,? ?c'est|est|:|,)?(?: bien)?)"
)
ANNOUNCED = re.compile(rf"(?:\b(?:m'|s'|vous |l')?{CALLED}|\bau nom de|\bde la part de|\bepouse|\bveuve|\bnee) {TITLE}$")
INTRODUCED = re.compile(rf"(?:\b(?:c'est|je suis|moi|ici|vous etes|etes|bien|avec|bonjour|demande[rz]?|rappele[rz]?|pour),?) {TITLE}$")
PRESENT = re.compile(
    r",? (?:a (?:votre|l'|l )(?:ecoute|service|disposition|appareil)|a l'appareil|a l'ecoute|au telephone|je vous ecoute)\b"
)
SMALL = re.compile(
    rf"\b(?:je m'appelle|je me nomme|il s'appelle|elle s'appelle|mon nom est|mon nom c'est) {TITLE}"
    rf"(?P<name>[a-z'\-]{{2,}}(?: [a-z'\-]{{2,}})?)"
)
SMALL_PRESENT = re.compile(r"(?:^|[,;.] ?|bonjour )(?P<name>[a-z'\-]{3,}(?: [a-z'\-]{3,})?),? a l'appareil\b")
PLACE = re.compile(r"(?:\b(?:saint|sainte|comme|rue|avenue|boulevard|place|lycee|ecole|hopital|college|square|quai)(?: de| du)?|st)[ \-]$")

LETTER = r"[A-Za-zéèêëçï](?![\w’'])(?: comme \w+)?(?: (?:accent \w+|trema|cedille))?"
BESIDE = r"[ ,.\-]{1,3}(?:(?:deux|2|double|tiret|apostrophe|espace|plus loin|puis|et)[ ,]{1,2})?"
SPELT = re.compile(rf"(?<![\w’'])(?:(?:deux|2|double) )?{LETTER}(?:{BESIDE}{LETTER}){{2,}}")
SPELT_UNASKED = 4
"""Letters said one by one: three are as often a body (R-S-A) as a name."""
ALIKE = 0.75
"""How much two hearings of one name resemble each other."""
CLAUSE = re.compile(r"[^,;:.?!…]+")
BRIEF_ANSWER = 5
"""Words of a clause that may be a name and nothing else, in pieces: « du art et le », for Duarte."""
LEADS = words("leads_to_name")
OFFICES = words("offices")
ARTICLES = {"le", "la", "du", "de", "des"}
SMALL_TITLED = re.compile(r"\b(?:ma ?dame|monsieur|mademoiselle) (?P<name>[a-z'\-]+(?: [a-z'\-]+){0,2})(?= ?[,.?!]|$)")


def announced(text: str) -> Iterator[Finding]:
    """Without a question: what stands beside says that it is a name."""
    folded = fold(text)
    for start, end in _capitals(text, folded):
        before, after = folded[max(0, start - 60) : start], folded[end : end + 30]
        known = any(part in GIVEN for part in re.split(r"[ \-]", folded[start:end]))
        if TITLED.search(before) or ANNOUNCED.search(before) or PRESENT.match(after):
            yield Finding(start, end, Kind.NAME, Certainty.SURE)
        elif (known and not PLACE.search(before)) or (" " in text[start:end] and INTRODUCED.search(before)):
            yield Finding(start, end, Kind.NAME, Certainty.POSSIBLE)
    for small in (*SMALL.finditer(folded), *SMALL_PRESENT.finditer(folded)):
        clause = _after_the_usual(folded, *small.span("name"))
        if any(_is_unusual(word[0]) for word in clause):
            yield Finding(clause[0].start(), clause[-1].end(), Kind.NAME, Certainty.SURE)
    for small in SMALL_TITLED.finditer(folded):
        if text[small.start("name")].islower() and _is_a_small_name(small["name"].split()):
            yield Finding(*small.span("name"), Kind.NAME, Certainty.POSSIBLE)
    yield from _spelt(text, 0, len(text), SPELT_UNASKED)


def answered(text: str, start: int, end: int, first: bool = True) -> Iterator[Finding]:
    """In `text[start:end]`, which answers a question for a name: its capitals, and, while nothing has answered, the first brief clause with
    a word that is not usual."""
    folded = fold(text)
    yield from _spelt(text, start, end, 3)
    for name_start, name_end in _capitals(text, folded, start, end):
        if not (name_start == start and " " not in text[name_start:name_end] and text[name_end : name_end + 1] == " "):
            yield Finding(name_start, name_end, Kind.NAME, Certainty.POSSIBLE)
    for clause in CLAUSE.finditer(folded, start, end) if first else ():
        answer = _after_the_usual(folded, *clause.span())
        if any(_is_unusual(word[0]) for word in answer):
            if len(answer) <= BRIEF_ANSWER:
                yield Finding(answer[0].start(), answer[-1].end(), Kind.NAME, Certainty.POSSIBLE)
            return


def again(text: str, known: set[str]) -> Iterator[Finding]:
    """Names already heard in this call: with a capital, however the engine wrote them this time."""
    folded = fold(text)
    for start, end in _capitals(text, folded):
        if any(is_one_of(part, known) for part in re.split(r"[ \-]", folded[start:end])):
            yield Finding(start, end, Kind.NAME, Certainty.POSSIBLE)


def parts(name: str) -> set[str]:
    """What `again` looks for of a name that was found: its words, or the word that its letters spell."""
    folded = re.sub(r"\b(?:deux|2|double) ([a-z])\b", r"\1\1", re.sub(r" comme \w+", "", fold(name)))
    whole = re.findall(r"[^\W\d_]+", folded)
    spelt = "".join(whole) if all(len(set(word)) == 1 for word in whole) else ""
    return {part for part in (*whole, spelt) if len(part) > 2 and part not in NEVER}


def is_one_of(word: str, known: set[str]) -> bool:
    return word in known or (len(word) > 4 and any(len(name) > 4 and SequenceMatcher(None, word, name).ratio() >= ALIKE for name in known))


def _capitals(text: str, folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Words with a capital that stand together, without those that name nobody."""
    for group in CAPITALS.finditer(text, start, len(text) if end is None else end):
        run: list[re.Match[str]] = []
        for word in EACH.finditer(folded, *group.span()):
            if (word[0] in NEVER and word[0] not in ARTICLES) or text[word.start() : word.end()].isupper():
                yield from _ends(run, text)
                run = []
            else:
                run.append(word)
        yield from _ends(run, text)


def _ends(run: list[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """From the first capital to the last: a particle begins or ends no name here."""
    while run and not text[run[0].start()].isupper():
        run.pop(0)
    while run and (run[-1][0] in ARTICLES or not text[run[-1].start()].isupper()):
        run.pop()
    if run:
        yield run[0].start(), run[-1].end()


def _after_the_usual(folded: str, start: int, end: int) -> list[re.Match[str]]:
    """The words of a clause from the first that is not one of those that lead to an answer: « alors c'est »."""
    clause = list(EACH.finditer(folded, start, end))
    while clause and clause[0][0] in LEADS:
        clause.pop(0)
    return clause


def _is_a_small_name(said: list[str]) -> bool:
    """« madame le fort », which an engine wrote for Lefort; not « madame le maire », nor « madame bien sûr »."""
    return OFFICES.isdisjoint(said) and (said[0] in ARTICLES or any(_is_unusual(word) for word in said))


def _is_unusual(word: str) -> bool:
    word = re.sub(r"^(?:[cdjlmnst]|qu)'", "", word)
    return len(word) > 1 and word.isalpha() and word not in NEVER


def _spelt(text: str, start: int, end: int, least: int) -> Iterator[Finding]:
    for letters in SPELT.finditer(text, start, end):
        if len(re.findall(r"(?<!\w)[^\W\d_](?!\w)", letters[0])) >= least:
            yield Finding(letters.start(), letters.end(), Kind.NAME, Certainty.POSSIBLE)
