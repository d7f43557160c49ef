"""The record of processing of recorded calls, made from what is configured: it says what the portal does (GDPR, article 30; law C15).

Nobody is named in it, neither agent nor caller, and no secret of the settings either.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Organisation
from call_review import register_campaigns, register_measures
from call_review.register_section import Section
from documents.tables import csv_bytes

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
"""What it is exported as."""


def sections(organisations: QuerySet[Organisation]) -> list[Section]:
    return [
        register_campaigns.controller(organisations),
        register_campaigns.processing(),
        *register_campaigns.campaigns(organisations),
        register_measures.periods(),
        register_measures.recipients(organisations),
        register_measures.engine(),
        register_measures.hosts(),
        register_measures.security(),
    ]


def exported(organisations: QuerySet[Organisation], kind: str) -> bytes:
    """`kind`: a key of TYPES."""
    return {"json": _json, "csv": _csv, "html": _html}[kind](sections(organisations))


def _json(made: list[Section]) -> bytes:
    told = [{"title": one.title, "facts": [{"name": name, "value": value} for name, value in one.facts]} for one in made]
    data: dict[str, Any] = {"title": _title(), "made_at": timezone.localtime().isoformat(timespec="seconds"), "sections": told}
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _csv(made: list[Section]) -> bytes:
    return csv_bytes([_("Rubrique"), _("Élément"), _("Valeur")], [[one.title, *fact] for one in made for fact in one.facts])


def _html(made: list[Section]) -> bytes:
    context = {"title": _title(), "language": get_language() or "fr", "now": timezone.now(), "sections": made}
    return render_to_string("call_review/register.html", context).encode()


def _title() -> str:
    return _("Registre des traitements : appels enregistrés")
