from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Completion(models.Model):
    """A learner finished a course, then. Never changed: what it was worth is frozen in `context`. Written by `courses.completing` only.

    `careers` reads it to award certificates; nothing here knows of them.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions")
    course = models.ForeignKey("courses.CoursePage", null=True, on_delete=models.SET_NULL, related_name="completions")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="completions")
    completed_at = models.DateTimeField(default=timezone.now)
    context = models.JSONField()
    """Frozen: {"title": str, "version": int (revision), "minutes": int, "objectives": [str], "lessons": [str], "questions": int,
    "pass_mark": int}. No mark: only that it was passed."""

    class Meta:
        verbose_name = _("cours terminé")
        verbose_name_plural = _("cours terminés")
        ordering = ["-completed_at", "-pk"]

    def __str__(self) -> str:
        return str(self.context.get("title", self.key))
