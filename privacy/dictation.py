"""Numbers said aloud: in groups, with hesitations, a digit lost by the engine, confirmed by the other person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.dates import MONTHS, days
from privacy.findings import COUNTED, gaps
from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind

PAUSE = r"(?:[ \t\u00a0\u2009\u202f,.…\-/]|\b(?i:euh|et|puis|ensuite|alors|apres|après|tiret|espace)\b|(?<![\w’'])[A-Z](?![\w’'])){0,6}"
RUN = re.compile(rf"[0-9](?:{PAUSE}[0-9])*")
CAPITAL_BEFORE = re.compile(r"(?<![\w’'])(?:[A-Z]{1,3}[ .,\-]{0,2}){1,3}$")
CAPITAL_AFTER = re.compile(r"(?:[ .,\-]{0,2}(?:(?:et )?(?:la )?lettre )?[A-Z]{1,3}(?![\w’'])){1,3}")
LONG, ANNOUNCED_FROM, ASKED, IN_DICTATION = 6, 4, 3, 2
"""Digits from which a run counts: anywhere, after a word that announces it, in an answer, among sentences of nothing but digits."""
KEY = re.compile(r"\bcle\b[^.?!0-9]{0,30}$")
YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\D+(?:19|20)[0-9]{2})*")
ROUND = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f.]?000){1,3}")
UNITS = re.compile(
    r"(?:,[0-9]+)? ?(?:h\b|heures?|minutes?|jours?|mois|ans?\b|semaines?|annees?|trimestres?|pour cent|"
    r"metres?|m2|kilos?|fois|enfants?|pages?|"
    rf"d'euros|{'|'.join(MONTHS)})"
)
LAW = re.compile(
    r"\b(?:articles?|decret|loi|formulaire|cerfa|page|annexe|alinea|paragraphe)"
    r"(?: (?:n°|numero|de|du|des|no|l|r|d))* ?\.? ?(?:[lrd][. ]{0,2})?$"
)
SHORT_SERVICE = re.compile(r"3[0-9]{3}|1[0-9]{1,2}|118[0-9]{3}|116[0-9]{3}|115|119")
SERVICE_BEFORE = re.compile(r"\b(?:le|au|du|numero|composer|appele[rz]|faire)(?: le)? $")
ANNOUNCED = re.compile(
    r"\b(?:numero|reference|dossier|matricule|identifiant|allocataire|fiscal|immatricul\w+|plaque|iban|rib|telephone|portable|fixe|mobile|"
    r"compte|carte|code|securite sociale|secu|beneficiaire|usager|contrat|client|joindre|"
    r"finit par|termine par|finissant|se terminant)\b[^.?!0-9]{0,50}$"
)
DATE = re.compile(
    rf"(?<![0-9])(?:(?:[0-3]?[0-9](?:er)?|\bpremier|\bdeux|\btrois),? (?:{'|'.join(MONTHS)})(?:,? (?:(?:19|20)[ ]?[0-9]{{2}}|[0-9]{{2}}))?|"
    r"[0-3]?[0-9](?:[ ,./\-]{1,2}|er[ ,]| du )[01]?[0-9][ ,./\-]{1,2}(?:(?:19|20)[ ,]?[0-9]{2}|[0-9]{2})|(?:19|20) ?[0-9]{2})(?![0-9])"
)
REST_OF_YEAR = re.compile(r"(?:[ ,.]{1,2}\w+){0,2}?[ ,.]{1,2}[0-9]{2,4}(?![0-9])")
MONTH_ALONE = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (?:(?:19|20)[ ]?[0-9]{{2}}|[0-9]{{2}})(?![0-9])")
BORN = re.compile(r"\b(?:nee?s?|naissance|anniversaire)\b[^.;!?0-9]{0,30}$")
PAIR = r"[a-z](?: comme \w+)?[ ,.\-]{0,2}[a-z](?: comme \w+)?"
PLATE = re.compile(rf"(?<![\w']){PAIR}[ ,.\-]{{1,3}}[0-9](?:[ ,.]{{0,2}}[0-9]){{2}}[ ,.\-]{{1,3}}{PAIR}(?![\w'])")
IBAN = re.compile(r"(?<![\w'])f[ ,.\-]{0,2}r[ ,.\-]{0,3}[0-9]{1,2}(?:[ ,.\-]{0,3}(?:[0-9]+|[a-z](?![\w'])))+")
IBAN_DIGITS = 6
WORDS = re.compile(r"[^\W\d]+")
MISHEARD = 3
BRIEF_WORDS = 6
CLAUSE_END = re.compile(r"[,;:.?!…](?!\d)")
SENTENCE_END = re.compile(r"[.?!…] ")
NOT_DICTATED = 2
"""Words beside the digits that a sentence of dictation may hold: « oui », « donc »."""


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def is_dictation(text: str) -> bool:
    """Hardly anything but digits."""
    return len(digits_of(text)) >= IN_DICTATION and len(WORDS.findall(text)) <= NOT_DICTATED and not _counts(text)


def runs(text: str, start: int, end: int, least: int) -> Iterator[Finding]:
    """Runs of `least` digits or more in `text[start:end]` that are no day, year, hour or quantity."""
    folded = fold(text)
    for run in _candidates(text, folded, start, end):
        wanted = ANNOUNCED_FROM if least > ANNOUNCED_FROM and ANNOUNCED.search(folded, max(0, run.start() - 80), run.start()) else least
        if len(digits_of(run[0])) >= wanted and not (least >= LONG and ROUND.fullmatch(run[0])):
            yield _with_letters(text, run.start(), run.end())


def answered(text: str, start: int, end: int, kind: Kind, first: bool = True) -> Iterator[Finding]:
    """The number in `text[start:end]`, which answers a question for one. Words misheard between two groups belong to it, and so does the
    rest of a brief clause while nothing has answered."""
    folded = fold(text)
    alone = is_dictation(text[start:end])
    for begin, over in _groups(text, folded, start, end):
        digits, clause = len(digits_of(text[begin:over])), _clause(folded, begin, over, start, end)
        brief = first and len(folded[slice(*clause)].split()) <= BRIEF_WORDS
        key = KEY.search(folded, start, begin)
        if digits >= (ANNOUNCED_FROM if kind == Kind.PLATE else ASKED) or (digits >= IN_DICTATION and (alone or key)):
            whole = _with_letters(text, begin, over)
            yield Finding(whole.start, max(whole.end, clause[1]) if brief else whole.end, kind, Certainty.POSSIBLE)


def _groups(text: str, folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Runs of digits with few words between, in one sentence: an engine that mishears a digit writes a word."""
    groups: list[tuple[int, int]] = []
    for run in _candidates(text, folded, start, end):
        between = folded[groups[-1][1] : run.start()] if groups else "."
        if groups and len(WORDS.findall(between)) <= MISHEARD and not SENTENCE_END.search(between):
            groups[-1] = groups[-1][0], run.end()
        else:
            groups.append(run.span())
    return groups


