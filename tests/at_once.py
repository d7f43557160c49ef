"""Fifty threads that begin together. Called in a process of its own, on a real database (tests/background/portal.py)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

MANY = 50


def fifty(ask: Callable[[], Any]) -> tuple[list[Any], list[str]]:
    """What each was answered, and what failed."""
    together = threading.Barrier(MANY)
    answers: list[Any] = []
    failures: list[str] = []

    def one() -> None:
        try:
            together.wait(60)
            answers.append(ask())
        except Exception as error:
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, failures
