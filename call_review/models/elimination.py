from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models import Campaign


class Purge(models.Model):
    """One passage of the purge over the whole portal, kept as proof that it passes. Names nobody. Written by `purge.py` only.

    `ended_at` is empty while it is under way, and for ever when it was cut short: the next one does what is left.
    """

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("passage de la purge")
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class EliminationQuerySet(AppendOnlyQuerySet["Elimination"]):
    def visible_to(self, user: User) -> EliminationQuerySet:
        from call_review.access import organisations_protected_by

        return self.filter(organisation__in=organisations_protected_by(user))


class Elimination(AppendOnlyModel):
    """A « bordereau d’élimination »: how many calls of which campaign went, when, why, under which visa. Names nobody and no call.

    Written in the transaction that erases, by `purge.py`, by the withdrawal of one call, or at a caller's request.
    Changing or erasing it is refused.
    """

    class Reason(models.TextChoices):
        SOUND = "sound", _("fin de conservation du son et de la transcription (six mois)")
        ANALYSES = "analyses", _("fin de conservation des analyses (un an)")
        WITHDRAWN = "withdrawn", _("retiré par l’agent")
        PROTECTED = "protected", _("personne écartée des écoutes")
        QUARANTINE = "quarantine", _("mis de côté, hors de ce qui était annoncé")
        CALLER = "caller", _("à la demande de l’usager")

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="eliminations")
    campaign = models.ForeignKey("call_review.Campaign", null=True, on_delete=models.SET_NULL, related_name="eliminations")
    archives_reference = models.CharField(_("visa"), max_length=200)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    count = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    """Of the calls: the weeks in which they were recorded, first Monday to last Sunday."""
    done_at = models.DateTimeField(default=timezone.now)
    purge = models.ForeignKey(Purge, null=True, on_delete=models.SET_NULL, related_name="eliminations")
    """None when a call went before its time, at somebody's demand."""

    objects = EliminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("bordereau d’élimination")
        verbose_name_plural = _("bordereaux d’élimination")
        ordering = ["-done_at", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=1), name="elimination_of_something")]

    def __str__(self) -> str:
        return f"{self.done_at:%Y-%m-%d} {self.reason} {self.count}"

    @classmethod
    def of(cls, campaign: Campaign, reason: str, count: int, first: datetime.datetime, last: datetime.datetime, **more: Any) -> Elimination:
        """Unsaved. By whole weeks, Monday to Sunday: the day of a single call would tell which it was."""
        monday, last_day = timezone.localdate(first), timezone.localdate(last)
        return cls(
            organisation_id=campaign.organisation_id,
            campaign=campaign,
            archives_reference=campaign.archives_reference,
            reason=reason,
            count=count,
            first_day=monday - datetime.timedelta(days=monday.weekday()),
            last_day=last_day + datetime.timedelta(days=6 - last_day.weekday()),
            **more,
        )

    def get_absolute_url(self) -> str:
        return reverse("protection:elimination_pdf", args=[self.pk])

    @property
    def number(self) -> str:
        """What it is filed under."""
        return f"{timezone.localtime(self.done_at):%Y}-{self.pk:05}"
