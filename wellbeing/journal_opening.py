"""A journal opened for a while: in one browser, until it is closed, left alone, or the session ends.

Its key is sealed with a secret that only a cookie holds; the session, which is a row of the database, holds the rest. Neither opens
anything without the other, so neither a copy of the database nor the cookie alone does.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time as now
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from accounts import counting
from wellbeing import sealing

if TYPE_CHECKING:
    from accounts.requests import Request
    from wellbeing.models import Journal

COOKIE = HELD = "journal"
IDLE_SECONDS = 20 * 60
TRIES = 5
TRIES_PERIOD = 300


@sensitive_variables()
def open_for(request: Request, response: HttpResponse, journal: Journal, key: bytes) -> None:
    secret = sealing.new_key()
    _hold(request, sealing.seal(secret, key, _about(journal)).hex())
    response.set_cookie(
        COOKIE,
        secret.hex(),
        path=reverse("journal:home"),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


@sensitive_variables()
def key_of(request: Request, journal: Journal) -> bytes | None:
    """None: it is closed. Each page asked for leaves it open for as long again."""
    held = request.session.get(HELD)
    if not held:
        return None
    try:
        if held["until"] < now():
            raise sealing.Unreadable
        key = sealing.unseal(bytes.fromhex(request.COOKIES.get(COOKIE, "")), bytes.fromhex(held["sealed"]), _about(journal))
    except (sealing.Unreadable, ValueError):
        del request.session[HELD]
        return None
    _hold(request, held["sealed"])
    return key


def close(request: Request, response: HttpResponse) -> None:
    request.session.pop(HELD, None)
    response.delete_cookie(COOKIE, path=reverse("journal:home"), samesite="Strict")


@sensitive_variables()
def tried(request: Request, form: forms.Form, name: str, look: Callable[[], bytes]) -> bytes | None:
    """The key, if what was typed gives it; else the field `name` says so. Counted before it is looked at: of fifty at once, five are."""
    what = ("journal", request.user.pk)
    number, seconds = counting.count_from_first(*what, period=TRIES_PERIOD)
    if number <= TRIES:
        try:
            key = look()
        except sealing.Unreadable:
            pass
        else:
            counting.take_back(*what)
            return key
    if number >= TRIES:
        if number > TRIES:
            counting.take_back(*what)
        request.retry_after = seconds  # type: ignore[attr-defined]  # for accounts.limits.RetryAfterMiddleware
    form.add_error(name, _refusal(TRIES - number, seconds))
    return None


def _refusal(left: int, seconds: int) -> str:
    if left > 0:
        sentence = ngettext(
            "Cela n’ouvre pas le journal. Encore %(left)d essai.", "Cela n’ouvre pas le journal. Encore %(left)d essais.", left
        )
        return sentence % {"left": left}
    minutes = max(1, -(-seconds // 60))
    sentence = ngettext("Trop d’essais. Réessayez dans %(minutes)d minute.", "Trop d’essais. Réessayez dans %(minutes)d minutes.", minutes)
    return sentence % {"minutes": minutes}


def _hold(request: Request, sealed: str) -> None:
    request.session[HELD] = {"sealed": sealed, "until": int(now()) + IDLE_SECONDS}


def _about(journal: Journal) -> str:
    """The salt is in it: a new passphrase closes the journal wherever else it is open."""
    return f"open {journal.key} {bytes(journal.salt).hex()}"
