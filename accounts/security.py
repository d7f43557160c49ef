"""What happened to the ways into an account: written down, read by the person it concerns, and told when somebody else did it.

The only writer of `SecurityEvent`. The access log says who heard which call; this says who could come in, and since when.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise

from accounts import notices
from accounts.models import Organisation, RoleHeld, SecurityEvent, User
from accounts.models.security_event import FOLLOWED

Kind = SecurityEvent.Kind
MONTHS_KEPT = 12
MESSAGES = {
    "mfa/email/webauthn_added": Kind.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Kind.PASSKEY_REMOVED,
    "mfa/email/totp_activated": Kind.APPLICATION_ON,
    "mfa/email/totp_deactivated": Kind.APPLICATION_OFF,
    "mfa/email/recovery_codes_generated": Kind.CODES_MADE,
    "account/email/password_changed": Kind.PASSWORD_CHANGED,
    "account/email/password_reset": Kind.PASSWORD_CHANGED,
    "account/email/password_set": Kind.PASSWORD_CHANGED,
}
"""What allauth tells people by e-mail when they change their account themselves."""


@transaction.atomic
def record(kind: Kind, person: User, by: User | None, *, detail: str = "", organisation: Organisation | None = None) -> SecurityEvent:
    """With `organisation`, what was done concerns that one alone."""
    event = SecurityEvent.objects.create(kind=kind, person=person, by=by, detail=detail[:200])
    if kind in FOLLOWED:
        event.organisations.set([organisation] if organisation else Organisation.objects.answering_for(person))
    return event


@transaction.atomic
def record_roles(kind: Kind, held: Iterable[RoleHeld], by: User | None) -> None:
    """In two queries, however many they are."""
    held = list(held)
    events = SecurityEvent.objects.bulk_create(
        [SecurityEvent(kind=kind, person=one.user, by=by, role=one.role, detail=str(one.team or "")) for one in held]
    )
    Where = SecurityEvent.organisations.through
    Where.objects.bulk_create([Where(securityevent=event, organisation=one.organisation) for event, one in zip(events, held, strict=True)])


@transaction.atomic
def record_of(organisation: Organisation, kind: Kind, by: User | None, *, detail: str) -> None:
    SecurityEvent.objects.create(kind=kind, by=by, detail=detail).organisations.set([organisation])


def tell(person: User, title: str | Promise, body: str | Promise) -> None:
    """In the portal, and by e-mail whatever the person prefers."""
    notices.notify(person, notices.SECURITY, title, body, url=reverse("accounts:my_security"))


def forget(now: datetime.datetime) -> int:
    """Take away what is over its time."""
    return SecurityEvent._base_manager.filter(at__lt=now - datetime.timedelta(days=MONTHS_KEPT * 365 // 12)).delete()[0]
