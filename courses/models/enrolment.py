from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models.attempt import Attempt

ID_LENGTH = 36
"""Of a lesson or a block: the uuid that Wagtail gives to a child of a stream."""


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> EnrolmentQuerySet:
        """One's own. Progress is shown to nobody else."""
        return self.filter(learner=user)

    def begun(self) -> EnrolmentQuerySet:
        """Under way, the one read last first; a course that is no longer published waits until it is again."""
        return self.filter(completed_at=None, course__live=True).order_by("-touched_at", "-pk")

    def once_completed(self) -> EnrolmentQuerySet:
        """Completed, be it before the course was begun again."""
        return self.exclude(completed_at=None, begun_again_at=None)


class Enrolment(models.Model):
    """A learner began a course. Written by `enrolling.py`, `progress.py` and `completing.py` only.

    BEGUN (completed_at is null) ── every lesson done and a quiz passed ──▶ COMPLETED (lessons stay open to read)
      ▲                                                                              │
      └──────── begin again: what was completed stays, all is to be done again ──────┘
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="enrolments")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="enrolments")
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    begun_again_at = models.DateTimeField(null=True, blank=True)
    """The last time. What was done before counts no more for the next completion."""
    position = models.CharField(max_length=ID_LENGTH, blank=True)
    """Where one left off: the lesson read last that is not done. How far in it: its `LessonProgress`."""

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrolled_once_in_a_course"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=models.F("started_at")), name="completed_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.course}"

    @property
    def has_passed(self) -> bool:
        return self.attempts.counting().filter(passed=True).exists()

    @property
    def was_completed(self) -> bool:
        """See `EnrolmentQuerySet.once_completed`."""
        return bool(self.completed_at or self.begun_again_at)

    @property
    def open_attempt(self) -> Attempt | None:
        return self.attempts.open().first()
