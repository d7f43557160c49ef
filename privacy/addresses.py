"""Where people live, and where they receive e-mail, as they say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind
from privacy.vocabulary import never_names

STREETS = (
    "rue|avenue|boulevard|place|allees?|impasse|chemin|route|cours|quai|square|passage|sentier|ruelle|faubourg|villa|cite|residence|"
    "lotissement|hameau|lieu[- ]dit|esplanade|montee|cote|rond-point|clos|venelle|traverse|promenade"
)
NUMBERED = re.compile(rf"(?<!\w)[0-9]{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?:(?:grande?|petite?|ancienne?|vieux|vieille) )?(?:{STREETS})\b")
NAMED = re.compile(r"\b(?:rue|avenue|boulevard|impasse|allees?|chemin|quai|residence|lotissement)(?= (?:(?:de la|de|du|des|d') ?)?)")
TOWN = re.compile(r"(?<![0-9])(?:0[1-9]|[1-8][0-9]|9[0-8])[ \u00a0.]?[0-9]{3},? (?:(?:a|c'est) )?(?=\w)")
WORD = re.compile(r"[ ,]{0,2}(?P<word>[\w’'\-]+)")
PARTICLES = set("de du des d' la le les l' et a en sur sous aux au lez les saint sainte st ste bis ter".split())
COMPLEMENTS = set("appartement apt batiment bat etage escalier porte cedex code postal bp residence numero".split())
LEADING = re.compile(
    r"\b(?:j'habite|habite|j'y suis|adresse|c'est|est|suis|reside|demeure|alors|donc|oui|euh|bien sur|voila|toujours|actuellement|maintenant|bah|ben|a|au)\b[ ,:]*"
)
LONGEST_ANSWER = 20

AT = re.compile(r"(?:@|\b(?:a ?r+ob+a[sz]e?s?|at)\b)")
LOCAL = re.compile(r"(?P<word>[\w+.\-]+)[ ,.]{0,2}$")
LEADS_TO_EMAIL = set(
    "c'est est mail mails adresse e-mail email courriel a sur mon votre ma alors donc oui le la bien toujours voila vous j'ai note envoyer electronique "
    "euh et pour ecrire ecrivez suis merci moi dire dit s'appelle l'adresse mel : virgule".split()
)
LONGEST_LOCAL = 6
DOMAIN = re.compile(r"[ ,]{0,2}(?:[\w\-]+[ .,]{1,2}){1,5}?(?:(?:point|dot)[ .]?)?(?:fr|com|org|net|eu|info|be|ch|gouv)\b(?:[ .](?:point )?(?:fr|com|org))?")
BRIEF_DOMAIN = re.compile(r"[ ,]{0,2}[\w\-]+(?:[ .]{1,2}(?:point )?[\w\-]+)?")


def streets(text: str) -> Iterator[Finding]:
    """A numbered street, a street with its name, a post code with its town."""
    folded = fold(text)
    for street in NUMBERED.finditer(folded):
        if (end := _tail(text, folded, street.end(), forced=True)) > street.end():
            yield Finding(street.start(), end, Kind.ADDRESS, Certainty.POSSIBLE)
    for pattern in (NAMED, TOWN):
        for start in pattern.finditer(folded):
            if (end := _tail(text, folded, start.end(), forced=False)) > start.end():
                yield Finding(start.start(), end, Kind.ADDRESS, Certainty.POSSIBLE)


def answered(text: str, start: int, end: int) -> Iterator[Finding]:
    """All that `text[start:end]`, the answer to a question for an address, says beside the usual words before."""
    folded = fold(text)
    position = start
    while lead := LEADING.match(folded, _spaces(folded, position), end):
        position = lead.end()
    position = _spaces(folded, position)
    words = folded[position:end].split()
    named = re.search(rf"[0-9]|[A-ZÀ-Þ]|\b(?:{STREETS})\b", text[position:end])
    if named and len(words) <= LONGEST_ANSWER and any(word.strip(",.?!") not in never_names() for word in words):
        yield Finding(position, _trimmed(text, position, end), Kind.ADDRESS, Certainty.POSSIBLE)


def emails(text: str) -> Iterator[Finding]:
    """« jeanne point perrin arobase example point org », wholly or partly in words."""
    folded = fold(text)
    for at in AT.finditer(folded):
        start = at.start()
        for _ in range(LONGEST_LOCAL):
            word = LOCAL.search(folded[:start])
            if not word or word["word"] in LEADS_TO_EMAIL or re.search(r"[?!;:]", folded[word.end("word") : start]):
                break
            start = word.start("word")
        domain = DOMAIN.match(folded, at.end()) or (at[0] != "at" and BRIEF_DOMAIN.match(folded, at.end()))
        if start < at.start() and domain:
            yield Finding(start, domain.end(), Kind.EMAIL, Certainty.SURE)


def _tail(text: str, folded: str, position: int, forced: bool) -> int:
    """How far the name of a street goes: particles, words with a capital, numbers; `forced`, its first word in any case."""
    end = position
    while word := WORD.match(folded, position):
        start = word.start("word")
        bare = word["word"]
        capital = text[start].isupper() and bare not in never_names() - {"paris", "lyon", "marseille", "nantes", "lille", "nice"}
        particle = bare in PARTICLES or bare in COMPLEMENTS or re.match(r"[dl]['’]", bare) is not None
        if capital or bare[0].isdigit() or (particle and re.match(r"[dl]['’]\w", bare) and forced):
            end, forced = word.end(), False
        elif forced and not particle:
            end, forced = word.end(), False
        elif not particle:
            break
        position = word.end()
    return end


def _spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] in " ,":
        position += 1
    return position


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" .,?!"))
