"""From a row of text to values, each wrong one named with what to do. Knows no row of the database."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models.post import EARLIEST, HOURS_LEAST, HOURS_MOST, LATEST
from accounts.roster.columns import BY_KEY
from accounts.roster.parsing import Row
from accounts.roster.role_names import read_roles

# « é » written in UTF-8, read as Latin-1 and saved again gives "Ã" or "Â" and a sign, "â€" for « ’ », "Å“" for « œ ».
DAMAGED = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u2122]|[ÃÂ] |â€|Å[“¸]|\ufffd")
DAY_PATTERNS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y")
IN_NAMES = " '’-.,()·"


@dataclass
class Reading:
    """`values` by column key, only those the file gives; `remarks` as RosterLine keeps them."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, key: str, sentence: str) -> None:
        column = BY_KEY[key].name if key else ""
        self.remarks.append({"column": column, "found": self.row.cells.get(key, ""), "sentence": sentence})


def read(row: Row) -> Reading:
    reading = Reading(row)
    if row.fault:
        reading.refuse("", row.fault)
        return reading
    for key, reader in READERS.items():
        found = row.cells.get(key, "")
        if DAMAGED.search(found):
            reading.refuse(key, _("Les accents sont abîmés. Reprenez cette valeur à la source, puis enregistrez le fichier en UTF-8."))
        elif found:
            try:
                reading.values[key] = reader(found)
            except ValueError as error:
                reading.refuse(key, str(error))
        elif BY_KEY[key].required:
            reading.refuse(key, _("Cette valeur manque. Complétez-la."))
    _check_leave(reading)
    return reading


def _name(text: str) -> str:
    _at_most(text, 150)
    if not all(unicodedata.category(c)[0] in "LM" or c in IN_NAMES for c in text) or not any(c.isalpha() for c in text):
        raise ValueError(_("Un nom s’écrit en lettres. Les colonnes sont peut-être décalées."))
    return text


def _email(text: str) -> str:
    if not text.isascii():
        raise ValueError(_("Une adresse s’écrit sans accent. Par exemple : prenom.nom@organisme.fr."))
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("Cette adresse est incomplète ou mal écrite. Par exemple : prenom.nom@organisme.fr.")) from None
    return _at_most(text, 254).lower()


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(_("%(most)d caractères au plus : raccourcissez.") % {"most": most})
    return text


def _hours(text: str) -> str:
    try:
        hours = Decimal(text.lower().replace(",", ".").removesuffix("heures").removesuffix("h").strip())
    except InvalidOperation:
        raise ValueError(_("Écrivez un nombre d’heures par semaine, par exemple 35 ou 17,5.")) from None
    if not hours.is_finite() or not HOURS_LEAST <= hours <= HOURS_MOST:
        raise ValueError(_("Les heures par semaine vont de 1 à 48."))
    return str(hours.quantize(Decimal("0.01")))


def _day(text: str) -> str:
    for pattern in DAY_PATTERNS:
        try:
            day = datetime.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
        if not EARLIEST <= day <= LATEST:
            raise ValueError(_("L’année paraît fausse. Écrivez-la en quatre chiffres, par exemple 28/02/2026."))
        return day.isoformat()
    raise ValueError(_("Cette date n’existe pas ou ne se lit pas. Par exemple : 28/02/2026."))


def _check_leave(reading: Reading) -> None:
    """Both days or none; an absence that ends before it starts is no absence."""
    first, last = reading.values.get("leave_from"), reading.values.get("leave_to")
    given = {key for key in ("leave_from", "leave_to") if reading.row.cells.get(key)}
    if len(given) == 1:
        missing = "leave_to" if "leave_from" in given else "leave_from"
        reading.refuse(missing, _("Une absence a un premier et un dernier jour. Complétez celui qui manque."))
    elif first and last and last < first:
        reading.refuse("leave_to", _("L’absence finit avant d’avoir commencé. Vérifiez les deux dates."))


READERS: dict[str, Callable[[str], Any]] = {
    "first_name": _name,
    "last_name": _name,
    "email": _email,
    "roles": read_roles,
    "team": lambda text: _at_most(text, 80),
    "occupation": lambda text: _at_most(text, 120),
    "weekly_hours": _hours,
    "started_on": _day,
    "staff_number": lambda text: _at_most(text, 40),
    "leave_from": _day,
    "leave_to": _day,
}
