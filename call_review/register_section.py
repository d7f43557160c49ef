"""How the record of processing is built: titled lists of facts, and how a fact is worded."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Section:
    title: str
    facts: list[tuple[str, str]]


def yes(true: object) -> str:
    return _("oui") if true else _("non")


def day(one: datetime.date | None) -> str:
    return date_format(one, "j F Y") if one else _("à fixer")


def days(period: datetime.timedelta) -> str:
    return ngettext("%(count)d jour", "%(count)d jours", period.days) % {"count": period.days}


def hours(period: datetime.timedelta) -> str:
    count = int(period.total_seconds()) // 3600
    return ngettext("%(count)d heure", "%(count)d heures", count) % {"count": count}


def months(count: int) -> str:
    return ngettext("%(count)d mois", "%(count)d mois", count) % {"count": count}


def people(count: int) -> str:
    return ngettext("%(count)d personne", "%(count)d personnes", count) % {"count": count}


def host(address: str) -> str:
    """Of an address, what may be told: never its key, nor its path."""
    return urlsplit(address).hostname or ""
