"""What is sealed with a key that the portal does not keep: the only importer of `cryptography` here.

Everything sealed is tied to what it is about (a journal, a page, a day): put in another place, it does not open.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
VERSION = b"\x01"
"""First byte of what is sealed: AES-256-GCM, a random nonce of 12 bytes."""

ARGON2ID: dict[str, Any] = {"kdf": "argon2id", "memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
"""RFC 9106, second recommended choice, above the floor of OWASP: 0.2 s on one core. Kept beside what was derived with them."""

CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another when copied by hand."""
CODE_GROUPS, CODE_GROUP = 5, 5
LOOK_ALIKE = str.maketrans("OIL", "011")


class Unreadable(Exception):
    """Another key, another place, or bytes that were changed: nothing tells which."""


def new_key() -> bytes:
    return AESGCM.generate_key(8 * KEY_BYTES)


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def new_code() -> str:
    """125 bits, in groups: K7M2P-…"""
    return "-".join("".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_GROUP)) for _group in range(CODE_GROUPS))


def from_passphrase(passphrase: str, salt: bytes, parameters: dict[str, Any]) -> bytes:
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=parameters["iterations"],
        lanes=parameters["lanes"],
        memory_cost=parameters["memory_kib"],
    )
    # An accent typed on another keyboard may be another sequence of signs.
    return kdf.derive(unicodedata.normalize("NFKC", passphrase).encode())


def from_code(code: str, about: str) -> bytes:
    """No slow derivation: nobody tries 2¹²⁵ codes. Spaces, hyphens, capitals and look-alikes do not count."""
    said = "".join(sign for sign in code.upper().translate(LOOK_ALIKE) if sign in CODE_SIGNS)
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=about.encode()).derive(said.encode())


def seal(key: bytes, content: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, content, VERSION + about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Raises Unreadable."""
    version, nonce, content = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version != VERSION or len(nonce) != NONCE_BYTES:
        raise Unreadable
    try:
        return AESGCM(key).decrypt(nonce, content, VERSION + about.encode())
    except (InvalidTag, ValueError):
        raise Unreadable from None


def told(parameters: dict[str, Any]) -> str:
    """Parameters as they are tied to what was derived with them: weakened in the database, they open nothing."""
    return json.dumps(parameters, sort_keys=True)
