"""Work that comes back by itself: asked for when its time has come, by the same look around that rings for what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from background.models import Job
from background.registry import Handler, enqueue, find

_every: dict[str, timedelta] = {}


def periodic(name: str, *, every: timedelta) -> Callable[[Handler], Handler]:
    """Above ``@job(name, …)``: the job is asked for again once ``every`` has passed since it was last asked for.

    The period is counted from rows, not from a clock: after a night without power it is asked for once, at once. A job that
    is still waiting or at work is not doubled, whatever the number of clocks.
    """

    def register(handler: Handler) -> Handler:
        find(name)
        _every[name] = every
        return handler

    return register


def ask_for_what_is_due() -> list[Job]:
    """Called every few seconds."""
    return [job for name, every in _every.items() if (job := _ask(name, every))]


def next_time(name: str) -> datetime | None:
    """When it is asked for next; None when that is at the next look around. Raises KeyError for what does not come back."""
    every = _every[name]
    last = Job.objects.filter(kind=name).order_by("-created_at").first()
    return last.created_at + every if last else None


def kinds() -> frozenset[str]:
    return frozenset(_every)


@transaction.atomic
def _ask(name: str, every: timedelta) -> Job | None:
    # The last row is locked so that two clocks ask once; the very first time, doubling an idempotent job does no harm.
    newest = Job.objects.filter(kind=name).order_by("-created_at")
    newest.select_for_update().first()
    last = newest.first()  # read again: who waited for the lock holds what was the newest before
    if last and (not last.finished or last.created_at > timezone.now() - every):
        return None
    return enqueue(name)
