"""What a browser may load for a page of ours: from here only. Wagtail's own screens need inline parts and are left to Wagtail."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
WAGTAIL_ADMIN = "/redaction/"


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(WAGTAIL_ADMIN):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
