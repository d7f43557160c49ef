"""The journal as a file that its owner takes away: in clear, on the device of the owner."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellbeing.journal import ReadEntry

TYPES = {"json": "application/json", "txt": "text/plain; charset=utf-8"}


def answer(entries: Sequence[ReadEntry], kind: str) -> HttpResponse:
    content = as_json(entries) if kind == "json" else as_text(entries)
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="journal.{kind}"'})


def as_json(entries: Sequence[ReadEntry]) -> str:
    pages = [
        {"day": entry.day.isoformat(), "felt": entry.page.felt, "text": entry.page.text}
        if entry.page
        else {"day": entry.day.isoformat(), "unreadable": True}
        for entry in entries
    ]
    return json.dumps({"journal": pages}, ensure_ascii=False, indent=2)


def as_text(entries: Sequence[ReadEntry]) -> str:
    return "\n\n".join(_as_text(entry) for entry in entries) + "\n"


def _as_text(entry: ReadEntry) -> str:
    day = date_format(entry.day, "j F Y")
    if entry.page is None:
        return f"{day}\n{_('Cette page est abîmée : elle ne se lit plus.')}"
    felt = [_("Ressenti : %(felt)s sur 5") % {"felt": entry.page.felt}] if entry.page.felt else []
    return "\n".join([day, *felt, entry.page.text])
