"""Takes up what was left behind: jobs of workers that are gone, rings that were lost."""

from __future__ import annotations

import logging

from django.db import transaction

from background.doorbell import ring
from background.models import Job
from background.workers import is_dead

logger = logging.getLogger(__name__)


def reap() -> None:
    """Put back the jobs whose worker is gone (they fail once their attempts are spent), then ring where jobs are due."""
    put_back_expired()
    put_back_of_the_dead()
    for queue in sorted(set(Job.objects.due().values_list("queue", flat=True))):
        ring(queue)


def put_back_expired() -> None:
    with transaction.atomic():
        # Locked: a heartbeat that comes in meanwhile finds the job renewed or taken, never both.
        for job in Job.objects.expired().select_for_update(skip_locked=True):
            logger.warning("job %s %s: no sign of life from %s", job.reference, job.kind, job.worker)
            job.retry("worker_lost", pause=False)


def put_back_of_the_dead() -> None:
    """Without waiting for the end of the lease: a process of this machine that is gone renews nothing any more."""
    for job in Job.objects.running():
        if is_dead(job.worker):
            logger.warning("job %s %s: its worker %s is gone", job.reference, job.kind, job.worker)
            job.retry("worker_lost", pause=False)


def give_back_of_the_dead() -> None:
    """The same when the portal itself stopped its workers: the attempt does not count."""
    for job in Job.objects.running():
        if is_dead(job.worker):
            job.give_back()
