"""One line in the log for each answer, counted too, and a number that ties to it all that was logged meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

from operations.logs import REQUEST_ID, view_name
from operations.metrics import count_answer

logger = logging.getLogger(__name__)
PROBES = {"healthz", "readyz", "metrics"}
UNTOLD = "journal:"
"""Views of the private journal: who reads the lines or the figures must not see that somebody wrote, nor when. A fault is told."""


class RequestLogMiddleware:
    """The number is drawn here: one that the browser sent could hold anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifier = uuid4().hex[:16]
        token = REQUEST_ID.set(identifier)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = identifier
            view = view_name(request)
            # Without a view: a static file, an address that leads nowhere, or what failed on the way to its view.
            asked = bool(request.resolver_match) and not view.startswith(UNTOLD)
            if view not in PROBES and (asked or response.status_code >= 500):
                fields = {"view": view, "status": response.status_code, "duration_ms": round(1000 * (time.perf_counter() - began))}
                logger.info("%s answered", request.method, extra=fields)
                count_answer(view, response.status_code)
            return response
        finally:
            REQUEST_ID.reset(token)
