"""The organisation's own words, which the transcription of its next calls uses: the only writer of `GlossaryWord`.

A word corrects what the engine hears, so it must never touch what a transcript has to keep as it was said: numbers, and the small words
that every sentence holds.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain
from accounts.models import Organisation
from call_review import tables
from call_review.models import GlossaryWord
from call_review.models.glossary import LONGEST
from call_review.stemming import EVERYWHERE
from call_review.tables import Fault, NotUnderstood, Report
from documents.tables import without_mark
from speech.glossary import Entry, Glossary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

COLUMNS = ("mot", "mal_entendu")
MOST_WORDS, MOST_MISHEARD, MOST_LINES, FEWEST_LETTERS = 300, 5, 2_000, 4
BETWEEN_FORMS = re.compile("[,;|]")
FOUR_DIGITS = re.compile(r"\d(?:[\s.,/_-]*\d){3}")
"""However a telephone number, a date or an amount is spaced."""
STRAIGHT = {0x2019: "'", 0x02BC: "'"}
"""Apostrophes as word processors write them."""
SENTENCES = {
    "columns": _("La première ligne doit nommer les colonnes mot et mal_entendu."),
    "too_long": _("Le tableau dépasse 2 000 lignes. Le vocabulaire en garde 300."),
    "empty": _("Le tableau n’a que sa ligne de titres."),
    "twice": _("Ce mot est déjà plus haut dans le tableau."),
    "full": _("Le vocabulaire garde 300 mots au plus. Retirez-en un qui ne sert plus."),
    "there": _("Ce mot est déjà dans le vocabulaire. Modifiez-le dans la liste."),
    "reserved": _("Ce mot est noté comme une forme mal entendue d’un autre mot."),
    "written_empty": _("Écrivez le mot."),
    "written_long": _("Le mot dépasse 60 caractères."),
    "written_control": _("Le mot contient un caractère invisible. Retapez-le."),
    "written_number": _("Un nombre ne se corrige pas : écrivez un mot sans suite de quatre chiffres."),
    "written_letters": _("Un mot contient au moins une lettre."),
    "misheard_many": _("Notez cinq formes mal entendues au plus."),
    "misheard_long": _("Une forme mal entendue dépasse 60 caractères."),
    "misheard_control": _("Une forme mal entendue contient un caractère invisible. Retapez-la."),
    "misheard_number": _("Un nombre ne se corrige pas : notez des formes mal entendues sans suite de quatre chiffres."),
    "misheard_letters": _("Une forme mal entendue contient au moins une lettre."),
    "misheard_same": _("Une forme mal entendue est le mot lui-même."),
    "misheard_taken": _("Une forme mal entendue est déjà un autre mot, ou celle d’un autre mot."),
    "misheard_common": _(
        "Une forme mal entendue est trop courante : il lui faut quatre lettres et un mot qui ne soit pas de toutes les phrases."
    ),
}


def of(organisation: Organisation) -> list[GlossaryWord]:
    """In alphabetical order, accents aside. 300 at most."""
    return sorted(GlossaryWord.objects.filter(organisation=organisation), key=lambda word: (plain(word.written), word.pk))


def told_to_the_engine(organisation: Organisation) -> Glossary:
    return Glossary(Entry(word.written, tuple(word.misheard)) for word in of(organisation))


def matching(words: Iterable[GlossaryWord], asked: str) -> list[GlossaryWord]:
    """Those that are written or misheard with what is asked, accents and capitals aside."""
    needle = plain(asked)
    return [word for word in words if any(needle in plain(form) for form in (word.written, *word.misheard))]


def folded(text: str) -> str:
    """What makes two words one: capitals, spaces and the shape of the apostrophe aside."""
    return unicodedata.normalize("NFC", " ".join(text.translate(STRAIGHT).casefold().split()))


def forms(text: str) -> list[str]:
    """Misheard forms as one line names them, between commas, semicolons or bars."""
    return [form for form in (part.strip() for part in BETWEEN_FORMS.split(text)) if form]


# --- Writing: the organisation is locked, so that two who write at once do not give one form to two words


@transaction.atomic
def add(organisation: Organisation, user: User, written: str, misheard: list[str]) -> GlossaryWord:
    """Raises NotUnderstood."""
    known = _locked(organisation)
    if folded(written) in known:
        raise NotUnderstood("there")
    return _put(known, GlossaryWord(organisation=organisation), user, written, misheard)


@transaction.atomic
def change(word: GlossaryWord, user: User, written: str, misheard: list[str]) -> GlossaryWord:
    """Raises NotUnderstood; GlossaryWord.DoesNotExist when it was removed meanwhile."""
    known = _locked(word.organisation)
    word.refresh_from_db()
    if known.get(folded(written), word) != word:
        raise NotUnderstood("there")
    return _put(known, word, user, written, misheard)


@transaction.atomic
def remove(word: GlossaryWord) -> bool:
    """False when it was removed meanwhile."""
    return bool(GlossaryWord.objects.filter(pk=word.pk).delete()[0])


@transaction.atomic
def take(organisation: Organisation, user: User, content: bytes) -> Report:
    """A line that is understood counts, one by one; of a word that is there already the forms are replaced by those of the line.

    Raises NotUnderstood, RosterError (what is no text at all).
    """
    known, report, seen = _locked(organisation), Report(), set()
    for number, cells in tables.read(content, COLUMNS, MOST_LINES):
        written, misheard = (without_mark(cells.get(column, "")) for column in COLUMNS)
        name = folded(written)
        try:
            if name in seen:
                raise NotUnderstood("twice")
            _put(known, known.get(name) or GlossaryWord(organisation=organisation), user, written, forms(misheard))
        except NotUnderstood as error:
            report.faults.append(Fault(number, error.code))
        else:
            seen.add(name)
            report.taken += 1
    return report


def rows(organisation: Organisation) -> list[tuple[str, str]]:
    """As `take` reads them."""
    return [(word.written, "|".join(word.misheard)) for word in of(organisation)]


def _locked(organisation: Organisation) -> dict[str, GlossaryWord]:
    """What is known, by `folded`."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return {word.folded: word for word in GlossaryWord.objects.filter(organisation=organisation)}


