"""Runs jobs, one at a time, so that priority counts."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import translation

from background import registry, stopping
from background.current import at_work
from background.errors import Cancelled, LeaseLost, WorkerStopping
from background.heartbeat import Heartbeat
from background.models import Job
from background.run import Run
from background.workers import this_worker

logger = logging.getLogger(__name__)


def work_off(queue: str) -> int:
    """Run the jobs of a queue until none is due. Answers how many were taken."""
    taken = 0
    while not stopping.asked() and (job := Job.objects.claim_next(queue, this_worker())):
        perform(job)
        taken += 1
    return taken


def perform(job: Job) -> None:
    """One attempt at a job claimed by this process; whatever happens to it is written in its row."""
    with at_work(job.reference, job.kind):
        _attempt(job)


def _attempt(job: Job) -> None:
    logger.info("job %s %s: attempt %d of %d", job.reference, job.kind, job.attempts, job.max_attempts)
    try:
        _handle(job)
    except Cancelled:
        outcome = job.stop()
    except WorkerStopping:
        outcome = job.give_back()
    except LeaseLost:
        outcome = False
    except Exception as error:
        outcome = _settle(job, error)
    else:
        outcome = True
    if outcome:
        job.refresh_from_db()
        logger.info("job %s %s: %s %s", job.reference, job.kind, job.state, job.error_code)
    else:
        logger.warning("job %s %s: taken over by another worker", job.reference, job.kind)


def _handle(job: Job) -> None:
    kind = registry.find(job.kind)
    language = getattr(job.owner, "language", settings.LANGUAGE_CODE)
    with Heartbeat(job, kind.time_limit) as heartbeat, translation.override(language):
        run = Run(job, heartbeat)
        kind.handler(run)
        if not run.finished:
            with run.finishing():
                pass


def _settle(job: Job, error: Exception) -> bool:
    """Errors that name themselves say whether another attempt helps; of the others we cannot know, so we try."""
    if not (hasattr(error, "code") and hasattr(error, "temporary")):
        logger.exception("job %s %s: unexpected error", job.reference, job.kind)
        return job.retry("unexpected", type(error).__name__)
    settle = job.retry if error.temporary else job.fail
    return settle(str(error.code), str(getattr(error, "detail", "")))
