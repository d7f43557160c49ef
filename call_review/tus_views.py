"""The bytes of a declared call, by tus 1.0 (https://tus.io/protocols/resumable-upload), core with creation and termination.

The declaration made the resource; creation says how long the file is. Only `uploads.py` knows what happens to the bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.requests import Request
from call_review import uploads
from call_review.errors import DepositRefused
from call_review.models import Upload
from call_review.models.upload import MAX_BYTES
from call_review.parts import WrongOffset
from speech.errors import NotACall

VERSION = "1.0.0"
CHUNK = 64 * 1024
OFFSET_STREAM = "application/offset+octet-stream"
STATUSES = {"too_large": 413, "other_size": 409, "already_in": 409, "no_room": 507, "store_away": 503}


@require_http_methods(["OPTIONS", "POST", "HEAD", "PATCH", "DELETE"])
def upload_bytes(request: Request, key: uuid.UUID) -> HttpResponse:
    upload = get_object_or_404(Upload.objects.visible_to(request.user).select_related("campaign", "agent", "recording"), key=key)
    try:
        return respond(request, upload)
    except WrongOffset:
        return _answer(409)
    except (DepositRefused, NotACall) as error:
        return _answer(STATUSES.get(error.code, 422), text=uploads.sentence(error.code, error.detail))


def respond(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Whoever may send these bytes. Raises WrongOffset, DepositRefused, NotACall."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable", VERSION) != VERSION:
        return _answer(412, {"Tus-Version": VERSION})
    answer = {"OPTIONS": _options, "POST": _create, "HEAD": _head, "PATCH": _patch, "DELETE": _delete}[request.method or ""]
    return answer(request, upload)


def _options(request: HttpRequest, upload: Upload) -> HttpResponse:
    facts = {"Tus-Version": VERSION, "Tus-Extension": "creation,termination", "Tus-Max-Size": str(MAX_BYTES)}
    return _answer(204, facts)


def _create(request: HttpRequest, upload: Upload) -> HttpResponse:
    length = number(request, "Upload-Length")
    if length is None:
        return _answer(400)
    uploads.announce(upload, length)
    return _answer(201, {"Location": request.path, "Upload-Offset": "0"})


def _head(request: HttpRequest, upload: Upload) -> HttpResponse:
    if upload.recording_id is None and upload.complete:  # who asks sees all bytes there and sends no more: the end that failed is made up
        uploads.finish(upload)
    length = {} if upload.length is None else {"Upload-Length": str(upload.length)}
    return _answer(200, {"Upload-Offset": str(upload.arrived), **length})


def _patch(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != OFFSET_STREAM:
        return _answer(415)
    offset = number(request, "Upload-Offset")
    if offset is None:
        return _answer(400)
    arrived = uploads.append(upload, offset, arriving(request))
    if arrived == upload.length:
        uploads.finish(upload)
    return _answer(204, {"Upload-Offset": str(arrived)})


def _delete(request: HttpRequest, upload: Upload) -> HttpResponse:
    uploads.give_up(upload)
    return _answer(204)


def arriving(request: HttpRequest) -> Iterator[bytes]:
    """The body, as far as it comes: a connection that is cut ends it."""
    try:
        while data := request.read(CHUNK):
            yield data
    except UnreadablePostError:
        return


def number(request: HttpRequest, header: str) -> int | None:
    """Of a header; none when it is no number."""
    said = request.headers.get(header, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else None


def _answer(status: int, headers: dict[str, str] | None = None, text: str = "") -> HttpResponse:
    fixed = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=fixed | (headers or {}))
