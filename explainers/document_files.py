"""What a document is, judged from its content and never from its name alone: of a kind we know, whole, and with nothing that runs."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from explainers import pictures
from explainers.unsafe import NotSafe, holds_markup

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE
OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
OPEN = {
    ".odt": b"application/vnd.oasis.opendocument.text",
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
    ".odp": b"application/vnd.oasis.opendocument.presentation",
}
# Parts of an office file that hold programs, or another file that its icon would start.
RUNS = re.compile(
    r"vbaProject|(^|/)(activeX|macrosheets|Basic|Scripts)/|(^|/)(embeddings/|Object)[^/]*\.(bin|exe|js|vbs)$|oleObject", re.IGNORECASE
)
# What an office suite would fetch from elsewhere as it opens the file.
LOADS = re.compile(
    rb'(attachedTemplate|oleObject|frame)"[^>]*TargetMode\s*=\s*"External"|TargetMode\s*=\s*"External"[^>]*(attachedTemplate|oleObject|frame)"'
)
# Names of more than six letters only: shorter ones turn up by chance in what is compressed.
PDF_RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia|EmbeddedFile)(?![A-Za-z])|/XFA\s*[\[\d]")
PDF_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_OBJECTS = re.compile(rb"/ObjStm\b.*?stream\r?\n(.*?)endstream", re.DOTALL)
# A cell that begins so is a formula: it may start a program (DDE) or send what the sheet holds.
FORMULA = re.compile(r'(?:^|[;,\t"])\s*[=@+-]\s*(?:[a-z]\w*\s*[|(]|cmd)', re.MULTILINE | re.IGNORECASE)
DISGUISED = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_KINDS = _("Ce genre de fichier n’est pas accepté. Donnez un PDF, un document, un tableur, une image, un texte ou un CSV.")
_NAME = _("Le nom de ce fichier contient des signes invisibles. Renommez-le, puis recommencez.")
_LARGE = _("Ce fichier dépasse 50 Mo, ou serait énorme une fois ouvert. Exportez-le en plus petit.")
_OTHER = _("Ce fichier n’est pas ce que son nom annonce, ou il est abîmé. Ouvrez-le, puis enregistrez-le à nouveau.")
_RUNS = _("Ce fichier contient un programme, une macro ou un fichier joint. Enregistrez-le sans, puis recommencez.")
_LOCKED = _("Ce fichier est protégé par un mot de passe : personne ne pourrait le lire. Enregistrez-le sans.")
_FORMULAS = _("Une cellule de ce CSV est une formule, qu’un tableur exécuterait. Gardez les valeurs, puis recommencez.")


def judge(file: BinaryIO, name: str) -> None:
    """Raises NotSafe. The file is left at its beginning."""
    suffix = PurePath(name).suffix.lower()
    if DISGUISED.search(name):
        raise NotSafe(_NAME)
    if file.seek(0, 2) > LARGEST:
        raise NotSafe(_LARGE)
    file.seek(0)
    if suffix in pictures.KINDS:
        return pictures.judge(file, name)
    try:
        if suffix in OFFICE or suffix in OPEN:
            _judge_office(file, suffix)
        elif suffix == ".pdf":
            _judge_pdf(file)
        elif suffix in {".txt", ".csv"}:
            _judge_text(file.read(), suffix)
        else:
            raise NotSafe(_KINDS)
    finally:
        file.seek(0)


def _judge_pdf(file: BinaryIO) -> None:
    data = file.read()
    if not re.match(rb"%PDF-[12]\.\d", data) or b"%%EOF" not in data[-2048:] or zipfile.is_zipfile(file):
        raise NotSafe(_OTHER)
    if holds_markup(data[:4096]) or holds_markup(data[-2048:]):
        raise NotSafe(_OTHER)
    if re.search(rb"/Encrypt\s", data):
        raise NotSafe(_LOCKED)
    for part in (data, *map(_inflated, PDF_OBJECTS.findall(data))):
        if PDF_RUNS.search(PDF_ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), part)):
            raise NotSafe(_RUNS)


def _inflated(stream: bytes) -> bytes:
    """Objects that a PDF keeps compressed. What does not unpack here, a reader does not unpack either."""
    try:
        return zlib.decompressobj().decompress(stream, 20 * MEGABYTE)
    except zlib.error:
        return b""


def _judge_office(file: BinaryIO, suffix: str) -> None:
    if file.read(4) != b"PK\x03\x04":
        raise NotSafe(_OTHER)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise NotSafe(_LARGE)
            if any(entry.flag_bits & 1 for entry in entries):
                raise NotSafe(_LOCKED)
            _judge_parts(archive, {entry.filename for entry in entries}, suffix)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, UnicodeDecodeError) as error:
        raise NotSafe(_OTHER) from error


def _judge_parts(archive: zipfile.ZipFile, names: set[str], suffix: str) -> None:
    if suffix in OPEN and archive.read("mimetype").strip() != OPEN[suffix]:
        raise NotSafe(_OTHER)
    if suffix in OFFICE and not {"[Content_Types].xml", OFFICE[suffix]} <= names:
        raise NotSafe(_OTHER)
    if any(RUNS.search(name) for name in names) or b"macroEnabled" in (archive.read("[Content_Types].xml") if suffix in OFFICE else b""):
        raise NotSafe(_RUNS)
    if any(LOADS.search(archive.read(name)) for name in names if name.endswith(".rels")):
        raise NotSafe(_RUNS)
    if archive.testzip():
        raise NotSafe(_OTHER)


def _judge_text(data: bytes, suffix: str) -> None:
    if b"\0" in data or data.startswith((b"MZ", b"\x7fELF", b"#!", b"%PDF", b"PK\x03\x04")) or holds_markup(data):
        raise NotSafe(_OTHER)
    if suffix == ".csv" and FORMULA.search(data.decode("latin-1")):
        raise NotSafe(_FORMULAS)
