"""Failures are counted where they come from: nobody guesses for long, and no stranger locks Alice out."""

import time

import pytest
from django.test import Client

from accounts import throttling
from tests.signin.conftest import ELSEWHERE

TOO_MANY = "Trop d’essais d’ici"


def fail(attempt, client, email, times, **place):
    return [attempt(client, email, "wrong", **place).content.decode() for _ in range(times)][-1]


def test_the_fifth_failure_closes_the_door_for_a_while(client, alice, attempt):
    assert TOO_MANY not in fail(attempt, client, alice.email, 4)
    assert TOO_MANY in fail(attempt, client, alice.email, 1)
    assert TOO_MANY in attempt(client, alice.email).content.decode()


def test_it_opens_again_by_itself(client, alice, attempt, monkeypatch):
    monkeypatch.setattr(throttling, "PERIOD", 3)
    until = time.time() + 4
    fail(attempt, client, alice.email, 5)
    assert TOO_MANY in attempt(client, alice.email).content.decode()
    time.sleep(until - time.time())
    assert attempt(client, alice.email).status_code == 302


def test_waiting_is_told_in_minutes(client, alice, attempt):
    assert "Réessayez dans 5 minutes" in fail(attempt, client, alice.email, 5)


def test_a_stranger_elsewhere_does_not_lock_alice_out(client, alice, attempt):
    assert TOO_MANY in fail(attempt, Client(), alice.email, 6, at=ELSEWHERE)
    assert attempt(client, alice.email).status_code == 302


def test_a_stranger_on_the_same_network_does_not_either_once_her_browser_is_known(client, alice, attempt):
    attempt(client, alice.email)
    client.post("/compte/logout/")
    assert TOO_MANY in fail(attempt, Client(), alice.email, 6)
    assert attempt(client, alice.email).status_code == 302


def test_a_known_browser_has_five_tries_too(client, alice, attempt):
    attempt(client, alice.email)
    client.post("/compte/logout/")
    assert TOO_MANY in fail(attempt, client, alice.email, 5)


@pytest.mark.parametrize("cookie", ["forged", "", "alice@example.org:signature"])
def test_a_forged_cookie_makes_no_browser_known(client, alice, attempt, cookie):
    fail(attempt, Client(), alice.email, 5)
    attempt(client, alice.email)  # refused, whatever the password
    client.cookies[throttling._cookie(alice.email)] = cookie
    assert TOO_MANY in attempt(client, alice.email).content.decode()


def test_the_cookie_of_another_account_makes_no_browser_known(client, alice, bob, attempt):
    bob.set_password("quatre-phares-dans-la-brume")
    bob.save()
    attempt(client, bob.email)
    client.cookies[throttling._cookie(alice.email)] = client.cookies[throttling._cookie(bob.email)].value
    client.post("/compte/logout/")
    fail(attempt, Client(), alice.email, 5)
    assert TOO_MANY in attempt(client, alice.email).content.decode()


def test_many_addresses_from_one_network_are_slowed_down_together(client, alice, attempt, settings):
    settings.SIGNIN_FAILURES_PER_NETWORK = 10
    for number in range(10):
        attempt(Client(), f"nobody{number}@example.org", "wrong")
    assert TOO_MANY in attempt(client, alice.email).content.decode()
    assert attempt(client, alice.email, at=ELSEWHERE).status_code == 302


def test_a_reset_link_is_asked_for_five_times_a_minute_at_most(client, alice, mailoutbox):
    pages = [client.post("/compte/password/reset/", {"email": alice.email}) for _ in range(6)]
    assert [page.status_code for page in pages] == [302] * 5 + [429]
    assert len(mailoutbox) == 5
