"""Numbers said aloud: in groups, with hesitations, a digit lost by the engine, confirmed by the other person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy.dates import MONTHS, days
from privacy.findings import COUNTED
from privacy.folding import fold
from privacy.kinds import Certainty, Finding, Kind

PAUSE = r"(?:[ \t\u00a0\u2009\u202f,.…\-/]|\b(?:euh|et|puis|ensuite|alors|apres|tiret|espace)\b){0,6}"
LETTERS = rf"(?:(?<![\w'])[a-z](?![\w'])|(?<!\w)[A-Z]{{1,3}}(?=[0-9\W])){PAUSE}"
RUN = re.compile(rf"[0-9](?:{PAUSE}[0-9])*")
CAPITAL_BEFORE = re.compile(rf"(?<![\w’'])(?:[A-Z]{{1,3}}[ .,\-]{{0,2}}){{1,3}}$")
CAPITAL_AFTER = re.compile(r"(?:[ .,\-]{0,2}[A-Z]{1,3}(?![\w’'])){1,3}")
LONG, ASKED, IN_DICTATION = 6, 4, 2
"""Digits from which a run counts: anywhere, after a question or a word that announces it, among sentences of nothing but digits."""
YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:\D+(?:19|20)[0-9]{2})*")
ROUND = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f.]?000){1,3}")
UNITS = re.compile(
    r"(?:,[0-9]+)? ?(?:h\b|heures?|minutes?|jours?|mois|ans?\b|semaines?|annees?|trimestres?|pour cent|metres?|m2|kilos?|fois|enfants?|pages?|"
    rf"d'euros|{'|'.join(MONTHS)})"
)
LAW = re.compile(r"\b(?:articles?|decret|loi|formulaire|cerfa|page|annexe|alinea|paragraphe)(?: (?:n°|numero|de|du|des|no|l|r|d))* ?\.? ?(?:[lrd][. ]{0,2})?$")
SHORT_SERVICE = re.compile(r"3[0-9]{3}|1[0-9]{1,2}|118[0-9]{3}|116[0-9]{3}|115|119")
SERVICE_BEFORE = re.compile(r"\b(?:le|au|du|numero|composer|appele[rz]|faire)(?: le)? $")
ANNOUNCED = re.compile(
    r"\b(?:numero|reference|dossier|matricule|identifiant|allocataire|fiscal|immatricul\w+|plaque|iban|rib|telephone|portable|fixe|mobile|compte|"
    r"carte|code|securite sociale|secu|beneficiaire|usager|contrat|client|joindre|finit par|termine par|finissant|se terminant)\b[^.?!0-9]{0,50}$"
)
DATE = re.compile(
    rf"(?<![0-9])(?:[0-3]?[0-9](?:er)?,? (?:{'|'.join(MONTHS)})(?:,? (?:(?:19|20)[ ]?[0-9]{{2}}|[0-9]{{2}}))?|"
    r"[0-3]?[0-9](?:[ ,./\-]{1,2}|er[ ,])[01]?[0-9][ ,./\-]{1,2}(?:(?:19|20)[ ,]?[0-9]{2}|[0-9]{2})|(?:19|20) ?[0-9]{2})(?![0-9])"
)
MONTH_ALONE = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (?:(?:19|20)[ ]?[0-9]{{2}}|[0-9]{{2}})(?![0-9])")
BORN = re.compile(r"\b(?:nee?s?|naissance|anniversaire)\b[^.;!?0-9]{0,30}$")
PLATE = re.compile(r"(?<![\w'])[a-z][ ,.\-]{0,2}[a-z][ ,.\-]{1,3}[0-9](?:[ ,.]{0,2}[0-9]){2}[ ,.\-]{1,3}[a-z][ ,.\-]{0,2}[a-z](?![\w'])")
IBAN = re.compile(r"(?<![\w'])f[ ,.\-]{0,2}r[ ,.\-]{0,3}[0-9]{1,2}(?:[ ,.\-]{0,3}(?:[0-9]+|[a-z](?![\w'])))+")
IBAN_DIGITS = 6
WORDS = re.compile(r"[^\W\d]+")
NOT_DICTATED = 2
"""Words beside the digits that a sentence of dictation may hold: « oui », « donc »."""


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def is_dictation(text: str) -> bool:
    """Hardly anything but digits."""
    return len(digits_of(text)) >= IN_DICTATION and len(WORDS.findall(text)) <= NOT_DICTATED and not _counts(text)


def runs(text: str, start: int, end: int, least: int, kind: Kind = Kind.NUMBER) -> Iterator[Finding]:
    """Runs of `least` digits or more in `text[start:end]` that are no day, year, hour or quantity."""
    folded = fold(text)
    for run_start, run_end in _free(folded, start, end, text):
        for run in RUN.finditer(folded, run_start, run_end):
            wanted = ASKED if least > ASKED and ANNOUNCED.search(folded, max(0, run.start() - 80), run.start()) else least
            if len(digits_of(run[0])) >= wanted and not _explained(folded, run, least):
                yield _with_letters(text, run, kind)


def births(text: str, start: int, end: int, asked: bool) -> Iterator[Finding]:
    """Days, whole or not, after « né le », or in the answer to a question for one."""
    folded = fold(text)
    for pattern in (DATE, MONTH_ALONE):
        for day in pattern.finditer(folded, start, end):
            if asked or BORN.search(folded[start : day.start()]):
                yield Finding(day.start(), day.end(), Kind.BIRTH_DATE, Certainty.POSSIBLE)


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


def _free(folded: str, start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    """Where no day of the calendar stands."""
    position = start
    for written, _day in days(text):
        if start <= written.start() and written.end() <= end:
            yield position, written.start()
            position = written.end()
    yield position, end


def _explained(folded: str, run: re.Match[str], least: int) -> bool:
    """A quantity, years, a law, or a number that everybody may call."""
    if COUNTED.match(folded, run.end()) or UNITS.match(folded, _after(folded, run.end())) or YEARS.fullmatch(run[0]) or LAW.search(folded[: run.start()]):
        return True
    if least >= LONG and ROUND.fullmatch(run[0]):
        return True
    short = SHORT_SERVICE.fullmatch(digits_of(run[0]))
    return bool(short and SERVICE_BEFORE.search(folded[: run.start()]))


def _after(folded: str, position: int) -> int:
    return position + 1 if folded[position : position + 1] == " " else position


def _counts(text: str) -> bool:
    folded = fold(text)
    return any(COUNTED.match(folded, run.end()) or UNITS.match(folded, _after(folded, run.end())) for run in RUN.finditer(folded))


def _with_letters(text: str, run: re.Match[str], kind: Kind) -> Finding:
    before = CAPITAL_BEFORE.search(text, max(0, run.start() - 12), run.start())
    after = CAPITAL_AFTER.match(text, run.end())
    return Finding(before.start() if before else run.start(), after.end() if after else run.end(), kind, Certainty.POSSIBLE)
