"""``tests.slow`` counts to ``steps``; every attempt leaves a line in one file, every end a line in another table."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from celery import signals
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from background.registry import job
from background.run import Run

ATTEMPTS: Path = settings.DATA_DIR / "attempts"
consumer: Any = None


@job("tests.slow", max_attempts=100)
def slow(run: Run) -> None:
    _count(run)


@job("tests.slow_speech", queue="speech", max_attempts=100)
def slow_speech(run: Run) -> None:
    _count(run)


@job("tests.deaf", queue="speech", max_attempts=100)
def deaf(run: Run) -> None:
    """Hears no stop, like code that is inside a native library."""
    _note(run)
    time.sleep(60)


@signals.worker_ready.connect
def _remember(sender: Any, **kwargs: object) -> None:
    global consumer
    consumer = sender


@job("tests.lose_hearing", queue="speech")
def lose_hearing(run: Run) -> None:
    """As Celery has been seen after its broker died twice: connected, and fetching nothing."""
    consumer.task_consumer.cancel()


def _count(run: Run) -> None:
    _note(run)
    steps = run.arguments["steps"]
    for step in range(steps):
        run.progress(step / steps)
        time.sleep(0.1)
    with run.finishing():
        # Any table will do: one row for each time that the work was really finished.
        Session.objects.create(session_key=f"{run.job.reference}-{time.time_ns()}", expire_date=timezone.now())


def _note(run: Run) -> None:
    with ATTEMPTS.open("a") as lines:
        lines.write(f"{run.job.reference} {os.getpid()}\n")
