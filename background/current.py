"""Which job is at work here: what is logged meanwhile is tied to it. No model, because the log is set up before any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Current(NamedTuple):
    reference: str
    kind: str


JOB: ContextVar[Current | None] = ContextVar("job", default=None)


@contextmanager
def at_work(reference: str, kind: str) -> Iterator[None]:
    token = JOB.set(Current(reference, kind))
    try:
        yield
    finally:
        JOB.reset(token)
