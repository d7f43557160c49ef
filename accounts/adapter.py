"""How allauth behaves here: nobody signs up, accounts come from the roster; failures are counted by `throttling`."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import truncate_ip
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext, override

from accounts import security, throttling
from accounts.models import User
from accounts.proconnect.admission import PROVIDER


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.signin.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.verdict = throttling.attempt(request, credentials.get("email", ""), self.network(request))
        if self.verdict.refused:
            raise self._too_many(request, self.verdict.wait)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """allauth asks `pre_authenticate` first, and `authentication_failed` when the password is wrong: both raise."""
        user = super().authenticate(request, **credentials)
        throttling.succeeded(request, credentials.get("email", ""), self.network(request))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if self.verdict.wait:
            raise self._too_many(request, self.verdict.wait)
        sentence = ngettext(
            "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les majuscules. Encore %(tries)d essai.",
            "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les majuscules. Encore %(tries)d essais.",
            self.verdict.remaining,
        )
        raise ValidationError(sentence % {"tries": self.verdict.remaining}, code="email_password_mismatch")

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Signed in already: the form says « mot de passe incorrect » in its own words."""
        try:
            return super().reauthenticate(user, password)
        except ValidationError as error:
            if error.code == "email_password_mismatch":
                return False
            raise

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        throttling.remember_device(response, user.get_username())
        security.record(_how(request, user), user, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Each is a change that people made to their account themselves. A link of an e-mail is followed by nobody in particular: say whom
        the message is for."""
        if kind := security.MESSAGES.get(template_prefix):
            security.record(kind, user, user)
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email or user.get_username())

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of the person, whatever the browser that asked speaks."""
        language = getattr(context.get("user"), "language", None)
        with override(language):
            super().send_mail(template_prefix, email, context)

    def network(self, request: HttpRequest) -> str:
        return truncate_ip(self.get_client_ip(request))

    @staticmethod
    def _too_many(request: HttpRequest, seconds: int) -> ValidationError:
        request.retry_after = seconds  # type: ignore[attr-defined]  # for accounts.limits.RetryAfterMiddleware
        minutes = max(1, -(-seconds // 60))
        sentence = ngettext(
            "Trop d’essais d’ici. Réessayez dans %(minutes)d minute, ou choisissez un autre mot de passe avec « Mot de passe oublié ».",
            "Trop d’essais d’ici. Réessayez dans %(minutes)d minutes, ou choisissez un autre mot de passe avec « Mot de passe oublié ».",
            minutes,
        )
        return ValidationError(sentence % {"minutes": minutes}, code="too_many_login_attempts")


def _how(request: HttpRequest, user: User) -> security.Kind:
    """From what allauth noted of this sign-in."""
    records = get_authentication_records(request, user)
    if any(record.get("provider") == PROVIDER for record in records):
        return security.Kind.BY_PROCONNECT
    if any(record.get("passwordless") for record in records):
        return security.Kind.BY_PASSKEY
    return security.Kind.BY_TWO_FACTORS if any(record.get("method") == "mfa" for record in records) else security.Kind.BY_PASSWORD
