"""Jobs that ended long ago are forgotten: their rows say who asked for what, and nobody looks at them any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from background import periodic
from background.models import Job
from background.models.queue import JobQuerySet

KEPT = timedelta(days=30)
PERIODIC_KEPT = timedelta(days=1)
BATCH = 1000


def over(now: datetime) -> JobQuerySet:
    """Ended for KEPT, or for PERIODIC_KEPT when the kind comes back by itself; but never the newest of such a kind, from which its period
    is counted."""
    comes_back = Q(kind__in=periodic.kinds())
    newer = Job.objects.filter(kind=OuterRef("kind"), created_at__gt=OuterRef("created_at"))
    long_ago = Q(~comes_back, finished_at__lt=now - KEPT) | Q(comes_back & Exists(newer), finished_at__lt=now - PERIODIC_KEPT)
    return Job.objects.filter(long_ago, state__in=Job.FINAL)


def forget(now: datetime) -> int:
    """In small transactions. What held a key to such a job holds none any more. Answers how many rows went."""
    forgotten = 0
    while keys := list(over(now).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Job.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
