"""Whoever asks too often waits, is told how long, and holds nobody else back."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import resolve, reverse

from accounts import counting, limits
from accounts.counting import CountingDatabaseCache
from accounts.models import User
from tests.background.portal import Portal

FEW = limits.Limit(3, 5)
"""Three for a person and five for a network stand for the hundreds of LIMITS: the rule is the same, the test shorter."""
NOWHERE = uuid.UUID(int=0)
GROUPS = [
    ("search", "/recherche/?q=carte", 200),
    ("search", "/annuaire/", 200),
    ("search", "/fiches/?mots=carte", 200),
    ("search", "/appels/recherche/", 404),
    ("play", f"/fiches/medias/{NOWHERE}/", 404),
    ("play", f"/appels/{NOWHERE}/son.m4a", 404),
    ("export", "/annuaire/annuaire.csv", 200),
    ("export", "/certifications/titulaires.xlsx", 200),
]
"""What is limited, an address, and what it answers to Alice."""
EXPORTS = {
    "accounts:directory_export": {"kind": "csv"},
    "accounts:roster_report": {"pk": 1, "kind": "xlsx"},
    "call_review:trial_pdf": {"pk": 1},
    "call_review:trial_json": {"pk": 1},
    "protection:register_export": {"kind": "csv"},
    "protection:eliminations_export": {"kind": "csv"},
    "protection:elimination_pdf": {"pk": 1},
    "protection:accesses_export": {"kind": "csv"},
    "recordings:take_away": {},
    "recordings:glossary_export": {},
    "campaigns:calendar_file": {},
    "campaigns:calls_taken_example": {"pk": 1},
    "careers:holders_export": {"kind": "csv"},
    "careers:certificate_pdf": {"key": NOWHERE},
    "journal:export": {"kind": "json"},
}
Move = Callable[[float], None]


@pytest.fixture(autouse=True)
def later(monkeypatch) -> Move:
    """The clock of the counters stands in the second second of a minute, until a test moves it."""
    at = [1_800_000_002.0]
    monkeypatch.setattr(counting, "now", lambda: at[0])

    def move(seconds: float) -> None:
        at[0] += seconds

    return move


@pytest.fixture
def few(monkeypatch) -> None:
    for what in limits.LIMITS:
        monkeypatch.setitem(limits.LIMITS, what, FEW)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.mark.parametrize(("what", "address", "usual"), GROUPS)
def test_one_more_than_allowed_waits_nobody_else_does_and_afterwards_it_works(what, address, usual, few, alice, bob, later):
    browser = browser_of(alice)
    assert [browser.get(address).status_code for _time in range(3)] == [usual] * 3
    refused = browser.get(address)
    assert refused.status_code == 429 and refused["Retry-After"] == "58" and "no-store" in refused["Cache-Control"]
    assert "Attendez 58 secondes" in refused.content.decode() or "Trop de demandes" in refused.content.decode()
    assert browser_of(bob).get(address).status_code != 429
    assert browser.get("/accessibilite/").status_code == 200, "the rest of the portal stays open"
    later(int(refused["Retry-After"]))
    assert browser.get(address).status_code == usual


def test_whoever_has_not_signed_in_is_counted_by_network(few, db):
    def ask(network: str) -> int:
        return Client().get("/recherche/?q=carte", REMOTE_ADDR=network).status_code

    assert [ask("192.0.2.10") for _time in range(6)] == [200] * 5 + [429]
    assert ask("198.51.100.20") == 200


def test_a_person_who_signed_in_is_not_held_back_by_the_network(few, alice):
    for _time in range(6):
        Client().get("/recherche/?q=carte")
    assert browser_of(alice).get("/recherche/?q=carte").status_code == 200


def test_two_browsers_of_one_person_are_counted_together(few, alice):
    browsers = [browser_of(alice), browser_of(alice)]
    assert [browsers[number % 2].get("/annuaire/annuaire.csv").status_code for number in range(4)] == [200] * 3 + [429]


def test_a_part_of_a_page_is_refused_as_a_part_and_data_as_data(few, alice):
    browser = browser_of(alice)
    for _time in range(3):
        browser.get("/recherche/?q=carte")
    part = browser.get("/recherche/?q=carte", headers={"HX-Request": "true"})
    assert part.status_code == 429 and "<html" not in part.content.decode() and "Attendez 58 secondes" in part.content.decode()
    data = browser.get("/recherche/?q=carte", headers={"Accept": "application/json"})
    assert data.status_code == 429 and "Attendez 58 secondes" in data.json()["error"] and data["Retry-After"] == "58"


def test_a_refused_sign_in_answers_429_with_retry_after_and_its_own_page(client, alice):
    wrong = {"login": alice.email, "password": "wrong"}
    assert [client.post("/compte/login/", wrong).status_code for _time in range(5)] == [200] * 4 + [429]
    refused = client.post("/compte/login/", wrong)
    assert refused.status_code == 429 and 1 <= int(refused["Retry-After"]) <= 300
    assert "Trop d’essais d’ici" in refused.content.decode()


def test_asking_for_passwords_again_and_again_answers_429_with_retry_after(client, alice):
    answers = [client.post("/compte/password/reset/", {"email": alice.email}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.parametrize("name", EXPORTS)
def test_each_export_is_limited(name):
    assert resolve(reverse(name, kwargs=EXPORTS[name])).func.limit == "export"


def test_the_limits_are_wide_enough_for_who_works():
    search, play = limits.LIMITS["search"], limits.LIMITS["play"]
    assert search.by_person >= 5 * search.period, "the search box asks at most five times a second while one types"
    assert play.by_person >= 10 * play.period, "ten pieces of a sound a second"
    assert all(limit.period <= counting.LONGEST and limit.by_network >= limit.by_person for limit in limits.LIMITS.values())


def test_an_unknown_limit_is_refused_when_the_view_is_written():
    with pytest.raises(KeyError):
        limits.limited("serach")


def test_the_table_of_the_cache_counts_and_keeps_many_counters(settings):
    if not settings.CACHES["default"]["BACKEND"].startswith("accounts."):
        pytest.skip("this run counts in Redis, whose increments are whole by themselves")
    assert isinstance(caches["default"], CountingDatabaseCache)
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 10_000


FIFTY = """
from accounts import counting
from tests.at_once import fifty
counting.now = lambda: 1_800_000_002.0
numbers, failures = fifty(lambda: counting.count("fifty", period=60)[0])
since, failed = fifty(lambda: counting.count_from_first("fifty", period=60))
print(len(failures), sorted(numbers) == list(range(1, 51)))
print(len(failed), sorted(since) == [(number, 60) for number in range(1, 51)])
fifty(lambda: counting.take_back("fifty"))
print(counting.count_from_first("fifty", period=60)[0])
"""


@pytest.fixture
def portal(tmp_path) -> Portal:
    portal = Portal(tmp_path)
    portal.manage("migrate", "--run-syncdb", "-v0", check=True)
    portal.manage("createcachetable", check=True)
    return portal


def test_fifty_at_once_count_for_fifty(portal):
    assert portal.run(FIFTY).split() == ["0", "True", "0", "True", "1"]


FIFTY_PASSWORDS = """
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
from accounts.models import User
from tests.at_once import fifty
alice = User.objects.create_user("alice.of.fifty.passwords@example.org", "quatre-phares-dans-la-brume")
looked, check = [], User.check_password
User.check_password = lambda self, raw: looked.append(raw) or check(self, raw)
answers, failures = fifty(lambda: Client().post("/compte/login/", {"login": alice.email, "password": "wrong"}).status_code)
print(len(failures), sorted(answers) == [200] * 4 + [429] * 46, len(looked))
"""


def test_of_fifty_passwords_tried_at_once_five_are_looked_at(portal):
    assert portal.run(FIFTY_PASSWORDS).split() == ["0", "True", "5"]


FIFTY_CODES = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
from accounts.models import User
from tests.at_once import fifty
alice = User.objects.create_user("alice.of.fifty.codes@example.org", "quatre-phares-dans-la-brume")
TOTP.activate(alice, generate_totp_secret())
door = Client()
assert door.post("/compte/login/", {"login": alice.email, "password": "quatre-phares-dans-la-brume"}).status_code == 302
looked, check = [], TOTP.validate_code
TOTP.validate_code = lambda self, code: looked.append(code) or check(self, code)

def ask():
    browser = Client()
    browser.cookies = door.cookies.copy()
    return "_auth_user_id" in browser.session or browser.post("/compte/2fa/authenticate/", {"code": "abcdef"}).status_code

answers, failures = fifty(ask)
print(len(failures), set(answers), len(looked))
"""


# Servers that outlive a test remember it: the people of these two have addresses of their own.
def test_of_fifty_codes_tried_at_once_five_are_looked_at(portal):
    assert portal.run(FIFTY_CODES).split() == ["0", "{200}", "5"]
