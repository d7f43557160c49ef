"""From the bytes of a file to lines of text. Judges by content, never by the file's name."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.errors import RosterError

MAX_BYTES = 5_000_000
LINE_END = re.compile(r"\r\n|\r|\n")
BYTES_LINE_END = re.compile(rb"\r\n|\r|\n")
# First bytes of what people send by mistake.
SIGNATURES = {
    b"PK\x03\x04": "Excel, LibreOffice ou ZIP",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"RIFF": "WAV",
    b"OggS": "Ogg",
    b"ID3": "MP3",
}
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
WEB_PAGE = re.compile(r"\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def read_lines(content: bytes) -> list[str]:
    """In composed form (NFC), so that « é » is one letter however the file writes it. One of them is not blank. Raises RosterError."""
    if len(content) > MAX_BYTES:
        raise RosterError(_("Le fichier dépasse 5 Mo. Partagez-le en plusieurs."))
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            sentence = _("Ce fichier n’est pas un CSV, c’est un fichier %(kind)s. Dans un tableur : Fichier, Enregistrer sous, CSV.")
            raise RosterError(sentence % {"kind": kind})
    lines = _decode(content)
    if not any(line.strip() for line in lines):
        raise RosterError(_("Le fichier est vide. Choisissez un CSV avec une ligne de titres et une ligne par personne."))
    text = "\n".join(lines[:200])
    if WEB_PAGE.match(text):
        raise RosterError(_("Ce fichier est une page web, pas un CSV. Téléchargez le fichier lui-même, puis choisissez-le ici."))
    if any("\0" in line for line in lines) or len(CONTROL.findall(text)) > len(text) / 20:
        raise RosterError(_("Ce fichier n’est pas du texte. Choisissez un CSV, tel qu’un tableur l’enregistre."))
    return [unicodedata.normalize("NFC", line) for line in lines]


def _decode(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return LINE_END.split(content.decode("utf-16", errors="replace"))
    return [_decode_line(line) for line in BYTES_LINE_END.split(content.removeprefix(b"\xef\xbb\xbf"))]


def _decode_line(line: bytes) -> str:
    """Line by line, since a line pasted from an old file must not damage the accents of the others."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
