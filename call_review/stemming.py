"""French words brought to what their forms share: « renouvelez », « RENOUVELER » and « renouvellement » are one, accents or not.

After the Snowball stemmer for French, written for words whose accents are gone, so that what is typed without them is found; first person
plural, plurals in -os, -us and -is, and the third group (« perdre », « perdu ») besides. Knows no dictionary: two words may share a stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from accounts.matching import plain

VOWELS = "aeiouy"
LONGEST = 40
"""Letters of a word that are looked at."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EVERYWHERE = _words(
    "a ai as au aux avec avez avons ayant c ca ce cela ces cet cette ceux d dans de des donc dont du elle elles en es est et etaient "
    "etais etait etant ete etes eu euh eut fut hein il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on "
    "ont or ou par pas pour qu que qui quoi s sa se sera ses si soit sommes son sont suis sur t ta te tes toi ton tu un une vos votre "
    "vous y"
)
"""Words that every call holds: neither kept nor searched."""

IRREGULAR = {
    form: forms.split()[0]
    for forms in (
        "recev recois recoit recoivent recu recue recus recues recevoir",
        "pouv peux peut peuvent pu pouvoir pourra pourrai pourrais pourrait pourriez pourrez pourrons",
        "voul veux veut veulent vouloir voudra voudrais voudrait voudriez voudrez",
        "dev dois doit doivent devoir devrai devrais devrait devriez devrez devra devront",
        "sav sais sait savoir saurai saurez saura sauriez",
        "fai fais fait faite faites faits font faire ferai ferez fera ferais ferait feront faisons faisait",
        "prend prends prenez prenons prendre prennent pris prise prises prendrai prendrez prendra prenait",
        "met mets mettez mettons mettre mettent mis mise mises mettrai mettrez mettra mettait",
        "ven viens vient venir viennent venu venue venus venues viendra viendrai viendrez venez venons",
        "perd perds perdez perdons perdent perdre perdu perdue perdus perdues",
        "pai paie paies paient paye payes payent payer payez payons paiement paiements payement payee paye payes payees",
        "travail travaux",
        "oeil yeux",
        "inscri inscrire inscris inscrit inscrits inscrite inscrites inscrivez inscrivons inscrivent inscrivait",
        "ecri ecrire ecris ecrit ecrits ecrite ecrites ecrivez ecrivons ecrivent ecrivait",
        "mars mars",
        "refus refus",
    )
    for form in forms.split()[1:]
}

STEP_1 = [
    ("delete", "ance ances iqUe iqUes isme ismes able ables iste istes eux"),
    ("ation", "atrice atrices ateur ateurs ation ations"),
    ("log", "logie logies"),
    ("u", "usion usions ution utions"),
    ("ent", "ence ences"),
    ("ement", "ement ements"),
    ("ite", "ite ites"),
    ("if", "if ifs ive ives"),
    ("eau", "eaux"),
    ("al", "aux"),
    ("euse", "euse euses"),
    ("issement", "issement issements"),
    ("ant", "amment"),
    ("ent_ant", "emment"),
    ("ment", "ment ments"),
]
BY_SUFFIX = {suffix: rule for rule, suffixes in STEP_1 for suffix in suffixes.split()}
I_VERBS = _words(
    "imes ites i ie ies ir ira irai iraIent irais irait iras irent irez iriez irions irons iront is issaIent issais issait issant issante "
    "issantes issants isse issent isses issez issiez issions issons it"
)
VERBS = _words("e ee ees es erent er era erai eraIent erais erait eras erez eriez erions erons eront ez iez ons ers ere eres")
A_VERBS = _words("ames ates a ai aIent ais ait ant ante antes ants as asse assent asses assiez assions")
LATIN = str.maketrans("łøđðıþ", "loddit")
BLANKLESS = re.compile(r"[^\W_]+")
WORD = re.compile(r"[a-z]+|[0-9]+")


@lru_cache(maxsize=100_000)
def stems_of(text: str) -> tuple[str, ...]:
    """« l’aide, » is one stem, « B12 » is two, « et » is none."""
    return tuple(stem for _start, _end, stems in spans(text) for stem in stems)


