"""A passkey in software, and the browser around it: does what WebAuthn asks, and lies where a test says so."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://localhost:8000"
FLAG = AuthenticatorData.FLAG
PRESENT_AND_VERIFIED = FLAG.UP | FLAG.UV


@dataclass
class SoftwarePasskey:
    """Each field but the first two may be changed to lie."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: str = ""
    counter: int = 0
    steps: int = 1
    origin: str = ORIGIN
    relying_party: str = ""  # "": the one asked for
    flags: FLAG = PRESENT_AND_VERIFIED
    challenge: str = ""  # "": the one asked for
    cross_origin: bool = False
    kind: str = ""  # "": that of the ceremony
    public_key: dict[int, Any] | None = None

    def created(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` answers, as `passkey.js` sends it."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        key = self.public_key if self.public_key is not None else ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.identifier, key)
        said = AuthenticatorData.create(self._party(asked["rp"]["id"]), self.flags | FLAG.AT, self.counter, credential)
        response = {
            "clientDataJSON": self._collected("webauthn.create", asked["challenge"]).b64,
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
            "transports": ["internal"],
        }
        return self._sent(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def shown(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` answers."""
        asked = options["publicKey"]
        self.counter += self.steps
        said = AuthenticatorData.create(self._party(asked["rpId"]), self.flags, self.counter)
        collected = self._collected("webauthn.get", asked["challenge"])
        response = {
            "clientDataJSON": collected.b64,
            "authenticatorData": websafe_encode(said),
            "signature": websafe_encode(self.private.sign(said + collected.hash, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.owner,
        }
        return self._sent(response) | {"clientExtensionResults": {}}

    def _party(self, asked: str) -> bytes:
        return sha256((self.relying_party or asked).encode())

    def _collected(self, kind: str, challenge: str) -> CollectedClientData:
        challenge = self.challenge or challenge
        return CollectedClientData.create(self.kind or kind, websafe_decode(challenge), self.origin, cross_origin=self.cross_origin)

    def _sent(self, response: dict[str, Any]) -> dict[str, Any]:
        named = websafe_encode(self.identifier)
        return {"id": named, "rawId": named, "type": "public-key", "response": response}


def text(credential: Any) -> str:
    return credential if isinstance(credential, str) else json.dumps(credential)
