"""Who must prove twice who they are, who can, and how one starts again when the telephone is lost.

The only one who asks whether a second factor is due, and who takes another person's away.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import security
from accounts.models import Role, User
from accounts.proconnect.admission import PROVIDER

ROLES = (Role.COACH, Role.HR, Role.DPO, Role.ADMINISTRATOR)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes are none: they stand in for one of these, once each."""
OPEN = {
    "second_factor_due",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
    "account_login",
    "account_logout",
    "wagtail_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "set_language",
    "theme:set_theme",
    "theme:brand_css",
    "media",
    "healthz",
    "readyz",
    "metrics",
    "accessibility",
    "information",
}
"""What stays reachable for who must have a second factor and has none: the pages that give one, the way out, what holds no data."""


RESET = gettext_lazy(
    "Une personne qui administre le portail a retiré votre application, vos clés d’accès et vos codes de secours, et fermé vos sessions, "
    "pour cette raison : {why}"
)


def is_required_of(user: User) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and (user.is_superuser or user.holds(*ROLES))


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def people_without_one() -> QuerySet[User]:
    """Who holds a role that asks for one, has none, and does not come through ProConnect either."""
    asked = User.objects.filter(Q(is_superuser=True) | Q(roles_held__role__in=ROLES), is_active=True)
    proven = Q(authenticator__type__in=FACTORS) | Q(socialaccount__provider=PROVIDER)
    return asked.exclude(pk__in=User.objects.filter(proven)).distinct()


def signed_in_by_proconnect(request: HttpRequest, user: User) -> bool:
    """The identity provider of the State proved two factors: `proconnect/tokens.py` lets nothing less in."""
    records = get_authentication_records(request, user)
    subjects = [record.get("uid") for record in records if record.get("provider") == PROVIDER]
    # An identity that was unbound since answers for nobody.
    return bool(subjects) and SocialAccount.objects.filter(provider=PROVIDER, user=user, uid__in=subjects).exists()


def is_due(request: HttpRequest, user: User) -> bool:
    return is_required_of(user) and not has_one(user) and not signed_in_by_proconnect(request, user)


def is_last_of_those_due(authenticator: Authenticator) -> bool:
    """It cannot be taken away, only replaced: another one first."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
    return authenticator.type in FACTORS and is_required_of(authenticator.user) and not others.exists()


def reset(person: User, by: User | None, why: str) -> bool:
    """Takes away all that the person proves to have, ends the sessions that it opened, and tells the person. False when there was nothing.
    By None: from the command line."""
    with transaction.atomic():
        taken, _each = Authenticator.objects.filter(user=person).delete()
        if taken:
            person.end_sessions()
            security.record(security.Kind.FACTOR_RESET, person, by, detail=why)
            security.tell(person, gettext_lazy("Votre second facteur est retiré"), format_lazy(RESET, why=why))
    return bool(taken)


class SecondFactorMiddleware:
    """Who must have a second factor and has none sees only how to get one."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in OPEN or not request.user.is_authenticated or not is_due(request, request.user):
            return None
        if "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Redirect": reverse("second_factor_due")})
        return HttpResponseRedirect(reverse("second_factor_due"))


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("Votre rôle demande un second facteur. Ajoutez-en un autre avant de retirer celui-ci."),
        "incorrect_code": gettext_lazy("Ce code ou cette clé ne convient pas. Recommencez."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_last_of_those_due(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The address of the portal, whatever host name a request claims: a passkey made elsewhere is of no use here."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Vigie"}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Clé d’accès %(number)d") % {"number": number}
