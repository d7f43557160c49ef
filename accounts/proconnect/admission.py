"""Who enters: ProConnect says who somebody is, the roster says whether they work here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import security
from accounts.errors import NoOtherWay
from accounts.models import Organisation, User
from accounts.proconnect.errors import Refused

PROVIDER = "proconnect"
BOUND = _("Ce n’était pas vous ? Prévenez tout de suite la personne qui administre votre organisation : elle peut délier cette identité.")
UNBOUND = _(
    "Une personne qui administre le portail l’a délié et a fermé vos sessions, pour cette raison : {why}. La prochaine connexion avec "
    "ProConnect le liera de nouveau."
)


@transaction.atomic
def admit(claims: dict[str, Any]) -> SocialAccount:
    """The account of the roster with this address, in an organisation with this SIRET.

    The subject is bound to it at the first sign-in. From then on neither goes with another, so that an address given to a newcomer
    opens nothing of the person who had it before. Names stay those of the roster.
    """
    subject = str(claims["sub"])
    user = _on_the_roster(str(claims.get("email", "")), str(claims.get("siret", "")))
    if claims.get("email_verified") is False or user is None:
        raise Refused("unknown", "no active person of the roster has this address and SIRET")
    bound = SocialAccount.objects.filter(provider=PROVIDER)
    of_subject, of_user = bound.filter(uid=subject).first(), bound.filter(user=user).first()
    if of_subject is None and of_user is None:
        bound_now = SocialAccount.objects.create(provider=PROVIDER, uid=subject, user=user)
        security.record(security.Kind.PROCONNECT_BOUND, user, user)
        security.tell(user, _("Votre compte est lié à ProConnect"), BOUND)
        return bound_now
    if of_subject is None or of_subject != of_user:
        raise Refused("bound", f"person {user.pk} or the subject is bound already")
    return of_subject


def _on_the_roster(email: str, siret: str) -> User | None:
    """Locked, so that two first sign-ins do not bind two subjects."""
    user = User.objects.select_for_update().filter(email__iexact=email, is_active=True).first() if email else None
    return user if user and siret and Organisation.objects.of(user).filter(siret=siret).exists() else None


def identity_of(user: User) -> SocialAccount | None:
    return SocialAccount.objects.filter(provider=PROVIDER, user=user).first()


@transaction.atomic
def unbind(person: User, by: User, why: str = "") -> bool:
    """Whoever came in by it is out; the next sign-in from ProConnect binds again. False when there was nothing. Raises NoOtherWay."""
    User.objects.select_for_update().get(pk=person.pk)
    identity = identity_of(person)
    if identity is None:
        return False
    if not has_another_way(person):
        raise NoOtherWay
    identity.delete()
    person.end_sessions()
    security.record(security.Kind.PROCONNECT_UNBOUND, person, by, detail=why)
    if by != person:
        security.tell(person, _("Votre compte n’est plus lié à ProConnect"), format_lazy(UNBOUND, why=why))
    return True


def has_another_way(person: User) -> bool:
    return person.has_usable_password() or opens_alone(person)


def opens_alone(person: User) -> bool:
    """Whether a passkey of the person opens the portal without a password."""
    return any(key.wrap().is_passwordless for key in Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN))
