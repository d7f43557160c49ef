"""The broker carries no work, only "there may be something for you": a ring lost, doubled or late changes nothing."""

from __future__ import annotations

import logging
from pathlib import Path

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)

QUEUES = ("speech", "default")
# A ring not heard by then is worth nothing: the reaper has rung again since.
STALE_AFTER_SECONDS = 30
# A server that is away, one that refuses, a folder that is full or gone, a table of queues cut short.
BROKER_ERRORS = (OperationalError, ChannelError, OSError, ValueError)


def ring(queue: str) -> None:
    """Wake the worker of a queue. When the broker is away the row still waits, and the reaper rings when it is back."""
    try:
        current_app.send_task("background.answer", [queue], queue=queue, expires=STALE_AFTER_SECONDS, retry=False, ignore_result=True)
    except BROKER_ERRORS as error:
        logger.warning("The broker does not answer, queue %s will be rung again: %s", queue, error)


def reach(seconds: int) -> None:
    """Raises one of BROKER_ERRORS, or what its library raises, when the broker does not answer by then."""
    with current_app.connection_for_write(connect_timeout=seconds) as bell:
        bell.ensure_connection(max_retries=1, interval_start=0, timeout=seconds)


def forget_rings() -> None:
    """Empty the folders of the default broker: no ring is worth keeping, and a table cut short by a power cut would mute it for good."""
    options = current_app.conf.broker_transport_options
    for name in ("data_folder_in", "control_folder"):
        if folder := options.get(name):
            for file in Path(folder).iterdir():
                file.unlink(missing_ok=True)
