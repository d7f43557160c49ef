"""PDF that a screen reader reads (PDF/UA-1) and an archive keeps (PDF/A-3a). The only importer of typst.

A template sees its own text, `documents/typst/` and its data: no other folder, no network. Data is JSON that the template reads,
never part of the template's code, so nothing that a person typed can be executed.
"""

import json
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents.downloads import download
from documents.errors import DocumentError

logger = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
TEMPLATE = re.compile(r"([a-z_]+)/([a-z0-9_-]+\.typ)")
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Attachment:
    """A text file carried inside the PDF (JSON, CSV, XML …), described for who cannot open it."""

    name: str
    content: str
    mime_type: str
    description: str
    relationship: str = "supplement"


def render_pdf(
    template: str, data: dict[str, Any], *, title: str, language: str = "fr", attachments: Sequence[Attachment] | None = None
) -> bytes:
    """The document `room/name.typ` (a file of that room's `typst/` folder) about `data`, which holds what JSON can hold, and dates.

    Letters that no embedded font can draw (emoji, Chinese …) become U+FFFD instead of failing the document, and are logged.
    Raises DocumentError.
    """
    source = _source(template)
    if not _printable(title).strip():
        raise DocumentError("title_missing", template)
    payload: dict[str, Any] = {"title": title, "language": language, "labels": _labels(language), "data": data}
    payload["attachments"] = [_described(attachment) for attachment in attachments or ()]
    inputs = {"payload": _json(payload)} | {attachment.name: attachment.content for attachment in attachments or ()}
    try:
        return _draw(template, source, inputs, archive=bool(attachments))
    except typst.TypstError as error:
        raise DocumentError("template_broken", f"{template}: {error.diagnostic}") from error


def pdf_response(filename: str, content: bytes) -> HttpResponse:
    return download(filename, "application/pdf", content)


def _source(template: str) -> bytes:
    match = TEMPLATE.fullmatch(template)
    if match is None or not apps.is_installed(match[1]):
        raise DocumentError("template_missing", template)
    path = Path(apps.get_app_config(match[1]).path) / "typst" / match[2]
    if not path.is_file():
        raise DocumentError("template_missing", template)
    return path.read_bytes()


def _labels(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"page": _("Page {number} sur {total}")}


def _described(attachment: Attachment) -> dict[str, str]:
    if not re.fullmatch(r"[\w-]+\.[a-z0-9]+", attachment.name, re.ASCII):
        raise DocumentError("attachment_name", attachment.name)
    described = {"description": _printable(attachment.description), "mime_type": attachment.mime_type}
    return {"name": attachment.name, "relationship": attachment.relationship, **described}


def _json(payload: dict[str, Any]) -> str:
    try:
        plain = json.loads(json.dumps(payload, cls=DjangoJSONEncoder, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise DocumentError("data_not_plain", str(error)) from error
    return json.dumps(_each_text(plain), ensure_ascii=False)


def _each_text(value: Any) -> Any:
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, list):
        return [_each_text(item) for item in value]
    if isinstance(value, dict):
        return {_printable(key): _each_text(item) for key, item in value.items()}
    return value


def _printable(text: str) -> str:
    """Without what PDF/UA and PDF/A forbid: controls, halves of surrogate pairs, private use, unassigned, the byte order mark."""
    if text.isascii() and text.isprintable():
        return text
    kept = (letter for letter in text.replace("\r\n", "\n") if letter in "\n\t" or unicodedata.category(letter)[0] != "C" or _joins(letter))
    return "".join(kept)


def _joins(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" and letter != "\ufeff"


def _unprintable(error: typst.TypstError) -> set[str]:
    """Every letter that the compiler could not draw: it lists them all at once."""
    quoted = UNPRINTABLE.findall(error.diagnostic)
    return {letter for text in quoted for letter in RUST_ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if not letter.isascii()}


def _substitute(letter: str) -> str:
    return REPLACEMENT if unicodedata.category(letter)[0] not in "CM" else ""


def _draw(template: str, source: bytes, inputs: dict[str, str], *, archive: bool) -> bytes:
    """Compiled at once, or a second time without the letters that no embedded font draws."""
    try:
        return _compile(source, inputs, archive=archive)
    except typst.TypstError as error:
        missing = _unprintable(error)
        if not missing:
            raise
    logger.warning("%s: no embedded font draws %s", template, " ".join(f"U+{ord(letter):04X}" for letter in sorted(missing)))
    payload = inputs["payload"].translate({ord(letter): _substitute(letter) for letter in missing})
    return _compile(source, inputs | {"payload": payload}, archive=archive)


def _compile(source: bytes, inputs: dict[str, str], *, archive: bool) -> bytes:
    compiler = typst.Compiler(source, root=HERE / "typst", font_paths=_fonts(), sys_inputs=inputs)
    content, warnings = compiler.compile_with_warnings(
        format="pdf",
        pdf_standards=["a-3a", "ua-1"] if archive else ["ua-1"],
        timestamp=timezone.now().replace(microsecond=0),
    )
    for warning in warnings:
        logger.warning("typst: %s", warning.message)
    assert isinstance(content, bytes)  # a list is for images, one a page
    return content


@cache
def _fonts() -> typst.Fonts:
    """Ours, then typst's own (Latin, Greek, Cyrillic, Hebrew, Arabic): the same on every machine, whatever it has installed."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[HERE / "fonts"])
