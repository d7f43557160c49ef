"""Who runs a job: a name from which other processes of the same machine can tell whether that worker is still alive."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def _place() -> str:
    """Process ids mean something inside one machine and one container only, so both are in the name."""
    namespace = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()}/{namespace.stat().st_ino if namespace.exists() else 0}"


def this_worker() -> str:
    return f"{_place()}/{os.getpid()}"


def process_id(worker: str) -> int:
    return int(worker.rpartition("/")[2])


def is_dead(worker: str) -> bool:
    """Certainly dead: it ran here and its process is gone. Of a worker elsewhere only its lease can tell."""
    place, _, pid = worker.rpartition("/")
    if place != _place() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
