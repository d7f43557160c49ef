"""The form of the sign-in, in our words, and when a second factor is asked for."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
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
