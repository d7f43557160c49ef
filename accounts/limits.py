"""How often one may ask for what costs: by person, or by network of whoever has not signed in. Beyond, 429 with Retry-After.

Failed sign-ins have finer rules (`throttling.py`), and the demands of allauth its own limits (`ACCOUNT_RATE_LIMITS`): their refusals
are told in the same way, by `RetryAfterMiddleware`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from accounts import counting

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Limit:
    by_person: int
    by_network: int
    """Wide where a whole call centre may share one address."""
    period: int = 60


LIMITS = {
    # The box of the portal asks at each pause of a tenth of a second: nobody types for a minute at five pauses a second.
    "search": Limit(300, 3_000),
    # A player asks by pieces, and again at each word that is clicked: ten a second, for a minute.
    "play": Limit(600, 6_000),
    # Each one is a file drawn or a table read whole; nobody needs one every two seconds.
    "export": Limit(30, 300),
    # A number of a certificate is not to be guessed: eight signs, at thirty tries a minute, for longer than there are certificates.
    "verify": Limit(30, 30),
}
A_WHILE = 60
"""Seconds asked of who is refused by a limit of allauth, which does not say when it ends."""


def limited(what: str, *, asked: str = "") -> Callable[[View], View]:
    """Counts the calls of a view under `what`, all views of one name together; with `asked`, only those that carry this parameter."""
    if what not in LIMITS:
        raise KeyError(what)

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if asked and asked not in request.GET:
                return view(request, *args, **kwargs)
            limit = LIMITS[what]
            who, most = _who(request, limit)
            number, seconds = counting.count("limit", what, who, period=limit.period)
            return too_many(request, seconds) if number > most else view(request, *args, **kwargs)

        counted.limit = what  # type: ignore[attr-defined]
        return counted

    return decorate


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, in the form that was asked for: a page, the part of a page, or data."""
    sentence = ngettext(
        "Trop de demandes d’un coup. Attendez %(seconds)d seconde, puis recommencez.",
        "Trop de demandes d’un coup. Attendez %(seconds)d secondes, puis recommencez.",
        seconds,
    ) % {"seconds": seconds}
    response: HttpResponse
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = JsonResponse({"error": sentence}, status=429)
    else:
        template = "_too_many.html" if request.headers.get("HX-Request") else "429.html"
        response = render(request, template, {"sentence": sentence}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "private, no-store"
    return response


class RetryAfterMiddleware:
    """Says in the protocol's words what a page said in ours: the sign-in (`request.retry_after`, set by the adapter), and allauth's 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if wait := getattr(request, "retry_after", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
        elif response.status_code == 429:
            response.headers.setdefault("Retry-After", str(A_WHILE))
        return response


def _who(request: HttpRequest, limit: Limit) -> tuple[str, int]:
    if request.user.is_authenticated:
        return f"person {request.user.pk}", limit.by_person
    return f"network {get_adapter().network(request)}", limit.by_network
