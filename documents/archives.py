"""A ZIP sent while it is made: of files of any size, no more is held than one piece."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from documents.downloads import safe_filename

ZIP_TYPE = "application/zip"


@dataclass(frozen=True)
class Entry:
    """A file of the archive. `content` is read once, when its turn comes."""

    name: str
    """With its folders, separated by slashes."""
    content: Iterable[bytes]
    packed: bool = True
    """Sounds and pictures are small already: to pack them again costs and gains nothing."""


class _Outlet(io.RawIOBase):
    """What zipfile writes to and never goes back to; emptied after each piece."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def zip_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """What an entry raises ends the archive before its directory is written: what arrived is no ZIP, and is not taken for one."""
    outlet = _Outlet()
    archive = zipfile.ZipFile(outlet, "w")
    now = timezone.localtime().timetuple()[:6]
    for entry in entries:
        method = zipfile.ZIP_DEFLATED if entry.packed else zipfile.ZIP_STORED
        about = zipfile.ZipInfo(entry.name, now)
        about.compress_type, about.external_attr = method, 0o644 << 16
        with archive.open(about, "w") as file:
            for piece in entry.content:
                file.write(piece)
                if held := outlet.taken():
                    yield held
    archive.close()
    yield outlet.taken()


def zip_response(filename: str, entries: Iterable[Entry]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, safe_filename(filename)), "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(zip_pieces(entries), content_type=ZIP_TYPE, headers=headers)
