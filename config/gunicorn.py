"""The web server. ``manage.py serve`` gives it a socket already open; another supervisor gives ``--bind``."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from gunicorn.glogging import Logger

from background.processes import die_with_parent

wsgi_app = "config.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# One import of the portal, shared by the workers: a faster start and less memory.
preload_app = True
# An upload of a long call on a slow line must not look like a stuck worker.
timeout = 120
# Below the patience of `serve`, so that a stop never ends in a kill.
graceful_timeout = 4
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - heartbeats of the workers, in memory
control_socket_disable = True
loglevel = "error"  # its warnings hold the address of who asked


class OneLog(Logger):
    """What the web server has to say goes where the portal's lines go, and is masked like them."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = OneLog

# What its processes count, they add up in files of this folder (operations/metrics.py).
counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="vigie-answers-")


def on_exit(server: Any) -> None:
    shutil.rmtree(counts, ignore_errors=True)


def pre_fork(server: Any, worker: Any) -> None:
    """What the portal asked the database while it was imported must not leave a connection that two processes share."""
    from django.db import connections

    connections.close_all()


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent(worker.ppid)
