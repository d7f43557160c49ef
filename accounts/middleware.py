from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangosLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class LoginRequiredMiddleware(DjangosLoginRequiredMiddleware):
    """A part of a page asked for after the session ended: the whole page loads again, and so leads to the sign-in, then back."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        to_sign_in = super().process_view(request, *view)
        if to_sign_in is not None and "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return to_sign_in
