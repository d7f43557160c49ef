"""A file that a person takes away."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# C0 and C1 controls, halves of surrogate pairs and non-characters: illegal in XML, in UTF-8 or in a header.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_FILE_NAME = re.compile(r'[\s/\\:*?"<>|]+')


def without_controls(text: str) -> str:
    return CONTROL.sub("", text)


def safe_filename(name: str) -> str:
    """A name that any system takes: no folder, no control character, at most 120 characters, its extension kept."""
    name = NOT_IN_A_FILE_NAME.sub(" ", without_controls(name)).strip(" .")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:110]}{dot}{extension[:10]}" if stem else name[:120] or "document"


def download(filename: str, content_type: str, content: bytes) -> HttpResponse:
    """The response that saves `content` under `filename`; never kept by a shared cache, since exports hold people's data."""
    disposition = content_disposition_header(True, safe_filename(filename))
    headers = {"Content-Disposition": disposition, "Content-Length": str(len(content)), "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
