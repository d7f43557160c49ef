from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolment import ID_LENGTH, Enrolment


class LessonProgress(models.Model):
    """How far a learner is in a lesson. Never goes backwards until the course is begun again. Written by `progress.py` only.

    (no row) ── a block is seen ──▶ BEGUN ── « J’ai terminé » ──▶ DONE
    any ── the course is begun again ──▶ BEGUN, at its first block
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.CharField(max_length=ID_LENGTH)
    block = models.CharField(max_length=ID_LENGTH, blank=True)
    """The furthest block that was seen."""
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progression dans une leçon")
        verbose_name_plural = _("progressions dans une leçon")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="progress_once_in_a_lesson")]


class CheckAnswer(models.Model):
    """What a learner answered last to a check of a lesson, kept as given: counted nowhere, tried again at will."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="checks")
    block = models.CharField(max_length=ID_LENGTH)
    chosen = models.JSONField()
    """Ids of choices; for an ordering, all of them in the order given."""
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("réponse à une vérification")
        verbose_name_plural = _("réponses aux vérifications")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "block"], name="answer_once_to_a_check")]
