"""Alice signs in at the Caisse's shared address; Charlie, a stranger, tries from the same network or from another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from accounts.proconnect import provider as http
from tests.signin.openid_provider import Provider
from tests.signin.passkey_browser import PASSWORD, with_key
from tests.signin.software_passkey import SoftwarePasskey

SIRET, SUBJECT = "73282932000074", "c3d1a0f4-alice"
HERE = "192.0.2.10"
ELSEWHERE = "198.51.100.20"


@pytest.fixture(autouse=True)
def passwords_hashed_at_once(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(alice) -> User:
    alice.set_password(PASSWORD)
    alice.save()
    return alice


@pytest.fixture
def attempt() -> Callable[..., Client]:
    """``attempt(client, user, password)``: the page that answers, from the network of ``at``."""

    def send(client: Client, email: str, password: str = PASSWORD, at: str = HERE):
        return client.post("/compte/login/", {"login": email, "password": password}, REMOTE_ADDR=at)

    return send


@pytest.fixture
def key(alice) -> SoftwarePasskey:
    """On Alice's account."""
    return with_key(alice)


@pytest.fixture
def django_client() -> Client:
    """Another browser."""
    return Client()


@pytest.fixture
def proconnect(alice, settings, monkeypatch) -> Iterator[Provider]:
    """Where Alice is signed in."""
    monkeypatch.setattr(http, "READ_SECONDS", 0.3)
    with Provider({"sub": SUBJECT, "email": alice.email, "siret": SIRET, "given_name": "ALICE", "usual_name": "D’AILLEURS"}) as provider:
        settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET = provider.url, "vigie", "secret-of-vigie"
        yield provider
