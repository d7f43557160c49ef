"""What a browser says of a passkey, judged before it reaches allauth: its bytes come from anybody.

allauth and fido2 check the challenge, the relying party, presence and the signature. Checked here (WebAuthn Level 3 §7.1 and §7.2): that
the bytes can be read at all, that the origin is the portal itself (fido2 takes any host name below it, that of uploaded files among them),
that a key which opens the portal alone has recognised its owner, that its counter never goes back, that a key is on one account, once.
A challenge serves once, whatever the answer.
"""

from __future__ import annotations

import json
import logging
import struct
from typing import Any, TypeVar
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2.cose import CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, CollectedClientData, RegistrationResponse

from accounts import security

logger = logging.getLogger(__name__)

LARGEST = 16 * 1024
LONGEST_IDENTIFIER = 1023
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError, RecursionError, struct.error)
"""What the parsers of fido2 raise at bytes that are no passkey's. Nothing else runs where these are caught."""


class Copied(Exception):
    """Two devices have the same secret."""


Said = TypeVar("Said", RegistrationResponse, AuthenticationResponse)


def refused() -> ValidationError:
    return get_adapter().validation_error("incorrect_code")


class CredentialField(forms.Field):
    """The JSON of `passkey.js`, as a dictionary of the few kinds of values that it has."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            said = json.loads(value) if isinstance(value, str) and len(value) <= LARGEST else None
        except (ValueError, RecursionError) as error:
            raise refused() from error
        # fido2 turns a number into as many zero bytes.
        if not isinstance(said, dict) or not _texts(said) or not isinstance(answer := said.get("response"), dict) or not _texts(answer):
            raise refused()
        return said


def _texts(values: dict[str, Any]) -> bool:
    return all(value is None or isinstance(value, str | dict) or name == "transports" for name, value in values.items())


class AddPasskeyForm(allauth_forms.AddWebAuthnForm):
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Nom"), required=False, max_length=80, help_text=_("Pour la reconnaître : « téléphone », « poste du bureau ».")
        )
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Me connecter avec elle seule, sans mot de passe"),
            required=False,
            initial=True,
            help_text=_("Elle demande alors votre doigt, votre visage ou son code."),
        )

    def clean_credential(self) -> dict[str, Any]:
        """What is kept of it: nothing that the browser added on its own."""
        said = self.cleaned_data["credential"]
        answer = _read(RegistrationResponse, said)
        key = answer.response.attestation_object.auth_data.credential_data
        identifier = key.credential_id if key else b""
        if key is None or identifier != answer.raw_id or not 0 < len(identifier) <= LONGEST_IDENTIFIER or not _verifies(key.public_key):
            raise refused()
        if Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=websafe_encode(identifier)).exists():
            raise ValidationError(_("Cette clé est déjà sur un compte. Prenez-en une autre."), code="known")
        return {
            **{name: websafe_encode(identifier) for name in ("id", "rawId")},
            "type": "public-key",
            "response": {name: said["response"][name] for name in ("clientDataJSON", "attestationObject")},
            "clientExtensionResults": {"credProps": {"rk": _stays_on_the_device(said)}},
        }

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        finally:
            auth.clear_state()


class RenamePasskeyForm(allauth_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Nom"), max_length=80)


class PasskeyForm(allauth_forms.AuthenticateWebAuthnForm):
    """After the password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            said = _read(AuthenticationResponse, self.cleaned_data["credential"]).response.authenticator_data
            # Not left to the challenge: one that was drawn for after the password asks less.
            if self.passwordless and not said.is_user_verified():
                raise refused()
            key = super().clean_credential()
        finally:
            auth.clear_state()
        try:
            _advance(key, said.counter)
        except Copied as copied:
            security.record(security.Kind.PASSKEY_COPIED, key.user, None, detail=key.wrap().name)
            raise refused() from copied
        return key


class SignInPasskeyForm(PasskeyForm, allauth_forms.LoginWebAuthnForm):
    """Alone."""


class ConfirmPasskeyForm(PasskeyForm, allauth_forms.ReauthenticateWebAuthnForm):
    """Once more, before something that matters."""


def _read(kind: type[Said], said: dict[str, Any]) -> Said:
    try:
        answer = kind.from_dict(said)
        by = answer.response.client_data
        if not isinstance(by.origin, str) or not _is_ours(by):
            raise ValueError("said elsewhere")
    except UNREADABLE as error:
        raise refused() from error
    return answer


def _is_ours(by: CollectedClientData) -> bool:
    here, there = urlsplit(settings.SITE_URL), urlsplit(by.origin)
    # On one's own machine, over http, the port is whatever `make run` was given.
    same_port = there.port == here.port or here.scheme == "http"
    return (here.scheme, here.hostname) == (there.scheme, there.hostname) and same_port and not by.cross_origin


def _verifies(key: CoseKey) -> bool:
    """Whether signatures of this key can be checked: it says so of a wrong one, instead of failing."""
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return True
    except UNREADABLE:
        return False
    return False


def _stays_on_the_device(said: dict[str, Any]) -> bool:
    results = said.get("clientExtensionResults")
    properties = results.get("credProps") if isinstance(results, dict) else None
    return isinstance(properties, dict) and properties.get("rk") is True


@transaction.atomic
def _advance(key: Authenticator, counter: int) -> None:
    """Devices that do not count say nought, always. One that counted and stands still or goes back was copied."""
    held = Authenticator.objects.select_for_update().filter(pk=key.pk).first()
    if held is None:
        raise refused()
    last = held.data.get("counter", held.wrap().authenticator_data.counter)
    if counter == last == 0:
        return
    if counter <= last:
        logger.warning("passkey %s of user %s refused: its counter went from %s to %s", key.pk, key.user_id, last, counter)
        raise Copied
    held.data["counter"] = counter
    held.save(update_fields=["data"])
