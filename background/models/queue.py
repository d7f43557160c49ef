from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from background.models.job import Job


class State(models.TextChoices):
    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminée")
    FAILED = "failed", _("échouée")
    CANCELLED = "cancelled", _("arrêtée")


def after(wait: timedelta) -> Combinable:
    """On the clock of the database, the one clock that all machines share: that of a worker may be an hour off."""
    return Now() + wait


def lease_end() -> Combinable:
    return after(timedelta(seconds=settings.JOB_LEASE_SECONDS))


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> JobQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self if getattr(user, "is_superuser", False) else self.filter(owner_id=user.pk)

    def due(self) -> JobQuerySet:
        """Jobs that a worker may start now."""
        may_start = Q(not_before=None) | Q(not_before__lte=Now())
        return self.filter(may_start, state=State.WAITING, cancel_requested=False)

    def waiting_for(self, queue: str) -> JobQuerySet:
        """Due jobs of a queue, in the order in which they start."""
        return self.due().filter(queue=queue).order_by("-priority", "created_at", "pk")

    def ahead_of(self, job: Job) -> JobQuerySet:
        earlier = Q(priority__gt=job.priority) | Q(priority=job.priority, created_at__lt=job.created_at)
        return self.waiting_for(job.queue).filter(earlier)

    def running(self) -> JobQuerySet:
        return self.filter(state=State.RUNNING)

    def failures(self, within: timedelta) -> list[tuple[str, str, int]]:
        """Kind, code and how many, of the last moments."""
        failed = self.filter(state=State.FAILED, finished_at__gte=after(-within)).order_by("kind", "error_code")
        return list(failed.values_list("kind", "error_code").annotate(n=models.Count("pk")))

    def expired(self) -> JobQuerySet:
        """Running jobs whose worker gave no sign of life for a whole lease."""
        return self.running().filter(leased_until__lt=Now())

    def claim_next(self, queue: str, worker: str) -> Job | None:
        """Give the next job of the queue to this worker; None when nothing is due.

        Compare-and-set: of two workers that chose the same row, the update of one touches it, the other chooses again.
        """
        while (pk := self.waiting_for(queue).values_list("pk", flat=True).first()) is not None:
            claimed = (
                self.due()
                .filter(pk=pk)
                .update(
                    state=State.RUNNING,
                    lease=uuid.uuid4(),
                    leased_until=lease_end(),
                    heartbeat_at=Now(),
                    started_at=Now(),
                    worker=worker,
                    attempts=F("attempts") + 1,
                    not_before=None,
                    progress=0,
                    progress_note="",
                )
            )
            if claimed:
                return self.get(pk=pk)
        return None
