"""Celery, reduced to a doorbell and a clock: docs/decisions/0003-the-row-is-the-job.md."""

from __future__ import annotations

import logging
import logging.config
import os
import warnings
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
REAP_EVERY_SECONDS = 10


def configuration() -> dict[str, Any]:
    """Read when first needed, not on import: this module is imported while the settings are."""
    from django.conf import settings

    return {
        **broker(settings.BROKER_URL),
        "broker_connection_retry_on_startup": True,
        # A worker at work does not listen (pool solo): the broker must not take it for dead.
        "broker_heartbeat": 0,
        "task_default_queue": "default",
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_pool": "solo",
        "worker_concurrency": 1,
        "worker_enable_remote_control": False,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "timezone": settings.TIME_ZONE,
        "beat_schedule_filename": str(settings.DATA_DIR / "beat-schedule"),
        "beat_schedule": {
            "reap": {
                "task": "background.reap",
                "schedule": REAP_EVERY_SECONDS,
                "options": {"queue": "default", "expires": REAP_EVERY_SECONDS},
            },
        },
    }


def broker(url: str) -> dict[str, Any]:
    """The default broker needs no server: messages are files, in and out of the same folder."""
    from django.conf import settings

    if not url.startswith("filesystem:"):
        # A page that rings does not wait for a broker that is away; workers have their own, patient settings.
        return {"broker_url": url, "broker_transport_options": {"max_retries": 1, "interval_start": 0.2}}
    folder = settings.DATA_DIR / "broker"
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(parents=True, exist_ok=True)
    folders = {"data_folder_in": str(messages), "data_folder_out": str(messages), "control_folder": str(control)}
    # Without a host, kombu warns at each connection that it takes localhost.
    return {"broker_url": "filesystem://localhost", "broker_transport_options": folders}


app = Celery("vigie")
app.add_defaults(configuration)
app.autodiscover_tasks(["background"])


@signals.setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """One logging for all processes; Celery's own lines only when something is wrong (jobs have theirs)."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("celery").setLevel(logging.WARNING)


# Said to a worker that runs as root, because of messages that hold code: ours are JSON.
warnings.simplefilter("ignore", SecurityWarning)
