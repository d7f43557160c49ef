"""Failed sign-ins are counted where they come from, never by address alone: a stranger cannot lock a person out.

Two counters of sign-ins, over PERIOD seconds: failures for one address from one place, failures for any address from one network. A
place is the browser when it has signed in to that account before (a signed cookie says so), else the network. Whether the account exists
changes nothing.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

PERIOD = 300
PER_PLACE = 5
COOKIE_PREFIX = "appareil-"
A_YEAR = 365 * 24 * 3600
SALT = "accounts.throttling.device"


@dataclass(frozen=True)
class Verdict:
    """`remaining` tries, or seconds to `wait`."""

    remaining: int
    wait: int = 0


def check(request: HttpRequest, email: str, network: str) -> Verdict:
    """Before the password is looked at."""
    place, limits = _counters(request, email, network)
    for key, limit in limits:
        count, until = cache.get(key, (0, 0.0))
        if count >= limit:
            return Verdict(0, max(1, round(until - time.time())))
    count, _until = cache.get(place, (0, 0.0))
    return Verdict(PER_PLACE - count)


def failed(request: HttpRequest, email: str, network: str) -> Verdict:
    place, limits = _counters(request, email, network)
    for key, _limit in limits:
        count, until = cache.get(key, (0, time.time() + PERIOD))
        cache.set(key, (count + 1, until), max(1, until - time.time()))
    count, until = cache.get(place, (0, 0.0))
    return Verdict(max(0, PER_PLACE - count), 0 if count < PER_PLACE else max(1, round(until - time.time())))


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


def _counters(request: HttpRequest, email: str, network: str) -> tuple[str, list[tuple[str, int]]]:
    device = _device(request, email)
    place = _key("place", email, device or network)
    # A browser known for this account is not held back by what its network does.
    limits = [(place, PER_PLACE)]
    if not device:
        limits.append((_key("network", network), settings.SIGNIN_FAILURES_PER_NETWORK))
    return place, limits


def _device(request: HttpRequest, email: str) -> str:
    token = request.COOKIES.get(_cookie(email), "")
    try:
        known = signing.loads(token, salt=SALT, max_age=A_YEAR) if token else ""
    except signing.BadSignature:
        return ""
    return token if known == email.lower() else ""


def _cookie(email: str) -> str:
    return COOKIE_PREFIX + hashlib.sha256(email.lower().encode()).hexdigest()[:16]


def _key(*parts: str) -> str:
    return "signin-" + hashlib.sha256("\0".join(part.lower() for part in parts).encode()).hexdigest()