def births(text: str, start: int, end: int, asked: bool) -> Iterator[Finding]:
    """Days, whole or not, after « né le », or in the answer to a question for one."""
    folded = fold(text)
    for pattern in (DATE, MONTH_ALONE):
        for day in pattern.finditer(folded, start, end):
            if asked or BORN.search(folded[start : day.start()]):
                rest = REST_OF_YEAR.match(folded, day.end())
                yield Finding(day.start(), rest.end() if rest else day.end(), Kind.BIRTH_DATE, Certainty.POSSIBLE)


def plates(text: str, asked: bool) -> Iterator[Finding]:
    """Letters and digits of a car apart, in capitals, or after a question for it."""
    folded = fold(text)
    for plate in PLATE.finditer(folded):
        letters = WORDS.findall(text[plate.start() : plate.end()])
        if asked or re.search(r"immatricul|plaque|vehicule|voiture|carte grise", folded) or all(part.isupper() for part in letters):
            yield Finding(plate.start(), plate.end(), Kind.PLATE, Certainty.POSSIBLE)


def accounts(text: str) -> Iterator[Finding]:
    """What begins as a French bank account, complete or not."""
    for account in IBAN.finditer(fold(text)):
        if len(digits_of(account[0])) >= IBAN_DIGITS:
            yield Finding(account.start(), account.end(), Kind.IBAN, Certainty.POSSIBLE)


def _candidates(text: str, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Runs of digits outside the days of the calendar, that are no quantity, years, law or number that everybody may call."""
    taken = [written.span() for written, _day in days(text) if start <= written.start() and written.end() <= end]
    for free_start, free_end in gaps(taken, end, start):
        yield from (run for run in RUN.finditer(text, free_start, free_end) if not _explained(folded, run))


def _explained(folded: str, run: re.Match[str]) -> bool:
    before, after = folded[: run.start()], _after(folded, run.end())
    if COUNTED.match(folded, run.end()) or UNITS.match(folded, after) or YEARS.fullmatch(run[0].strip()) or LAW.search(before):
        return True
    return bool(SHORT_SERVICE.fullmatch(digits_of(run[0])) and SERVICE_BEFORE.search(before))


def _clause(folded: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """From comma to comma around `folded[first:last]`."""
    begin = max((mark.end() for mark in CLAUSE_END.finditer(folded, start, first)), default=start)
    over = CLAUSE_END.search(folded, last, end)
    return begin, over.start() if over else end


def _after(folded: str, position: int) -> int:
    return position + 1 if folded[position : position + 1] == " " else position


def _counts(text: str) -> bool:
    folded = fold(text)
    return any(COUNTED.match(folded, run.end()) or UNITS.match(folded, _after(folded, run.end())) for run in RUN.finditer(folded))


def _with_letters(text: str, start: int, end: int) -> Finding:
    before = CAPITAL_BEFORE.search(text, max(0, start - 12), start)
    after = CAPITAL_AFTER.match(text, end)
    return Finding(before.start() if before else start, after.end() if after else end, Kind.NUMBER, Certainty.POSSIBLE)
