"""What the portal needs to answer people, asked one thing after the other. No secret and no address is in the answers."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from background import doorbell
from background.models import Job
from background.models.queue import after

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 200 * 1024**2
WAITED_TOO_LONG = timedelta(minutes=5)
BROKER_SECONDS = 2


class NotReady(Exception):
    """With a code, the same in every language."""


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("not_applied")


def shared_cache() -> None:
    token = uuid4().hex
    cache.set(f"readyz-{token}", token, timeout=10)
    if cache.get(f"readyz-{token}") != token:
        raise NotReady("does_not_keep")
    cache.delete(f"readyz-{token}")


def broker() -> None:
    doorbell.reach(BROKER_SECONDS)


def data_folder() -> None:
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        raise NotReady("not_writable")
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        raise NotReady("disk_full")


def workers() -> None:
    """A job due for minutes, in a queue where none runs, is one that nobody hears. A worker that has nothing to do leaves no trace."""
    long_ago = after(-WAITED_TOO_LONG)
    overdue = set(Job.objects.due().filter(created_at__lt=long_ago).values_list("queue", flat=True))
    # A worker that took a job moments ago was there: between two jobs of a long queue nothing runs.
    recent = Job.objects.filter(Q(heartbeat_at__gte=long_ago) | Q(finished_at__gte=long_ago))
    if overdue - set(recent.values_list("queue", flat=True)):
        raise NotReady("nobody_works")


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "cache": shared_cache,
    "broker": broker,
    "data_folder": data_folder,
    "workers": workers,
}
NEED_THE_DATABASE = ("migrations", "cache", "workers")


def answers() -> dict[str, str]:
    """``{"database": "ok", …}``; without its database, what needs it is not asked: each would wait as long again."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        away = found.get("database", "ok") != "ok"
        found[name] = "not_asked" if away and name in NEED_THE_DATABASE else _answer(name, check)
    return found


def _answer(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Exception as error:  # whatever a server that is away raises, its absence is the answer
        logger.warning("not ready, %s: %s", name, type(error).__name__)
        return "away"
    return "ok"
