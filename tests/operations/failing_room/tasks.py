from __future__ import annotations

import logging
import time
from datetime import timedelta

from background.registry import job
from background.run import Run
from tests.operations.canaries import RECOGNISED

logger = logging.getLogger("tests.room")


@job("tests.failing", max_attempts=1)
def failing(run: Run) -> None:
    canary = run.arguments["canary"]
    if canary in RECOGNISED:
        logger.warning("about %s", canary)
    try:
        {}[canary]
    except KeyError as error:
        raise RuntimeError(f"job about {canary}") from error


@job("tests.endless", max_attempts=1, time_limit=timedelta(seconds=1))
def endless(run: Run) -> None:
    """Hears no stop: its process is killed."""
    logger.error("this will not end well")
    time.sleep(60)
