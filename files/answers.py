"""A stored file, or the part of it that was asked for: without this a player cannot jump (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from files.errors import StoreAway

# Eighteen digits: more bytes than any disk, and no integer that Python refuses to read.
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def ranged(request: HttpRequest, stored: FieldFile, content_type: str) -> HttpResponseBase:
    """200 with it all, 206 with the one range asked for, 416 when that lies outside, 503 when the store is away.

    What is no single range gets it all. Never more of the file is read than is sent. Raises FileNotFoundError when it is gone, ValueError
    when no file was ever kept.
    """
    try:
        size = stored.size
        bounds = _bounds(request.headers.get("Range", ""), size)
        first, last = bounds or (0, size - 1)
        if bounds and not 0 <= first <= last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
        store: Any = stored.storage  # one of `files/`
        if settings.ACCEL_PREFIX and not store.shared:
            return _handed_to_the_proxy(stored, content_type)
        content = store.part(stored.name, first, last)
    except StoreAway:
        return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    response = StreamingHttpResponse(content, status=206 if bounds else 200, content_type=content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if bounds:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def whole(stored: FieldFile) -> Iterator[bytes]:
    """All of it, piece by piece. Raises FileNotFoundError, ValueError, StoreAway."""
    store: Any = stored.storage
    return store.part(stored.name, 0, stored.size - 1)


def _handed_to_the_proxy(stored: FieldFile, content_type: str) -> HttpResponse:
    """Who may was asked here; nginx cuts the range and sends the bytes."""
    name = Path(stored.path).relative_to(settings.DATA_DIR).as_posix()
    headers = {"X-Accel-Redirect": settings.ACCEL_PREFIX + quote(name), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content_type=content_type, headers=headers)


def _bounds(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte, both included; the last before the first when nothing there can be sent. « -500 » is the last 500."""
    said = _ONE_RANGE.fullmatch(asked.strip())
    if not said or not any(said.groups()):
        return None
    first, last = said.groups()
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
