"""A file, or the part of it that was asked for: without this a player cannot jump (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK = 64 * 1024
# Eighteen digits: more bytes than any disk, and no integer that Python refuses to read.
_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def ranged(request: HttpRequest, file: File, size: int, content_type: str) -> HttpResponseBase:
    """200 with it all, 206 with the one range asked for, 416 when that lies outside. What is no single range gets it all. Closes `file`."""
    bounds = _bounds(request.headers.get("Range", ""), size)
    first, last = bounds or (0, size - 1)
    if bounds and not 0 <= first <= last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    response = StreamingHttpResponse(_part(file, first, last), status=206 if bounds else 200, content_type=content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(last - first + 1)
    if bounds:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


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


def _part(file: File, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (data := file.read(min(CHUNK, left))):
            left -= len(data)
            yield data
