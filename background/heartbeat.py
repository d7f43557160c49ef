"""The sign of life of a running job."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection, connections

from background.models import Job

logger = logging.getLogger(__name__)


class Heartbeat:
    """Renews the lease three times per lease, from a thread with its own database connection, while its block runs.

    A handler inside native code hears nothing, so beyond the time limit the only way to end it is to end the process:
    the job fails first, and the supervisor starts the worker again.
    """

    def __init__(self, job: Job, time_limit: timedelta) -> None:
        self.lost = False
        self._job = job
        self._deadline = time.monotonic() + time_limit.total_seconds()
        self._over = threading.Event()
        beat = partial(copy_context().run, self._beat)  # its lines in the log are this job's too
        self._thread = threading.Thread(target=beat, name=f"heartbeat {job.reference}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self.lost and not self._over.wait(self._pause()):
                if time.monotonic() >= self._deadline:
                    self._end_process()
                self._renew()
        finally:
            connections.close_all()

    def _pause(self) -> float:
        return min(settings.JOB_LEASE_SECONDS / 3, max(0.0, self._deadline - time.monotonic()))

    def _renew(self) -> None:
        try:
            self.lost = not self._job.renew()
        except DatabaseError:
            # Two beats are left before the lease ends; a fresh connection for the next one.
            logger.warning("job %s: heartbeat not written", self._job.reference, exc_info=True)
            connection.close()

    def _end_process(self) -> None:
        logger.error("job %s: over its time limit, its process is killed", self._job.reference)
        try:
            self._job.fail("too_long")
            logging.shutdown()  # what handlers hold back is lost otherwise
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
