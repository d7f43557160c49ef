from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CallsTaken(models.Model):
    """How many calls an agent answered in a week, as the telephone system counted them: of what a share may be recorded (law C2).

    Written by `calls_taken.py` only, and shown nowhere as a figure of a person: it bounds, it does not measure.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="calls_taken")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("appels pris dans une semaine")
        ordering = ["-monday", "agent", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "agent", "monday"], name="calls_taken_once_a_week")]

    def __str__(self) -> str:
        return f"{self.monday} {self.count}"
