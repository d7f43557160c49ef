"""How a queue stands: who starts after whom, and when, as far as the pace of the last jobs tells. Figures of the portal, of no person."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from background.models import Job

LAST, LEAST = 20, 3
"""Of a kind: how many of the last jobs are looked at, and how many are enough to say something."""


class Outlook:
    """Asked of the database once, when it is first needed, however many jobs are asked about."""

    def __init__(self, queue: str) -> None:
        self.queue = queue
        self._paces: dict[str, tuple[float | None, float | None]] = {}

    def ahead(self, job: Job) -> int:
        """How many that wait start before; 0 also for a job that does not wait."""
        return self._ranks.get(job.pk, 0)

    @property
    def busy(self) -> bool:
        return bool(self._running)

    def starts_in(self, job: Job) -> int | None:
        """Seconds. None when nothing is known of one of those before, or when no worker is at work: nobody knows when one will be."""
        return self._starts.get(job.pk)

    @cached_property
    def _running(self) -> list[Job]:
        return list(Job.objects.running().filter(queue=self.queue))

    @cached_property
    def _waiting(self) -> list[dict[str, Any]]:
        names = ("pk", "kind", "size", "group", "created_at", "level", "awaited", "served")
        rows = Job.objects.waiting_for(self.queue).values(*names)
        return list(in_turn(list(rows)))

    @cached_property
    def _ranks(self) -> dict[UUID, int]:
        return {row["pk"]: rank for rank, row in enumerate(self._waiting)}

    @cached_property
    def _starts(self) -> dict[UUID, int]:
        """As many workers as are at work now go on one after the other."""
        free: list[float] = []
        for job in self._running:
            if (left := self._left(job)) is None:
                return {}
            free.append(left)
        heapq.heapify(free)
        starts: dict[UUID, int] = {}
        for row in self._waiting if free else []:
            starts[row["pk"]] = round(free[0])
            if (takes := self._takes(row["kind"], row["size"])) is None:
                break
            heapq.heapreplace(free, free[0] + takes)
        return starts

    def _left(self, job: Job) -> float | None:
        if job.seconds_left is not None:
            return job.seconds_left
        takes = self._takes(job.kind, job.size)
        if takes is None or job.started_at is None:
            return None
        return max(takes - (timezone.now() - job.started_at).total_seconds(), 0.0)

    def _takes(self, kind: str, size: int | None) -> float | None:
        """Seconds of work."""
        if kind not in self._paces:
            self._paces[kind] = _pace_of(kind)
        by_size, by_job = self._paces[kind]
        return size * by_size if size and by_size is not None else by_job


def _pace_of(kind: str) -> tuple[float | None, float | None]:
    """Seconds of work for one of size, and for one job. A job cut short counts not: only its last attempt is known."""
    done = Job.objects.filter(kind=kind, state=Job.State.DONE, attempts=1, started_at__isnull=False).order_by("-finished_at")
    rows: list[tuple[Any, Any, int | None]] = list(done.values_list("started_at", "finished_at", "size")[:LAST])
    took = [(max(end - start, timedelta(0)).total_seconds(), size) for start, end, size in rows]
    sized = [(seconds, size) for seconds, size in took if size]
    by_size = sum(seconds for seconds, _size in sized) / sum(size for _seconds, size in sized) if len(sized) >= LEAST else None
    by_job = sum(seconds for seconds, _size in took) / len(took) if len(took) >= LEAST else None
    return by_size, by_job


def in_turn(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of `waiting_for`, in the order in which they will be claimed: each claim makes its group the last served."""
    served: dict[str, tuple[Any, ...]] = {row["group"]: (1, row["served"]) if row["served"] else (0,) for row in rows}
    turn = 0
    for awaited in (1, 0):
        lines: dict[str, deque[dict[str, Any]]] = {}
        for row in sorted((row for row in rows if row["awaited"] == awaited), key=_within):
            lines.setdefault(row["group"], deque()).append(row)
        while lines:
            group = min(lines, key=lambda name: (served[name], _within(lines[name][0])))
            yield lines[group].popleft()
            turn += 1
            served[group] = (2, turn)
            if not lines[group]:
                del lines[group]


def _within(row: dict[str, Any]) -> tuple[Any, ...]:
    return -row["level"], row["created_at"], row["pk"].hex
