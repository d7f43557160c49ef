from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.models.queue import JobQuerySet, after, lease_end
from background.models.queue import State as JobState

LONGEST_PAUSE = timedelta(minutes=10)


class Job(models.Model):
    """Work too long for a page: this row is the job, the broker only rings that there is one.

    ::

                      claim                     finish
        WAITING ────────────────▶ RUNNING ────────────────▶ DONE
         │   ▲                     │ │ │
         │   └─────────────────────┘ │ └── cancel seen ───▶ CANCELLED
         │     put back: worker lost,│                          ▲
         │     stopped, temporary    └── permanent error, ▶ FAILED
         │     error                     attempts spent         │
         └────────────── cancel ────────────────────────────────┘ (CANCELLED)

    DONE, FAILED and CANCELLED are final. Whoever moves a RUNNING job does it by compare-and-set on ``lease``, a token drawn
    anew at each claim: a worker that was thought dead and wakes up finds that its token opens nothing any more.
    """

    State = JobState
    FINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    queue = models.CharField(max_length=20, default="default")
    priority = models.SmallIntegerField(default=0)
    group = models.CharField(max_length=40, blank=True, help_text="whose turn it is: groups take turns")
    size = models.PositiveIntegerField(null=True, blank=True, help_text="how much work, in a unit of its kind")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    not_before = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="0 … 1000")
    progress_note = models.CharField(max_length=200, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True, help_text="the end, as the worker told it last")
    cancel_requested = models.BooleanField(default=False)
    error_code = models.CharField(max_length=100, blank=True)
    error_detail = models.CharField(max_length=200, blank=True, help_text="never personal data")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("tâche de fond")
        verbose_name_plural = _("tâches de fond")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index("state", "queue", F("priority").desc(), "created_at", name="job_next"),
            models.Index("queue", "group", "started_at", name="job_turn"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=1000), name="job_progress_up_to_1000"),
            models.CheckConstraint(
                condition=Q(state="running", lease__isnull=False, leased_until__isnull=False)
                | (~Q(state="running") & Q(lease=None, leased_until=None)),
                name="job_leased_when_running_only",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_when_final_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference} ({self.state})"

    @property
    def reference(self) -> str:
        """What a person reads out to an administrator, and what the log shows."""
        return str(self.pk)[:8]

    @property
    def finished(self) -> bool:
        return self.state in self.FINAL

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else self.progress // 10

    @property
    def age(self) -> timedelta:
        return timezone.now() - self.created_at

    @property
    def seconds_left(self) -> int | None:
        """What the worker told last, counted down; None while nobody can tell, or once it should be over for a while (`pace.py`)."""
        if self.state != self.State.RUNNING or self.cancel_requested or self.expected_at is None:
            return None
        left = round((self.expected_at - timezone.now()).total_seconds())
        return max(left, 0) if left > -60 else None

    # --- What the worker that holds the lease may do. Each answers whether the job was still its own.

    def renew(self) -> bool:
        return self._move(leased_until=lease_end(), heartbeat_at=Now())

    def hold(self) -> bool:
        """In a transaction: whoever would take or stop the job waits for its end. Refused once a person asked to stop."""
        return self._move(Q(cancel_requested=False), heartbeat_at=Now())

    def report(self, fraction: float, note: str, seconds_left: float | None = None) -> bool:
        """Refused as well once a person asked to stop."""
        expected_at = None if seconds_left is None else after(timedelta(seconds=round(seconds_left)))
        done = round(1000 * min(max(fraction, 0), 1))
        return self._move(Q(cancel_requested=False), progress=done, progress_note=note[:200], expected_at=expected_at)

    def finish(self) -> bool:
        """Refused as well once a person asked to stop."""
        return self._end(self.State.DONE, Q(cancel_requested=False), progress=1000, error_code="", error_detail="")

    def fail(self, code: str, detail: str = "") -> bool:
        return self._end(self.State.FAILED, error_code=code, error_detail=detail[:200])

    def stop(self) -> bool:
        """The handler saw that a person asked to stop."""
        return self._end(self.State.CANCELLED)

    def retry(self, code: str, detail: str = "", *, pause: bool = True) -> bool:
        """Back to waiting, each time for longer; failed once the attempts are spent."""
        if self.attempts >= self.max_attempts:
            return self.fail(code, detail)
        wait = min(timedelta(seconds=5 * 3 ** (self.attempts - 1)), LONGEST_PAUSE) if pause else timedelta(0)
        return self._put_back(not_before=after(wait), error_code=code, error_detail=detail[:200])

    def give_back(self) -> bool:
        """The worker is asked to stop: the job waits for the next one and the attempt does not count."""
        return self._put_back(attempts=F("attempts") - 1, error_code="interrupted", error_detail="")

    # --- What anyone may do

    def cancel(self) -> None:
        """Stop it: at once if it waits, at its next sign of progress if it runs; nothing if it is over."""
        unfinished = Job.objects.filter(pk=self.pk, state__in=[self.State.WAITING, self.State.RUNNING])
        with transaction.atomic():
            unfinished.update(cancel_requested=True)
            self._drop_if_cancelled()
        self.refresh_from_db()

    def bring_forward(self, priority: int) -> bool:
        """Answers whether it waited, and less urgently."""
        moved = Job.objects.filter(pk=self.pk, state=self.State.WAITING, priority__lt=priority).update(priority=priority) == 1
        self.refresh_from_db()
        return moved

    def _move(self, condition: Q | None = None, **changes: Any) -> bool:
        """Compare-and-set on the lease. ``leased_until`` is left out: a late heartbeat is still ours until someone takes over."""
        mine = Job.objects.running().filter(condition or Q(), pk=self.pk, lease=self.lease)
        return mine.update(**changes) == 1

    def _end(self, state: JobState, condition: Q | None = None, **changes: Any) -> bool:
        return self._move(condition, state=state, lease=None, leased_until=None, finished_at=Now(), **changes)

    def _put_back(self, **changes: Any) -> bool:
        with transaction.atomic():
            moved = self._move(state=self.State.WAITING, lease=None, leased_until=None, worker="", **changes)
            self._drop_if_cancelled()
        return moved

    def _drop_if_cancelled(self) -> None:
        asked = Job.objects.filter(pk=self.pk, state=self.State.WAITING, cancel_requested=True)
        asked.update(state=self.State.CANCELLED, finished_at=Now())
