from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """What a coach, or the agent, says about a passage of the call. Read by who may open it. Written by `debriefing.py` only."""

    recording = models.ForeignKey("call_review.Recording", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="call_notes")
    start = models.FloatField()
    end = models.FloatField()
    text = models.TextField(_("note"), max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note")
        ordering = ["recording", "start", "pk"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="note_passage_in_order")]

    def __str__(self) -> str:
        return self.text[:60]


class NoteReply(models.Model):
    """The thread under a note: the agent answers, the coach answers back."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="call_note_replies")
    text = models.TextField(_("réponse"), max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("réponse à une note")
        ordering = ["note", "written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Played(models.Model):
    """A stretch of a call that a person really played: a criterion is rated only at such a moment (law C18). Dies with the call."""

    recording = models.ForeignKey("call_review.Recording", on_delete=models.CASCADE, related_name="played")
    listener = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    start = models.FloatField()
    end = models.FloatField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("passage écouté")
        ordering = ["recording", "listener", "start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="played_in_order")]

    def __str__(self) -> str:
        return f"{self.start:.1f}–{self.end:.1f}"
