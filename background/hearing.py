"""A worker that hears its broker no more ends, and whoever watches over it starts another, which looks at the table first.

Celery has been seen to come back deaf from a Redis that died twice within seconds: connected, idle, and fetching nothing for good
(celery/celery issues 8091, 10205, 10302; `make test-kills`). The table is what counts, so the table tells.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Collection

from django.conf import settings
from django.db import DatabaseError, connections

from background.doorbell import BROKER_ERRORS, reach
from background.models import Job
from background.workers import this_worker

logger = logging.getLogger(__name__)

# Longer than the clock needs to ring for what waits (config/celery.py): a ring that was lost is no deafness.
LOOKS_IN_A_ROW = 3
LEAST_PAUSE_SECONDS = 6
BROKER_SECONDS = 5
SECONDS_TO_END = 30


def watch(queues: Collection[str]) -> None:
    """Look from a thread, with its own database connection, as long as this process lives."""
    threading.Thread(target=_watch, args=[frozenset(queues)], name="hearing", daemon=True).start()


def _watch(queues: frozenset[str]) -> None:
    unheard = 0
    while unheard < LOOKS_IN_A_ROW:
        time.sleep(max(LEAST_PAUSE_SECONDS, settings.JOB_LEASE_SECONDS / 3))
        try:
            unheard = unheard + 1 if work_is_left(queues) else 0
        except DatabaseError:
            logger.warning("hearing: the database does not answer", exc_info=True)
            unheard = 0
        finally:
            connections.close_all()
    logger.error("work waits, the broker answers, and this worker hears nothing: it ends, to be started again")
    _end()


def work_is_left(queues: frozenset[str]) -> bool:
    """A job of ours is due, none is at work here, and the broker is there to be heard. While it is away nobody hears, rightly."""
    due = Job.objects.due().filter(queue__in=queues).exists()
    return due and not Job.objects.running().filter(worker=this_worker()).exists() and _broker_answers()


def _broker_answers() -> bool:
    try:
        reach(BROKER_SECONDS)
    except BROKER_ERRORS:
        return False
    return True


def _end() -> None:
    """As a supervisor would: a job that began this very moment is given back; what does not end by itself is killed."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os.kill(os.getpid(), signal.SIGKILL)
