from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from call_review.models.recording import Recording

if TYPE_CHECKING:
    from accounts.models import User


class DepositTokenQuerySet(models.QuerySet["DepositToken"]):
    def visible_to(self, user: User) -> DepositTokenQuerySet:
        """Whoever leads its campaign."""
        from call_review.models import Campaign

        return self.filter(campaign__in=Campaign.objects.led_by(user))

    def valid(self) -> DepositTokenQuerySet:
        return self.filter(revoked_at=None, expires_on__gte=timezone.localdate(), made_by__is_active=True)


class DepositToken(models.Model):
    """A machine that shows it may deposit calls in one campaign, on behalf of the coach who made it, and nothing else. Written by
    `deposit_tokens.py` only.

    VALID ──▶ revoked, or its last day passed (final). The token itself is shown once and never kept.
    """

    campaign = models.ForeignKey("call_review.Campaign", on_delete=models.CASCADE, related_name="tokens")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(_("à quoi il sert"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256: what is drawn at random over 256 bits needs no slow one."""
    channels = models.CharField(_("qui est sur quelle voie"), max_length=12, choices=Recording.Channels.choices)
    """Of calls whose description does not say."""
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(_("dernier jour"))
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects = DepositTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeton de dépôt")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def valid(self) -> bool:
        return self.revoked_at is None and self.expires_on >= timezone.localdate() and self.made_by.is_active
