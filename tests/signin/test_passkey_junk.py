"""Bytes that are no passkey's, where one is shown or added: a sentence, no session, no key, and nothing breaks."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from fido2 import cbor
from fido2.utils import sha256, websafe_encode

from accounts import passkeys
from tests.signin.passkey_browser import (
    ADD,
    AFTER,
    ALONE,
    SENTENCE,
    add,
    asked_alone,
    assert_refused_after,
    assert_refused_alone,
    at_the_second_door,
    keys_of,
    opened,
    ready_to_add,
    show_after,
    show_alone,
)
from tests.signin.software_passkey import SoftwarePasskey


def broken(credential: dict, **parts) -> dict:
    return credential | {"response": credential["response"] | parts}


DEEP = 4_000
JUNK = {
    "nothing": lambda said: "",
    "no JSON": lambda said: "{",
    "a list": lambda said: [],
    "a number": lambda said: 3,
    "JSON without end": lambda said: "[" * DEEP,
    "a number of a million figures": lambda said: "9" * 10_000,
    "NUL": lambda said: json.dumps(said) + "\0",
    "more than a passkey ever says": lambda said: json.dumps(said) + " " * passkeys.LARGEST,
    "empty": lambda said: {},
    "no answer": lambda said: said | {"response": None},
    "an answer that is a list": lambda said: said | {"response": ["x"]},
    "an empty answer": lambda said: said | {"response": {}},
    "rawId a huge number": lambda said: said | {"id": 10**12, "rawId": 10**12},
    "another rawId": lambda said: said | {"rawId": websafe_encode(b"other")},
    "extensions a list": lambda said: said | {"clientExtensionResults": [1]},
    "client data not base64": lambda said: broken(said, clientDataJSON="é"),
    "client data no JSON": lambda said: broken(said, clientDataJSON=websafe_encode(b"{")),
    "client data a list": lambda said: broken(said, clientDataJSON=websafe_encode(b"[]")),
    "client data not UTF-8": lambda said: broken(said, clientDataJSON=websafe_encode(b"\xff\xfe")),
    "origin a number": lambda said: broken(
        said, clientDataJSON=websafe_encode(b'{"type": "webauthn.get", "challenge": "YQ", "origin": 3}')
    ),
    "client data without end": lambda said: broken(said, clientDataJSON=websafe_encode(b"[" * DEEP)),
}
JUNK_SHOWN = JUNK | {
    "authenticator data too short": lambda said: broken(said, authenticatorData=websafe_encode(b"x" * 20)),
    "authenticator data with a rest": lambda said: broken(said, authenticatorData=websafe_encode(b"x" * 33 + b"\0" * 60)),
    "malformed CBOR": lambda said: broken(said, authenticatorData=websafe_encode(b"x" * 32 + b"\x85" + b"\0" * 4 + b"\xbf\xff")),
    "CBOR without end": lambda said: broken(said, authenticatorData=websafe_encode(b"x" * 32 + b"\x85" + b"\0" * 4 + b"\x81" * DEEP)),
    "no signature": lambda said: broken(said, signature=None),
    "an empty signature": lambda said: broken(said, signature=""),
    "a signature that is none": lambda said: broken(said, signature=websafe_encode(b"\x30\x00")),
    "a huge number for a signature": lambda said: broken(said, signature=10**12),
    "no owner": lambda said: broken(said, userHandle=None),
    "a huge number for an owner": lambda said: broken(said, userHandle=10**12),
    "an owner not UTF-8": lambda said: broken(said, userHandle=websafe_encode(b"\xff")),
    "the owner with a NUL": lambda said: broken(said, userHandle=websafe_encode(b"1\0")),
}


def attested(*parts: bytes) -> str:
    """An attestation whose authenticator data is these bytes, whatever they are worth."""
    return websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": b"".join(parts)}))


PARTY = sha256(b"localhost")
JUNK_ADDED = JUNK | {
    "malformed CBOR": lambda said: broken(said, attestationObject=websafe_encode(b"\xbf\xff")),
    "CBOR without end": lambda said: broken(said, attestationObject=websafe_encode(b"\x81" * DEEP)),
    "CBOR of another thing": lambda said: broken(said, attestationObject=websafe_encode(cbor.encode([1, 2]))),
    "CBOR that announces more than there is": lambda said: broken(said, attestationObject=websafe_encode(b"\xba\xff\xff\xff\xff")),
    "authenticator data a number": lambda said: broken(
        said, attestationObject=websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": 3}))
    ),
    "no key": lambda said: broken(said, attestationObject=attested(PARTY, b"\x05\0\0\0\0")),
    "a key of no algorithm": lambda said: broken(
        said, attestationObject=attested(PARTY, b"\x45\0\0\0\0", b"\0" * 16, b"\0\1i", cbor.encode({1: 2}))
    ),
    "a key that is a list": lambda said: broken(
        said, attestationObject=attested(PARTY, b"\x45\0\0\0\0", b"\0" * 16, b"\0\1i", cbor.encode([1]))
    ),
    "a huge number for an attestation": lambda said: broken(said, attestationObject=10**12),
}


@pytest.mark.parametrize("junk", JUNK_SHOWN)
def test_junk_opens_nothing_and_breaks_nothing(alice, key, junk):
    browser = Client()
    answer = show_alone(browser, JUNK_SHOWN[junk](key.shown(asked_alone(browser))))
    assert_refused_alone(browser, answer)
    if "owner" not in junk:  # after the password, the portal knows whose key it waits for
        browser, options = at_the_second_door(alice)
        assert_refused_after(browser, show_after(browser, JUNK_SHOWN[junk](key.shown(options))))


@pytest.mark.parametrize("junk", JUNK_ADDED)
def test_junk_adds_no_key_and_breaks_nothing(alice, junk):
    browser, options = ready_to_add(alice)
    answer = add(browser, JUNK_ADDED[junk](SoftwarePasskey().created(options)))
    assert answer.status_code == 200 and SENTENCE in answer.content.decode()
    assert not keys_of(alice).exists()
    assert browser.get("/compte/2fa/webauthn/").status_code == 200


@pytest.mark.parametrize("address", [ALONE, AFTER, ADD])
def test_a_huge_body_is_refused_before_it_is_read(alice, key, address, settings):
    browser = {ALONE: Client, AFTER: lambda: at_the_second_door(alice)[0], ADD: lambda: ready_to_add(alice)[0]}[address]()
    answer = browser.post(address, {"credential": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code in {400, 413}
    assert "<h1" in answer.content.decode()
    assert keys_of(alice).count() == 1
    assert address == ADD or not opened(browser)
