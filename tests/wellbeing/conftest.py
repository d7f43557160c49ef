"""Alice and Bob answer the phone at the Caisse; Charlie works in another body, and answers the phone there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import roles
from accounts.models import Organisation, Role, User
from wellbeing import sealing

PASSPHRASE = "quatre tortues violettes 7 escaliers"
QUICK = {"kdf": "argon2id", "memory_kib": 64, "iterations": 1, "lanes": 1}
"""Of a real derivation: the parameters of every day take a fifth of a second each."""


@pytest.fixture(autouse=True)
def _quick_derivations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ARGON2ID", QUICK)


@pytest.fixture(autouse=True)
def _agents(alice: User, bob: User, charlie: User) -> None:
    caisse, prefecture = Organisation.objects.create(name="Caisse de l’Ouest"), Organisation.objects.create(name="Préfecture")
    for agent, organisation in ((alice, caisse), (bob, caisse), (charlie, prefecture)):
        roles.grant(agent, Role.AGENT, organisation=organisation)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begin(client: Client, passphrase: str = PASSPHRASE) -> str:
    """The recovery code, read on the page that shows it."""
    answer = client.post("/journal/commencer/", {"passphrase": passphrase, "again": passphrase, "understood": "on"})
    assert answer.status_code == 200
    found = re.search(r"<code>([0-9A-Z-]{29})</code>", answer.content.decode())
    assert found
    return found[1]


def confirm(client: Client, code: str) -> None:
    assert client.post("/journal/code/", {"code": code}).status_code == 302


def write(client: Client, text: str, felt: str = "", **more: str) -> Any:
    return client.post("/journal/ecrire/", {"text": text, "felt": felt, **more})


@pytest.fixture
def hers(alice: User) -> Client:
    """Alice's browser: her journal is begun, its code kept, and it is open."""
    client = signed_in(alice)
    confirm(client, begin(client))
    return client


Move = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Move:
    from wellbeing import journal_opening

    real, shift = journal_opening.now, [0.0]
    monkeypatch.setattr(journal_opening, "now", lambda: real() + shift[0])

    def move(seconds: float) -> None:
        shift[0] += seconds

    return move
