"""What is asked of the provider over HTTP: every answer is awaited for a few seconds, and read up to a size."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from urllib3.exceptions import HTTPError

from accounts.proconnect.errors import Refused

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 3.0, 5.0, 10.0
LARGEST_ANSWER = 256 * 1024
KEPT_SECONDS = 3600
SCOPE = "openid given_name usual_name email siret"


def is_configured() -> bool:
    return bool(settings.PROCONNECT_URL and settings.PROCONNECT_CLIENT_ID and settings.PROCONNECT_SECRET)


def return_address() -> str:
    return settings.SITE_URL + reverse("accounts:proconnect_return")


def authorization_address(state: str, nonce: str, challenge: str) -> str:
    """Asks for two factors twice, as parameter and as claim; what is answered is judged by `tokens` all the same."""
    claims = {"id_token": {"acr": {"essential": True, "values": settings.PROCONNECT_ACR}, "amr": {"essential": True}}}
    query = {
        "response_type": "code",
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "redirect_uri": return_address(),
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "acr_values": " ".join(settings.PROCONNECT_ACR),
        "claims": json.dumps(claims),
    }
    return f"{_endpoint('authorization_endpoint')}?{urlencode(query)}"


def end_session_address(id_token: str, state: str) -> str:
    """OpenID Connect RP-Initiated Logout 1.0."""
    query = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": settings.SITE_URL + reverse("accounts:proconnect_left")}
    return f"{_endpoint('end_session_endpoint')}?{urlencode(query)}"


def exchange(code: str, verifier: str) -> tuple[str, str]:
    """The code for the ID token and the access token (RFC 6749 §4.1.3, RFC 7636)."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_address(),
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "client_secret": settings.PROCONNECT_SECRET,
        "code_verifier": verifier,
    }
    answer = _object(_ask("POST", _endpoint("token_endpoint"), data=fields))
    try:
        return str(answer["id_token"]), str(answer["access_token"])
    except KeyError as missing:
        raise Refused("unavailable", f"the token answer lacks {missing}") from missing


def userinfo(access_token: str) -> str:
    """A signed token, as text."""
    body = _ask("GET", _endpoint("userinfo_endpoint"), headers={"Authorization": f"Bearer {access_token}"})
    return body.decode("ascii", "replace").strip()


def signing_key(kid: str) -> dict[str, Any]:
    """The public key of that name. Keys are kept for an hour, and asked again at once for a name not seen: providers renew them."""
    address = _endpoint("jwks_uri")
    for anew in (False, True):
        for key in _kept(address, anew=anew).get("keys", []):
            if isinstance(key, dict) and key.get("kid") == kid and key.get("use", "sig") == "sig":
                return key
    raise Refused("invalid", f"no key is named {kid!r}")


def discover() -> None:
    """Asked anew, whatever is kept. Raises Refused when nobody could sign in, for want of the document or of its keys."""
    _kept(_discovery_address(), anew=True)
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint"):
        _endpoint(name)
    _kept(_endpoint("jwks_uri"), anew=True)


def _discovery_address() -> str:
    return f"{settings.PROCONNECT_URL}/.well-known/openid-configuration"


def _endpoint(name: str) -> str:
    """From the provider's discovery document, which must name itself as configured."""
    document = _kept(_discovery_address())
    address = document.get(name)
    if document.get("issuer") != settings.PROCONNECT_URL or not isinstance(address, str):
        raise Refused("unavailable", f"the discovery document has another issuer, or no {name}")
    if settings.PROCONNECT_URL.startswith("https://") and not address.startswith("https://"):
        raise Refused("unavailable", f"{name} is not encrypted")
    return address


def _kept(address: str, *, anew: bool = False) -> dict[str, Any]:
    found = None if anew else cache.get(f"proconnect:{address}")
    if found is None:
        found = _object(_ask("GET", address))
        cache.set(f"proconnect:{address}", found, KEPT_SECONDS)
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Refused("unavailable", "the answer is not JSON") from error
    if not isinstance(found, dict):
        raise Refused("unavailable", "the answer is not an object")
    return found


def _ask(method: str, address: str, **sent: Any) -> bytes:
    try:
        with requests.request(
            method, address, timeout=(CONNECT_SECONDS, READ_SECONDS), stream=True, allow_redirects=False, **sent
        ) as answer:
            body = _read(answer)
    except (requests.RequestException, HTTPError) as error:
        raise Refused("unavailable", f"{address}: {type(error).__name__}") from error
    if method == "POST" and answer.status_code == 400:  # the code was used before, or is too old
        raise Refused("stale", f"{address} refused the code")
    if answer.status_code != 200:
        raise Refused("unavailable", f"{address} answered {answer.status_code}")
    return body


def _read(answer: requests.Response) -> bytes:
    """Piece by piece, so that one who drips a byte now and then holds no web process for long."""
    body, deadline = b"", time.monotonic() + WHOLE_SECONDS
    while piece := answer.raw.read1(8192, decode_content=True):
        body += piece
        if len(body) > LARGEST_ANSWER or time.monotonic() > deadline:
            raise Refused("unavailable", "the answer is too long or too slow")
    return body
