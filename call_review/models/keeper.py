from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Keeper(models.Model):
    """One of the two people who may hear the originals of masked calls of a campaign, where they are kept. Written by `originals.py`."""

    campaign = models.ForeignKey("call_review.Campaign", on_delete=models.CASCADE, related_name="keepers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("personne qui peut entendre les originaux")
        ordering = ["campaign", "place"]
        constraints = [
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="keeper_two_at_most"),
            models.UniqueConstraint(fields=["campaign", "place"], name="keeper_place_once"),
            models.UniqueConstraint(fields=["campaign", "person"], name="keeper_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.person_id}"
