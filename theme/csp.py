"""What a browser may do with an answer of ours: the policies are in the settings, under the names of Django 6's own middleware."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

Policy = Mapping[str, Sequence[str]]

WAGTAIL_ADMIN = "/redaction/"
UPLOADS = ("/documents/", "/media/")
# What somebody uploaded: even opened alone, it runs nothing and asks for nothing.
UPLOADED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Nothing of the portal needs the sensors of a computer; keys of the second factor are the portal's own.
FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in FEATURES), "publickey-credentials-get=(self)", "fullscreen=(self)"])


class SecurityHeadersMiddleware:
    """The first of all, so that no answer leaves without: redirections, static files, errors. What a view set itself is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        policy = settings.SECURE_CSP_WAGTAIL if request.path.startswith(WAGTAIL_ADMIN) else settings.SECURE_CSP
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        # Browsers draw a PDF in a frame of their own, which a sandbox would leave blank; Wagtail sends it with its own policy.
        if request.path.startswith(UPLOADS) and kind not in {"text/html", "application/pdf"}:
            response.headers["Content-Security-Policy"] = UPLOADED
        response.headers.setdefault("Content-Security-Policy", written(policy, nonce))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        # Pictures of another host name are for the pages of this one.
        elsewhere = "://" in settings.MEDIA_URL and request.path.startswith("/media/")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if elsewhere else "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class MediaHostMiddleware:
    """The host name of uploaded files (`VIGIE_MEDIA_URL`) serves them and nothing else: a page of the portal is never read there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        media = urlsplit(settings.MEDIA_URL)
        if media.netloc and request.get_host() == media.netloc and not request.path.startswith(media.path):
            raise Http404
        return self.get_response(request)


def written(policy: Policy, nonce: str) -> str:
    """The policy as a header; `{nonce}` stands for that of the request."""
    return "; ".join(" ".join([directive, *sources]) for directive, sources in policy.items()).replace("{nonce}", nonce)


def csp_nonce(request: HttpRequest) -> dict[str, str]:
    """What our `<script>` elements carry; another's, injected in a page, cannot know it."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
