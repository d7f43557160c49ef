from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from background.models.job import Job

OVERTAKEN_FOR = timedelta(hours=24)
"""After a day nothing goes before a job any more but its own like: nothing waits for ever."""
FOREMOST = 32767


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
        """Due jobs of a queue, the next to start first.

        What somebody waits for (priority 1 and more, or a day of waiting) goes before what nobody does; among equals the groups take turns,
        the one that was served longest ago first; in a group the highest priority, then the oldest. Who comes after the first only
        shows as the turns pass: `background.outlook`.
        """
        waited = Q(created_at__lt=after(-OVERTAKEN_FOR))
        served = self.model._base_manager.filter(queue=queue, group=OuterRef("group"), started_at__isnull=False).order_by("-started_at")
        return (
            self.due()
            .filter(queue=queue)
            .annotate(level=Case(When(waited, then=Value(FOREMOST)), default=F("priority"), output_field=models.IntegerField()))
            .annotate(awaited=Case(When(level__gte=1, then=Value(1)), default=Value(0), output_field=models.IntegerField()))
            .annotate(served=Subquery(served.values("started_at")[:1]))
            .order_by("-awaited", F("served").asc(nulls_first=True), "-level", "created_at", "pk")
        )

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
                    expected_at=None,
                )
            )
            if claimed:
                return self.get(pk=pk)
        return None
