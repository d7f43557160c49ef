"""The browsers of Alice and Bob, at the three doors where a passkey is shown, and where one is added."""

from __future__ import annotations

import json
import re
from html import unescape

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.signin.software_passkey import SoftwarePasskey, text

PASSWORD = "quatre-phares-dans-la-brume"
ADD, ALONE, AFTER = "/compte/2fa/webauthn/add/", "/compte/2fa/webauthn/login/", "/compte/2fa/authenticate/"
CONFIRM = "/compte/2fa/webauthn/reauthenticate/"
SENTENCE = "Ce code ou cette clé ne convient pas"


def options_in(page) -> dict:
    found = re.search(r'<script id="passkey-options" type="application/json">(.+?)</script>', page.content.decode())
    return json.loads(unescape(found[1]))


def ready_to_add(person) -> tuple[Client, dict]:
    """A browser that has just proved its password, at the page that adds a key."""
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.force_login(person)
    browser.post(browser.get(ADD)["Location"], {"password": PASSWORD})
    return browser, options_in(browser.get(ADD))["creation_options"]


def add(browser: Client, credential, **fields: str):
    return browser.post(ADD, {"name": "Poste", "credential": text(credential), **fields})


def keys_of(person):
    return Authenticator.objects.filter(user=person, type="webauthn")


def with_key(person) -> SoftwarePasskey:
    key = SoftwarePasskey()
    browser, options = ready_to_add(person)
    assert add(browser, key.created(options)).status_code == 302
    assert keys_of(person).count() == 1
    return key


def asked_alone(browser: Client) -> dict:
    return browser.get(ALONE, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]


def show_alone(browser: Client, credential):
    return browser.post(ALONE, {"credential": text(credential)})


def at_the_second_door(person) -> tuple[Client, dict]:
    browser = Client()
    browser.post("/compte/login/", {"login": person.email, "password": PASSWORD})
    return browser, options_in(browser.get(AFTER))["request_options"]


def show_after(browser: Client, credential):
    return browser.post(AFTER, {"credential": text(credential)})


def opened(browser: Client) -> bool:
    return SESSION_KEY in browser.session


def assert_refused_alone(browser: Client, answer) -> None:
    assert not opened(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/login/")
    assert SENTENCE in browser.get("/compte/login/").content.decode()


def assert_refused_after(browser: Client, answer) -> None:
    assert not opened(browser)
    assert answer.status_code == 200
    assert SENTENCE in answer.content.decode()
