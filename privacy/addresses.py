"""Where people live, and where they receive e-mail, as they say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind
from privacy.vocabulary import words

STREETS = (
    "rue|avenue|boulevard|place|allees?|impasse|chemin|route|cours|quai|square|passage|sentier|ruelle|faubourg|villa|cite|residence|"
    "lotissement|hameau|lieu[- ]dit|esplanade|montee|cote|rond-point|clos|venelle|traverse|promenade"
)
NUMBERED = re.compile(
    rf"(?<!\w)(?P<place>[0-9]{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?,? (?:(?:grande?|petite?|ancienne?|vieux|vieille) )?(?:{STREETS}))\b"
)
NAMED = re.compile(r"\b(?P<place>rue|avenue|boulevard|impasse|allees?|chemin|quai|residence|lotissement)(?= (?:(?:de la|de|du|des|d') ?)?)")
TOWN = re.compile(r"(?<![0-9])(?P<place>(?:0[1-9]|[1-8][0-9]|9[0-8])[ \u00a0.]?[0-9]{3}),? (?:(?:a|c'est) )?(?=\w)")
HOME = re.compile(
    r"\b(?:habit\w+|resid\w+|demeur\w+|vis|vivons|vivez|domicili\w+|loge\w*|(?:em|en|de)menag\w+|toujours) "
    r"(?:bien |toujours |maintenant )?(?:au |a |dans le )"
    r"(?P<place>[0-9]{1,4}\w*)(?! ?(?:h|heures?|ans|mois|euros|jours)\b)"
)
WORD = re.compile(r"[ ,]{0,2}(?P<word>[\w’'\-]+)")
PARTICLES = words("place_particles")
COMPLEMENTS = words("place_complements")
NEVER = words("never_names")
LEADING = re.compile(
    r"\b(?:j'habite|habite|j'y suis|adresse|c'est|est|suis|reside|demeure|alors|donc|oui|euh|bien sur|voila|toujours|actuellement|"
    r"maintenant|bah|ben|a|au)\b[ ,:]*"
)
LONGEST_ANSWER = 20
LONGEST_PLACE = 14
NO_PLACE = words("no_place")
STREET = re.compile(rf"\b(?:{STREETS})\b")
CAPITAL = re.compile(r"(?<![\w’'])[A-ZÀ-ÖØ-Þ][\w-]+")
QUANTITY = re.compile(r" ?(?:h\b|heures?|minutes?|jours?|mois|ans?\b|semaines?|euros?|€|%|fois|enfants?|personnes?|pour cent)")

AT = re.compile(r"@|\b(?:a ?r+ob+a[sz](?:e?s?\b)?|at\b)")
LOCAL = re.compile(r"(?P<word>[\w+.\-]+)[ ,.]{0,2}$")
LEADS_TO_EMAIL = words("leads_to_email")
LONGEST_LOCAL = 6
DOMAIN = re.compile(
    r"[ ,]{0,2}(?:[\w\-]+[ .,]{1,2}){1,5}?(?:(?:point|dot)[ .]?)?(?:fr|com|org|net|eu|info|be|ch|gouv)\b(?:[ .](?:point )?(?:fr|com|org))?"
)
BRIEF_DOMAIN = re.compile(r"[ ,]{0,2}[\w\-]+(?:[ .]{1,2}(?:point )?[\w\-]+)?")


def streets(text: str) -> Iterator[Finding]:
    """A numbered street, a street with its name, a post code with its town, whatever follows « j'habite au 12 »."""
    folded = fold(text)
    for pattern, numbered in ((NUMBERED, True), (HOME, True), (NAMED, False), (TOWN, False)):
        for start in pattern.finditer(folded):
            if (end := _tail(text, folded, start.end(), numbered)) > start.end():
                yield Finding(start.start("place"), end, Kind.ADDRESS, Certainty.POSSIBLE)


def answered(text: str, start: int, end: int) -> Iterator[Finding]:
    """All of `text[start:end]`, the answer to a question for an address, when it holds a number, a street or a name of a place."""
    folded = fold(text)
    while lead := LEADING.match(folded, start, end):
        start = lead.end()
    start = _spaces(folded, start)
    inside = folded[start:end]
    numbers = any(not QUANTITY.match(inside, number.end()) for number in re.finditer(r"[0-9]+", inside))
    places = any(folded[slice(*word.span())] not in NEVER for word in CAPITAL.finditer(text, start + 1, end))
    if (numbers or places or STREET.search(inside)) and len(inside.split()) <= LONGEST_ANSWER:
        yield Finding(start, start + len(inside.rstrip(" .,?!")), Kind.ADDRESS, Certainty.POSSIBLE)


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


def _tail(text: str, folded: str, position: int, numbered: bool) -> int:
    """How far a place goes. After a number the engine may have misheard all of it: on to the end of the clause, or to a word that no
    place holds. Otherwise particles, words with a capital and numbers."""
    end = position
    for _ in range(LONGEST_PLACE):
        word = WORD.match(folded, position)
        if not word or word["word"] in NO_PLACE or re.match(r"(?:[jcstmn]|qu)['’]", word["word"]):
            break
        plain = word["word"] in PARTICLES
        named = text[word.start("word")].isupper() or word["word"][0].isdigit() or word["word"] in COMPLEMENTS
        after_comma = "," in folded[position : word.start("word")]
        if not (named or plain or (numbered and not after_comma)):
            break
        position = word.end()
        if named or not plain:
            end = position
    return end


def _spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] in " ,":
        position += 1
    return position
