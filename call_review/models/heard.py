from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from call_review.models.recording import Recording


class HeardStretch(models.Model):
    """What the engine heard of a call so far, while it listens: the next attempt goes on from there, on whatever machine.

    Written by `heard.py` only. It says what was said, hence goes with the call, and as soon as the transcript is there; no page, search,
    copy or export reads it.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="heard")
    key = models.CharField(max_length=64)
    """Of the sound, the engine and all that had a part in it: `speech/checkpoint.py`."""
    content = models.TextField()

    class Meta:
        verbose_name = _("passage déjà entendu")
        ordering = ["recording", "pk"]
        constraints = [models.UniqueConstraint(fields=["recording", "key"], name="heard_stretch_once")]

    def __str__(self) -> str:
        return self.key[:12]
