"""Signed tokens: believed when the provider's key signed them, for us, now, and for the sign-in that this browser began.

OpenID Connect Core 1.0 §3.1.3.7 (ID token) and §5.3.2 (signed userinfo); RFC 8725 for the algorithms.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from django.conf import settings

from accounts.proconnect import provider
from accounts.proconnect.errors import Refused

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
CLOCKS_DIFFER_SECONDS = 30


def identity(id_token: str, nonce: str) -> dict[str, Any]:
    """What the ID token says, once it is believed and says that two factors were proved."""
    claims = _believed(id_token, required=["iss", "aud", "sub", "exp", "iat", "nonce"])
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise Refused("invalid", "another nonce")
    audience = claims["aud"]
    authorised = claims.get("azp", settings.PROCONNECT_CLIENT_ID if isinstance(audience, str) or len(audience) == 1 else None)
    if authorised != settings.PROCONNECT_CLIENT_ID:
        raise Refused("invalid", "made for another party")
    methods = claims.get("amr")
    if claims.get("acr") not in settings.PROCONNECT_ACR or methods in (["pwd"], "pwd"):
        raise Refused("weak", f"acr {claims.get('acr')!r}, amr {methods!r}")
    return claims


def profile(userinfo: str, subject: str) -> dict[str, Any]:
    """Address and SIRET of the subject of the ID token, and of nobody else."""
    claims = _believed(userinfo, required=["iss", "aud", "sub"])
    if claims["sub"] != subject:
        raise Refused("invalid", "the userinfo is about another subject")
    return claims


def _believed(token: str, required: list[str]) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(kid, str):
            raise Refused("invalid", f"algorithm {algorithm!r}, key {kid!r}")
        key = provider.signing_key(kid)
        if key.get("kty") != ALGORITHMS[algorithm]:
            raise Refused("invalid", f"a key of type {key.get('kty')!r} for {algorithm}")
        return jwt.decode(
            token,
            jwt.PyJWK(key, algorithm).key,
            algorithms=[algorithm],
            audience=settings.PROCONNECT_CLIENT_ID,
            issuer=settings.PROCONNECT_URL,
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": required},
        )
    except jwt.ExpiredSignatureError as error:
        raise Refused("stale", "the token has expired") from error
    except jwt.PyJWTError as error:
        raise Refused("invalid", f"{type(error).__name__}: {error}") from error
