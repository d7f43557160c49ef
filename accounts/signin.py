"""Forms of the sign-in, in our words, and when a second factor is asked for."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.proconnect import provider
from accounts.proconnect.admission import PROVIDER


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Adresse e-mail professionnelle")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    @property
    def offers_proconnect(self) -> bool:
        return provider.is_configured()


class SecondFactorStage(AuthenticateStage):
    """Who comes from ProConnect has just proved two factors there: none is asked again."""

    def _should_handle(self, request: HttpRequest) -> bool:
        last = (get_authentication_records(request, self.login.user) or [{}])[-1]
        return last.get("provider") != PROVIDER and super()._should_handle(request)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
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


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("Nom"), max_length=80)
