"""Alice's passkey opens the portal to her; one that lies, in any of the ways below, opens nothing and is told why, and nothing breaks."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth import SESSION_KEY
from django.test import Client
from fido2.utils import websafe_encode

from accounts.models import SecurityEvent
from tests.signin.passkey_browser import (
    CONFIRM,
    SENTENCE,
    add,
    asked_alone,
    assert_refused_after,
    assert_refused_alone,
    at_the_second_door,
    keys_of,
    opened,
    options_in,
    ready_to_add,
    show_after,
    show_alone,
    with_key,
)
from tests.signin.software_passkey import FLAG, SoftwarePasskey, text

# --- The truth


def test_an_honest_key_opens_alone_and_after_the_password(alice, key):
    for _time in range(2):
        browser = Client()
        assert show_alone(browser, key.shown(asked_alone(browser)))["Location"] == "/"
        assert browser.session[SESSION_KEY] == str(alice.pk)
        browser, options = at_the_second_door(alice)
        assert show_after(browser, key.shown(options))["Location"] == "/"
        assert browser.session[SESSION_KEY] == str(alice.pk)


def test_a_key_that_does_not_count_keeps_opening(alice):
    key = with_key(alice)
    key.steps = 0
    for _time in range(3):
        browser = Client()
        show_alone(browser, key.shown(asked_alone(browser)))
        assert opened(browser)


def test_a_key_that_only_asks_for_a_touch_opens_after_the_password(alice, key):
    key.flags = FLAG.UP
    browser, options = at_the_second_door(alice)
    show_after(browser, key.shown(options))
    assert opened(browser)


def test_what_is_kept_of_a_key_is_what_was_asked(alice, key):
    kept = keys_of(alice).get().data
    assert set(kept["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert set(kept["credential"]["response"]) == {"clientDataJSON", "attestationObject"}


# --- Lies of a key that is on the account

LIES = {
    "another site": {"origin": "https://ailleurs.example"},
    "a host name below the portal's": {"origin": "http://media.localhost:8000"},
    "no origin": {"origin": ""},
    "a port that is none": {"origin": "http://localhost:http"},
    "a frame in another site": {"cross_origin": True},
    "another relying party": {"relying_party": "ailleurs.example"},
    "another challenge": {"challenge": websafe_encode(b"c" * 32)},
    "the other ceremony": {"kind": "webauthn.create"},
    "nobody present": {"flags": FLAG.UV},
    "signed by another key": {"private": ec.generate_private_key(ec.SECP256R1())},
    "an identifier never heard of": {"identifier": b"i" * 32},
    "counter going back": {"steps": -3},
    "counter standing still": {"steps": 0},
    "the key of nobody": {"owner": websafe_encode(b"zz")},
    "the key of a number too large": {"owner": websafe_encode(b"z" * 13)},
    "the key of no number": {"owner": websafe_encode("é".encode())},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_opens_nothing_alone(key, lie):
    browser = Client()
    show_alone(browser, key.shown(asked_alone(browser)))
    assert opened(browser), "it opened before it lied"
    key.counter = max(key.counter, 5)
    browser = Client()
    show_alone(browser, key.shown(asked_alone(browser)))
    assert opened(browser)
    browser = Client()
    assert_refused_alone(browser, show_alone(browser, replace(key, **LIES[lie]).shown(asked_alone(browser))))


@pytest.mark.parametrize("lie", [lie for lie in LIES if "of n" not in lie and "number" not in lie])
def test_a_lie_opens_nothing_after_the_password(alice, key, lie):
    key.counter = 5
    browser, options = at_the_second_door(alice)
    show_after(browser, key.shown(options))
    assert opened(browser)
    browser, options = at_the_second_door(alice)
    assert_refused_after(browser, show_after(browser, replace(key, **LIES[lie]).shown(options)))


def test_alone_a_key_must_recognise_its_owner(key):
    browser = Client()
    key.flags = FLAG.UP
    assert_refused_alone(browser, show_alone(browser, key.shown(asked_alone(browser))))


def test_alone_a_key_must_recognise_its_owner_whatever_the_challenge_asked(key):
    browser = Client()
    options = asked_alone(browser)
    session = browser.session
    session["mfa.webauthn.state"] = session["mfa.webauthn.state"] | {"user_verification": "preferred"}
    session.save()
    key.flags = FLAG.UP
    assert_refused_alone(browser, show_alone(browser, key.shown(options)))


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        ("https://vigie.caisse.example", True),
        ("http://vigie.caisse.example", False),
        ("https://vigie.caisse.example:8443", False),
        ("https://media.vigie.caisse.example", False),
        ("https://caisse.example", False),
        ("https://vigie.caisse.example.ailleurs.example", False),
    ],
)
def test_in_production_only_the_address_of_the_portal_shows_keys(alice, settings, origin, opens):
    settings.SITE_URL = "https://vigie.caisse.example"
    key = SoftwarePasskey(origin="https://vigie.caisse.example")
    browser, options = ready_to_add(alice)
    add(browser, key.created(options))
    key.origin, browser = origin, Client()
    show_alone(browser, key.shown(asked_alone(browser)))
    assert opened(browser) is opens


def test_a_copied_key_is_told_to_who_reads_the_log(alice, key, caplog):
    key.counter = 9
    browser = Client()
    show_alone(browser, key.shown(asked_alone(browser)))
    copy = replace(key, counter=3)
    browser = Client()
    with caplog.at_level(logging.WARNING, logger="accounts.passkeys"):
        show_alone(browser, copy.shown(asked_alone(browser)))
    assert f"of user {alice.pk} refused: its counter went from 10 to 4" in caplog.text
    assert SecurityEvent.objects.filter(person=alice, kind=SecurityEvent.Kind.PASSKEY_COPIED, detail="Poste").count() == 1


# --- Played again, somewhere else, by somebody else


def test_an_answer_played_again_opens_nothing(key):
    browser = Client()
    said = key.shown(asked_alone(browser))
    show_alone(browser, said)
    assert opened(browser)
    browser.post("/compte/logout/")
    assert_refused_alone(browser, show_alone(browser, said))


def test_a_challenge_has_served_once_it_was_answered_wrongly(key):
    browser = Client()
    options = asked_alone(browser)
    show_alone(browser, replace(key, origin="https://ailleurs.example").shown(options))
    assert_refused_alone(browser, show_alone(browser, key.shown(options)))


def test_an_answer_to_the_challenge_of_another_browser_opens_nothing(key):
    browser, other = Client(), Client()
    asked_alone(browser)
    assert_refused_alone(browser, show_alone(browser, key.shown(asked_alone(other))))


def test_without_a_challenge_nothing_opens(key):
    options = asked_alone(Client())
    browser = Client()
    assert_refused_alone(browser, show_alone(browser, key.shown(options)))


def test_the_key_of_bob_does_not_open_the_account_of_alice(alice, bob, key):
    of_bob = with_key(bob)
    browser, options = at_the_second_door(alice)
    assert_refused_after(browser, show_after(browser, of_bob.shown(options)))
    browser = Client()
    assert_refused_alone(browser, show_alone(browser, replace(of_bob, owner=key.owner).shown(asked_alone(browser))))


def test_a_key_taken_away_opens_nothing(alice, key):
    keys_of(alice).delete()
    browser = Client()
    assert_refused_alone(browser, show_alone(browser, key.shown(asked_alone(browser))))


def test_a_closed_account_stays_closed(alice, key):
    alice.is_active = False
    alice.save()
    browser = Client()
    answer = show_alone(browser, key.shown(asked_alone(browser)))
    assert not opened(browser)
    assert answer["Location"] == "/compte/inactive/"


def test_who_signed_in_confirms_with_the_own_key_only(alice, bob, key):
    of_bob = with_key(bob)
    browser = Client()
    browser.force_login(alice)
    for said_by, confirmed in ((of_bob, False), (key, True)):
        options = options_in(browser.get(f"{CONFIRM}?next=/compte/2fa/recovery-codes/generate/"))["request_options"]
        answer = browser.post(f"{CONFIRM}?next=/compte/2fa/recovery-codes/generate/", {"credential": text(said_by.shown(options))})
        if confirmed:
            assert answer["Location"] == "/compte/2fa/recovery-codes/generate/"
        else:
            assert answer.status_code == 200 and SENTENCE in answer.content.decode()
        assert (browser.get("/compte/2fa/recovery-codes/generate/").status_code == 200) is confirmed


# --- Lies while a key is added

NEW_LIES = {
    name: lie for name, lie in LIES.items() if "counter" not in name and not {"private", "identifier", "owner", "kind"} & set(lie)
} | {
    "the other ceremony": {"kind": "webauthn.get"},
    "an algorithm that is none": {"public_key": {1: 2, 3: -65535, -1: 1}},
    "a point off the curve": {"public_key": {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}},
    "a curve that is none": {"public_key": {1: 2, 3: -7, -1: 9, -2: b"x" * 32, -3: b"y" * 32}},
    "numbers that are texts": {"public_key": {1: 2, 3: -7, -1: 1, -2: "x", -3: "y"}},
    "no identifier": {"identifier": b""},
    "an identifier too long": {"identifier": b"i" * 2000},
}


@pytest.mark.parametrize("lie", NEW_LIES)
def test_a_lie_adds_no_key(alice, lie):
    browser, options = ready_to_add(alice)
    answer = add(browser, replace(SoftwarePasskey(), **NEW_LIES[lie]).created(options))
    assert answer.status_code == 200 and SENTENCE in answer.content.decode()
    assert not keys_of(alice).exists()


def test_without_recognising_its_owner_no_key_is_added_that_opens_alone(alice):
    browser, options = ready_to_add(alice)
    answer = add(browser, replace(SoftwarePasskey(), flags=FLAG.UP).created(options), passwordless="on")
    assert SENTENCE in answer.content.decode()
    assert not keys_of(alice).exists()


def test_a_key_is_added_once_and_to_one_account(alice, bob, key):
    for person, count in ((alice, 1), (bob, 0)):
        browser, options = ready_to_add(person)
        answer = add(browser, key.created(options))
        assert answer.status_code == 200 and "Cette clé est déjà sur un compte" in answer.content.decode()
        assert keys_of(person).count() == count


def test_the_challenge_of_a_key_added_adds_no_second_one(alice):
    browser, options = ready_to_add(alice)
    add(browser, SoftwarePasskey().created(options))
    answer = add(browser, SoftwarePasskey().created(options))
    assert SENTENCE in answer.content.decode()
    assert keys_of(alice).count() == 1