def spans(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each word of `text` begins and ends, with its stems."""
    for found in BLANKLESS.finditer(text):
        parts = (part[:LONGEST] for part in WORD.findall(_latin(plain(found[0]))))
        yield found.start(), found.end(), tuple(stem(part) for part in parts if part not in EVERYWHERE)


def stem(word: str) -> str:
    """`word` in lower case without accents."""
    if word in IRREGULAR or len(word) < 4 or word.isdigit():
        return IRREGULAR.get(word, word)
    marked = _consonants(word)
    done = _standard(marked)
    return _undoubled(_verb(marked) if done is None else done).lower()


def _latin(text: str) -> str:
    """Letters that Unicode does not take apart."""
    return text if text.isascii() else text.translate(LATIN)


def _consonants(word: str) -> str:
    """u, i and y in capitals where they are not vowels."""
    word = re.sub(r"(?<=[aeiouy])([ui])(?=[aeiouy])", lambda found: found[0].upper(), word)
    word = re.sub(r"(?<=[aeiou])y|y(?=[aeiou])", "Y", word)
    return word.replace("qu", "qU")


def _regions(word: str) -> tuple[int, int, int]:
    """Where RV, R1 and R2 begin, in Snowball's words."""
    first = _after_vowel_and_consonant(word, 0)
    if word[:3] in ("par", "col", "tap") or (word[0] in VOWELS and word[1] in VOWELS):
        verb = 3
    else:
        verb = next((place + 1 for place in range(1, len(word)) if word[place] in VOWELS), len(word))
    return verb, first, _after_vowel_and_consonant(word, first)


def _after_vowel_and_consonant(word: str, start: int) -> int:
    for place in range(start + 1, len(word)):
        if word[place] not in VOWELS and word[place - 1] in VOWELS:
            return place + 1
    return len(word)


def _standard(word: str) -> str | None:
    """Suffixes of nouns, adjectives and adverbs. None when there was none, or one that leaves a verb."""
    suffix = next((word[place:] for place in range(1, len(word)) if word[place:] in BY_SUFFIX), None)
    if suffix is None:
        return None
    verb, first, second = _regions(word)
    base, rule = word[: -len(suffix)], BY_SUFFIX[suffix]
    at = len(base)
    if rule == "delete":
        return base if at >= second else None
    if rule == "ation":
        return _without_ic(base, second) if at >= second else None
    if rule in ("log", "u", "ent"):
        return base + rule if at >= second else None
    if rule == "ement":
        return _before_ement(base, first, second) if at >= verb else None
    if rule == "ite":
        return _before_ite(base, second) if at >= second else None
    if rule == "if":
        return _before_if(base, second) if at >= second else None
    if rule == "eau":
        return base + "eau"
    if rule == "al":
        return base + "al" if at >= first else None
    if rule == "euse":
        return base if at >= second else base + "eux" if at >= first else None
    if rule == "issement":
        return base if at >= first and base[-1:] not in VOWELS else None
    if rule == "ment":
        return _verb(base) if at > verb and base[-1] in VOWELS else None
    return _verb(base + ("ant" if rule == "ant" else "ent")) if at >= verb else None


def _cut(base: str, suffix: str, region: int) -> str | None:
    """`base` without `suffix`, when it ends in it within the region."""
    return base[: -len(suffix)] if base.endswith(suffix) and len(base) - len(suffix) >= region else None


def _without_ic(base: str, second: int) -> str:
    if not base.endswith("ic"):
        return base
    return base[:-2] if len(base) - 2 >= second else base[:-2] + "iqU"


def _before_ement(base: str, first: int, second: int) -> str:
    if (left := _cut(base, "iv", second)) is not None:
        return _cut(left, "at", second) or left
    if base.endswith("eus"):
        return base[:-3] if len(base) - 3 >= second else base[:-3] + "eux" if len(base) - 3 >= first else base
    for suffix in ("abl", "iqU"):
        if (left := _cut(base, suffix, second)) is not None:
            return left
    return base[:-3] + "i" if base.endswith(("ier", "Ier")) else base


def _before_ite(base: str, second: int) -> str:
    for suffix, short in (("abil", "abl"), ("ic", "iqU"), ("iv", None)):
        if base.endswith(suffix):
            left = _cut(base, suffix, second)
            return left if left is not None else base[: -len(suffix)] + short if short else base
    return base


def _before_if(base: str, second: int) -> str:
    left = _cut(base, "at", second)
    return base if left is None else _without_ic(left, second)


def _verb(word: str) -> str:
    """Without the ending of a conjugation; of a word that has none, without that of a noun."""
    verb, _first, second = _regions(word) if len(word) > 2 else (len(word),) * 3
    endings = [word[place:] for place in range(verb, len(word))]
    for ending in endings:
        base = word[: -len(ending)]
        if ending in I_VERBS:
            if len(base) > verb and base[-1] not in VOWELS:
                return base
            break
    if word.endswith("ions"):
        return word[:-4] if len(word) - 4 >= second else _residual(word)
    for ending in endings:
        base = word[: -len(ending)]
        if ending in VERBS:
            return base
        if ending in A_VERBS:
            return base.removesuffix("e") if len(base) > verb else base
    return _residual(word)


def _residual(word: str) -> str:
    """A plural, a feminine."""
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    verb, _first, second = _regions(word) if len(word) > 2 else (len(word),) * 3
    if word.endswith(("sion", "tion")) and len(word) - 3 >= second:
        return word[:-3]
    for suffix in ("iere", "Iere", "ier", "Ier"):
        if (left := _cut(word, suffix, verb)) is not None:
            return left + "i"
    left = _cut(word, "e", verb)
    return word if left is None else left


def _undoubled(word: str) -> str:
    """What differs between forms of one verb, once endings are gone: « renouvell », « rendr » and « rendu », « verifi »."""
    word = word[:-1] + "i" if word.endswith("Y") else word
    word = word[:-1] if word.endswith(("enn", "onn", "ett", "ell", "eill")) else word
    word = word[:-1] if len(word) > 4 and word.endswith(("ndr", "rdr", "ndu", "rdu")) else word
    return word[:-1] if len(word) > 3 and word[-1] == "i" and word[-2].lower() not in VOWELS else word
