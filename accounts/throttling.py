"""Failed sign-ins are counted where they come from, never by address alone: a stranger cannot lock a person out.

Two counters of sign-ins, over PERIOD seconds: failures for one address from one place, failures for any address from one network. A
place is the browser when it has signed in to that account before (a signed cookie says so), else the network. Whether the account exists
changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts import counting

PERIOD = 300
PER_PLACE = 5
COOKIE_PREFIX = "appareil-"
A_YEAR = 365 * 24 * 3600
SALT = "accounts.throttling.device"


@dataclass(frozen=True)
class Verdict:
    """`remaining` tries after this one, or seconds to `wait`. `refused`: this one is not looked at."""

    remaining: int
    wait: int = 0
    refused: bool = False


def attempt(request: HttpRequest, email: str, network: str) -> Verdict:
    """Before the password is looked at, and counted now: of fifty at once, five are looked at. A good one is taken back by `succeeded`."""
    remaining = PER_PLACE
    counted: list[tuple[str, ...]] = []
    for what, limit in _counters(request, email, network):
        number, seconds = counting.count_from_first(*what, period=PERIOD)
        counted.append(what)
        if number > limit:
            for each in counted:
                counting.take_back(*each)
            return Verdict(0, seconds, refused=True)
        if what[0] == "place":
            remaining, wait = limit - number, seconds
    return Verdict(remaining, 0 if remaining else wait)


def succeeded(request: HttpRequest, email: str, network: str) -> None:
    for what, _limit in _counters(request, email, network):
        counting.take_back(*what)


def remember_device(response: HttpResponse, email: str) -> None:
    """This browser signed in to this account: strangers' failures no longer count for it."""
    response.set_cookie(
        _cookie(email),
        signing.dumps(email.lower(), salt=SALT),
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _counters(request: HttpRequest, email: str, network: str) -> list[tuple[tuple[str, ...], int]]:
    """What is counted, and up to where."""
    device = _device(request, email)
    limits: list[tuple[tuple[str, ...], int]] = [(("place", email.lower(), device or network.lower()), PER_PLACE)]
    # A browser known for this account is not held back by what its network does.
    if not device:
        limits.append((("network", network.lower()), settings.SIGNIN_FAILURES_PER_NETWORK))
    return limits


def _device(request: HttpRequest, email: str) -> str:
    token = request.COOKIES.get(_cookie(email), "")
    try:
        known = signing.loads(token, salt=SALT, max_age=A_YEAR) if token else ""
    except signing.BadSignature:
        return ""
    return token if known == email.lower() else ""


def _cookie(email: str) -> str:
    return COOKIE_PREFIX + hashlib.sha256(email.lower().encode()).hexdigest()[:16]
