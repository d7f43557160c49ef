"""Who runs a job: a name from which other processes of the same machine can tell whether that worker is still alive."""

from __future__ import annotations

import os
import socket
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
NAMESPACE = Path("/proc/self/ns/pid")


def _place() -> str:
    """Process ids mean something inside one start of one machine and one container only, so all are in the name: machines made from one
    image may bear one host name, and outside containers their namespaces bear one number."""
    boot = BOOT.read_text().strip() if BOOT.exists() else ""
    return f"{socket.gethostname()}/{boot}/{NAMESPACE.stat().st_ino if NAMESPACE.exists() else 0}"


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
