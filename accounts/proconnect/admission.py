"""Who enters: ProConnect says who somebody is, the roster says whether they work here."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.models import Organisation, User
from accounts.proconnect.errors import Refused

PROVIDER = "proconnect"


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
        return SocialAccount.objects.create(provider=PROVIDER, uid=subject, user=user)
    if of_subject is None or of_subject != of_user:
        raise Refused("bound", f"person {user.pk} or the subject is bound already")
    return of_subject


def _on_the_roster(email: str, siret: str) -> User | None:
    """Locked, so that two first sign-ins do not bind two subjects."""
    user = User.objects.select_for_update().filter(email__iexact=email, is_active=True).first() if email else None
    return user if user and siret and Organisation.objects.of(user).filter(siret=siret).exists() else None
