from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolment import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> AttemptQuerySet:
        """One's own. What was missed is for the learner alone."""
        return self.filter(enrolment__learner=user)

    def open(self) -> AttemptQuerySet:
        return self.filter(submitted_at=None)

    def graded(self) -> AttemptQuerySet:
        return self.exclude(submitted_at=None)

    def counting(self) -> AttemptQuerySet:
        """Graded since the course was begun, or begun again."""
        again = F("enrolment__begun_again_at")
        return self.graded().filter(Q(enrolment__begun_again_at=None) | Q(submitted_at__gt=again))


class Attempt(models.Model):
    """One go at the final quiz, on a frozen copy of its questions. Written by `attempts.py` only.

    OPEN ── submit, once whatever is clicked ──▶ GRADED (final)
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    questions = models.JSONField()
    """Snapshots (`Question.snapshot`), each with "shown": ids of its choices in the order in which they are offered."""
    pass_mark = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    """{key of the question: [ids of choices]}; what is not there was not answered."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tentative")
        verbose_name_plural = _("tentatives")
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(fields=["enrolment"], condition=Q(submitted_at=None), name="one_open_attempt"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, right=None, passed=None)
                | Q(submitted_at__isnull=False, right__isnull=False, passed__isnull=False),
                name="attempt_graded_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("courses:attempt", args=[self.pk])

    @property
    def is_of_before(self) -> bool:
        """Graded before the course was begun again: kept, and counted no more."""
        again = self.enrolment.begun_again_at
        return bool(again and self.submitted_at and self.submitted_at <= again)

    @property
    def unanswered(self) -> list[int]:
        """Numbers, from 1, of the questions without an answer."""
        return [number for number, question in enumerate(self.questions, 1) if not self.answers.get(str(question["question"]))]
