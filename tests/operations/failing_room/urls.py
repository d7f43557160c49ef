from __future__ import annotations

import logging
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger("tests.room")


@csrf_exempt
@login_not_required
def failing(request: HttpRequest, canary: str) -> HttpResponse:
    caller = {"name": canary, "address": request.get_full_path(), "cookies": request.COOKIES}
    try:
        raise LookupError(f"no row for {caller}")
    except LookupError as error:
        raise ValueError(f"no such person: {canary} {request.GET} {request.POST} {request.headers}") from error


@csrf_exempt
@login_not_required
def cut_short(request: HttpRequest, canary: str) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        yield b"the beginning"
        raise ValueError(f"no more of {canary}")

    return StreamingHttpResponse(pieces())


@csrf_exempt
@login_not_required
def complaining(request: HttpRequest, canary: str) -> HttpResponse:
    logger.error("something about %s", canary)
    return HttpResponse("written")


urlpatterns = [
    path("failing/<str:canary>", failing, name="failing"),
    path("cut-short/<str:canary>", cut_short, name="cut_short"),
    path("complaining/<str:canary>", complaining, name="complaining"),
    path("", include("config.urls")),
]
