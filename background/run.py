"""What a handler is given."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from background import stopping
from background.errors import Cancelled, Interruption, LeaseLost, WorkerStopping
from background.heartbeat import Heartbeat
from background.models import Job
from background.pace import Pace

SECONDS_BETWEEN_REPORTS = 0.5


class Run:
    """One attempt at a job."""

    def __init__(self, job: Job, heartbeat: Heartbeat) -> None:
        self.job = job
        self.finished = False
        self._heartbeat = heartbeat
        self._reported_at = 0.0
        self._pace = Pace()
        self._finishing = False

    @property
    def arguments(self) -> dict[str, Any]:
        return self.job.arguments

    def progress(self, fraction: float, note: str = "", *, paced: bool = True) -> None:
        """Say how far the work is (0 to 1) and, in the reader's language, what is under way. Cheap: call it often.

        The time left is told from the pace so far; `paced=False` while what is done says nothing of what is left (`pace.py`).

        Raises Cancelled, LeaseLost or WorkerStopping, which the handler lets through.
        """
        if self._finishing:
            return
        if self._heartbeat.lost:
            raise LeaseLost
        if stopping.asked():
            raise WorkerStopping
        left = self._pace.left(fraction, paced)
        now = time.monotonic()
        if now - self._reported_at < SECONDS_BETWEEN_REPORTS:
            return
        self._reported_at = now
        if not self.job.report(fraction, note, left):
            raise self._refusal()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """A transaction for what the next attempt will find, while the job is certainly this worker's and nobody stopped it.

        What stops it afterwards sees what was written. Raises Cancelled or LeaseLost before the block.
        """
        with transaction.atomic():
            if not self.job.hold():
                raise self._refusal()
            yield

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """The last writes of the handler and the end of the job, in one transaction: both happen, once, or neither.

        The job is ended first, which also holds its row against the reaper. Raises Cancelled or LeaseLost before the block.
        """
        try:
            with transaction.atomic():
                if not self.job.finish():
                    raise self._refusal()
                self._finishing = True
                yield
            self.finished = True
        finally:
            self._finishing = False

    def _refusal(self) -> Interruption:
        row = Job.objects.only("lease", "cancel_requested").get(pk=self.job.pk)
        return Cancelled() if row.lease == self.job.lease and row.cancel_requested else LeaseLost()