def _put(known: dict[str, GlossaryWord], word: GlossaryWord, user: User, written: str, misheard: list[str]) -> GlossaryWord:
    others = [other for other in known.values() if other.pk != word.pk]
    if len(others) >= MOST_WORDS:
        raise NotUnderstood("full")
    spelled = _checked(written, "written")
    if any(folded(spelled) == folded(form) for other in others for form in other.misheard):
        raise NotUnderstood("reserved")
    heard = _misheard(spelled, misheard, others)
    known.pop(word.folded, None)
    word.written, word.folded, word.misheard = spelled, folded(spelled), heard
    word.changed_by, word.changed_at = user, timezone.now()
    word.save()
    known[word.folded] = word
    return word


def _misheard(spelled: str, said: list[str], others: list[GlossaryWord]) -> list[str]:
    heard = list({folded(form): _checked(form, "misheard") for form in said if form.strip()}.values())
    if len(heard) > MOST_MISHEARD:
        raise NotUnderstood("misheard_many")
    taken = {folded(form) for other in others for form in (other.written, *other.misheard)}
    for form in heard:
        if folded(form) == folded(spelled):
            raise NotUnderstood("misheard_same")
        if folded(form) in taken:
            raise NotUnderstood("misheard_taken")
        if sum(sign.isalpha() for sign in form) < FEWEST_LETTERS or set(plain(form).split()) <= EVERYWHERE:
            raise NotUnderstood("misheard_common")
    return heard


def _checked(said: str, what: str) -> str:
    """In composed form, its spaces single. `what`: written, misheard."""
    text = unicodedata.normalize("NFC", said).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") for sign in text):
        raise NotUnderstood(f"{what}_control")
    text = " ".join(text.split())
    if not text:
        raise NotUnderstood(f"{what}_empty")
    if len(text) > LONGEST:
        raise NotUnderstood(f"{what}_long")
    if FOUR_DIGITS.search(text):
        raise NotUnderstood(f"{what}_number")
    if not any(sign.isalpha() for sign in text):
        raise NotUnderstood(f"{what}_letters")
    return text
