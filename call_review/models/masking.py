from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.kinds import Kind
from privacy.masking import NAMES

if TYPE_CHECKING:
    from call_review.models.recording import Turn


class MaskingQuerySet(models.QuerySet["Masking"]):
    def masked(self) -> MaskingQuerySet:
        return self.filter(decision=Masking.Decision.MASKED)

    def waiting(self) -> MaskingQuerySet:
        """Decided, not bleeped yet: they may be taken back."""
        return self.masked().filter(applied_at=None)


class Masking(models.Model):
    """What a person decided of a passage of a call: hide it from everyone, or leave it. Written by `masking.py`, and `bleeping.py` for
    `applied_at`. ::

        (found by rules, or chosen by hand) ──▶ MASKED ── published, bleeped ──▶ applied (final)
                                          └──▶ LEFT       both are taken back by anyone who may open the call, until then
    """

    class Decision(models.TextChoices):
        MASKED = "masked", _("masqué")
        LEFT = "left", _("laissé")

    class Channel(models.TextChoices):
        AGENT = "agent", _("la voix de l’agent")
        CALLER = "caller", _("la voix de l’usager")
        BOTH = "both", _("les deux voix")

    recording = models.ForeignKey("call_review.Recording", on_delete=models.CASCADE, related_name="maskings")
    start = models.FloatField()
    end = models.FloatField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=12, choices=[(kind.value, NAMES[kind]) for kind in Kind])
    decision = models.CharField(max_length=8, choices=Decision.choices)
    found = models.CharField(max_length=40, blank=True)
    """Which proposal it answers (`redaction.Proposal.key`); empty when chosen by hand."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    objects = MaskingQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage masqué")
        verbose_name_plural = _("passages masqués")
        ordering = ["recording", "start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(start__gte=0, end__gt=F("start")), name="masking_in_order"),
            models.CheckConstraint(condition=Q(applied_at=None) | Q(decision="masked"), name="masking_applied_is_masked"),
            models.UniqueConstraint(fields=["recording", "found"], condition=~Q(found=""), name="masking_proposal_decided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.start:.1f}–{self.end:.1f}"

    @property
    def hidden(self) -> bool:
        return self.decision == self.Decision.MASKED

    def hides(self, speaker: Turn.Speaker | str) -> bool:
        """Whether that voice is bleeped. « unknown » is a recording whose voices are not told apart: it is bleeped whole."""
        return self.channel == self.Channel.BOTH or speaker in (self.channel, "unknown")
