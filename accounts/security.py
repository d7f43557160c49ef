"""What happened to the ways into an account: written down, read by the person it concerns, and told when somebody else did it.

The only writer of `SecurityEvent`. The access log says who heard which call; this says who could come in, and since when.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise

from accounts import notices
from accounts.models import Organisation, Role, RoleHeld, SecurityEvent, Team, User

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


def record(kind: Kind, person: User, by: User | None, *, organisation: Organisation | None = None, detail: str = "") -> SecurityEvent:
    return SecurityEvent.objects.create(kind=kind, person=person, by=by, organisation=organisation, detail=detail[:200])


def record_roles(kind: Kind, held: Iterable[RoleHeld], by: User | None) -> None:
    SecurityEvent.objects.bulk_create([_about(kind, one.user, Role(one.role), one.organisation, one.team, by) for one in held])


def _about(kind: Kind, person: User, role: Role, organisation: Organisation, team: Team | None, by: User | None) -> SecurityEvent:
    return SecurityEvent(kind=kind, person=person, by=by, organisation=organisation, role=role, detail=str(team or ""))


def tell(person: User, title: str | Promise, body: str | Promise) -> None:
    """In the portal, and by e-mail whatever the person prefers."""
    notices.notify(person, notices.SECURITY, title, body, url=reverse("accounts:my_security"))


def forget(now: datetime.datetime) -> int:
    """Take away what is over its time."""
    return SecurityEvent._base_manager.filter(at__lt=now - datetime.timedelta(days=365)).delete()[0]
