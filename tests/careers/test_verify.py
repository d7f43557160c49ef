"""A stranger, without account, reads what the certificate really says; whoever tries numbers learns nothing."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.limits import LIMITS
from careers import awarding, certificate, verifying
from careers.models import Award

SEARCH = "/verifier/"


@pytest.fixture(autouse=True)
def nothing_counted_yet(db) -> None:
    cache.clear()


def test_the_whole_content_is_read_without_account(client, bob, awarded):
    award = awarded(bob)
    response = client.get(reverse("careers:verify", args=[award.key]))
    page = response.content.decode()
    for said in (
        "Bob Bernard",
        "Communications difficiles",
        "Caisse de l’Ouest",
        award.number,
        "Garder son calme.",
        "Difficiles",
        "45 min",
    ):
        assert said in page
    assert "authentique et valable" in page
    assert f"valable jusqu’au {certificate.day(award.expires_on)}" in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_nothing_else_of_the_person_is_disclosed(client, bob, awarded, completed, calls):
    old, new = awarded(bob, days_ago=720), awarded(bob)
    page = client.get(reverse("careers:verify", args=[old.key])).content.decode()
    assert new.number not in page
    assert str(new.key) not in page
    assert bob.email not in page
    assert "Retraite 2" not in page


@pytest.mark.parametrize(
    ("left", "said"), [(400, "valable jusqu’au"), (45, "dans 45 jours"), (1, "dans 1 jour."), (0, "dernier jour"), (-1, "a expiré")]
)
def test_its_state_is_that_of_today(client, bob, awarded, left, said):
    award = awarded(bob)
    Award.objects.update(expires_on=timezone.localdate() + dt.timedelta(days=left))
    assert said in client.get(reverse("careers:verify", args=[award.key])).content.decode()


def test_a_revoked_one_says_so_and_not_why(client, alice, bob, awarded):
    award = awarded(bob)
    awarding.revoke(award, alice, "Identité usurpée")
    page = client.get(reverse("careers:verify", args=[award.key])).content.decode()
    assert "Ce certificat est révoqué" in page
    assert "usurpée" not in page
    assert "authentique et valable" not in page


def test_it_is_found_however_it_is_typed(client, bob, awarded):
    award = awarded(bob)
    number = award.number
    for typed in (
        number, number.lower(), number.replace("-", " "), number.replace("-", ""), f"  {number} ", number.replace("-", "\u2011"),
        str(award.key), award.key.hex, award.verification_address, f"<{award.verification_address}>",
    ):  # fmt: skip
        response = client.get(SEARCH, {"q": typed})
        assert response.status_code == 302, typed
        assert response.url == reverse("careers:verify", args=[award.key])


def test_what_is_unknown_gets_one_sentence_that_discloses_nothing(client, bob, awarded):
    number = awarded(bob).number
    last = "2" if number[-1] != "2" else "3"
    typed = ["VG-2026-0000-0000", number[:-1] + last, number[:-1], str(uuid.uuid4()), "bonjour", "%", "' OR 1=1", "٣٤", "VG-" + "9" * 290]
    pages = []
    for text in typed:
        response = client.get(SEARCH, {"q": text})
        assert response.status_code == 400
        pages.append(response.content.decode())
    assert all("Aucun certificat ne porte ce numéro" in page for page in pages)
    assert all("Bob" not in page for page in pages)
    assert client.get(reverse("careers:verify", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "x" * 301])
def test_bad_input_comes_back_with_a_sentence(client, typed):
    response = client.get(SEARCH, {"q": typed})
    assert response.status_code == 400
    assert "À corriger avant de continuer" in response.content.decode()


def test_trying_numbers_is_slowed_down_and_nobody_else_is(client, bob, awarded):
    award = awarded(bob)
    for _try in range(LIMITS["verify"].by_network):
        assert client.get(SEARCH, {"q": "VG-2026-AAAA-AAAA"}).status_code == 400
    refused = client.get(SEARCH, {"q": award.number})
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert client.get(SEARCH).status_code == 200, "the empty form counts for nothing"
    assert client.get(reverse("careers:verify", args=[award.key])).status_code == 200, "nor does a whole address"
    assert client.get(SEARCH, {"q": award.number}, REMOTE_ADDR="203.0.113.9").status_code == 302, "another network"


def test_human_resources_find_their_way_from_there_to_revoke(client, alice, charlie, bob, awarded):
    award = awarded(bob)
    address = reverse("careers:verify", args=[award.key])
    for person, shown in ((alice, True), (charlie, False), (bob, False)):
        client.force_login(person)
        assert (reverse("careers:award", args=[award.key]) in client.get(address).content.decode()) == shown


@given(st.text(max_size=400))
def test_no_text_is_mistaken_for_a_number(text):
    match = verifying.NUMBER.fullmatch(text)
    assert match is None or len(text) == 14
