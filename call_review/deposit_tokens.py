"""Tokens by which machines deposit calls: made, recognised, revoked. The only writer of them."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import security
from accounts.models import SecurityEvent
from call_review.models import Campaign, DepositToken

if TYPE_CHECKING:
    from accounts.models import User

PREFIX = "vigie_"
"""By which those who search for leaked secrets know them."""
USES_TOLD_EVERY = datetime.timedelta(minutes=1)


@transaction.atomic
def make(campaign: Campaign, user: User, label: str, expires_on: datetime.date, channels: str) -> tuple[DepositToken, str]:
    """The row, and the token: nobody can be shown it again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = DepositToken.objects.create(
        campaign=campaign, made_by=user, label=label, expires_on=expires_on, channels=channels, digest=_digest(secret)
    )
    _record(SecurityEvent.Kind.TOKEN_MADE, token, user)
    return token, secret


def recognised(secret: str) -> DepositToken | None:
    """Whose campaign may still be deposited in by who made it. Its last use is written down."""
    found = DepositToken.objects.valid().filter(digest=_digest(secret)).select_related("campaign__organisation", "made_by").first()
    if found is None or not Campaign.objects.led_by(found.made_by).filter(pk=found.campaign_id).exists():
        return None
    now = timezone.now()
    lately = Q(used_at=None) | Q(used_at__lt=now - USES_TOLD_EVERY)
    DepositToken.objects.filter(lately, pk=found.pk).update(used_at=now)
    return found


@transaction.atomic
def revoke(token: DepositToken, user: User) -> bool:
    """At once, what is under way included. False when it was revoked already."""
    done = DepositToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
    if done:
        _record(SecurityEvent.Kind.TOKEN_REVOKED, token, user)
    return done


def _record(kind: SecurityEvent.Kind, token: DepositToken, by: User) -> None:
    """Read by the administrators of the campaign's organisation: others do not learn that it has one."""
    campaign = token.campaign
    security.record(kind, token.made_by, by, detail=f"{campaign} / {token.label}", organisation=campaign.organisation)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
