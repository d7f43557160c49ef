"""Counting what is asked, over processes and machines: two at once count for two."""

from __future__ import annotations

import hashlib
from time import time as now
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction

LONGEST = 300
"""Seconds: the longest window. Increments keep a counter at least that long (Django's default timeout of a cache)."""


class CountingDatabaseCache(DatabaseCache):
    """Django's increment reads, then writes: of two at once, one is lost. Redis counts by itself; here the row is held meanwhile."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        using = router.db_for_write(self.cache_model_class)
        connection = connections[using]
        # SQLite's transactions begin by taking the only right to write (settings: IMMEDIATE), which holds the row as well.
        lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
        with transaction.atomic(using=using), connection.cursor() as cursor:
            table = connection.ops.quote_name(self.cache_model_class._meta.db_table)
            held = self.make_and_validate_key(key, version=version)
            cursor.execute(f"SELECT cache_key FROM {table} WHERE cache_key = %s{lock}", [held])  # noqa: S608 - a name from the settings
            return super().incr(key, delta, version)


def count(*what: Any, period: int) -> tuple[int, int]:
    """One more of `what`: how many in the window under way, this one included, and in how many seconds it closes."""
    window, elapsed = divmod(now(), period)
    key = "counted-" + _digest((*what, period, int(window)))  # a new window is a new key: nothing is ever set back to nought
    cache.add(key, 0, LONGEST)
    return cache.incr(key), max(1, round(period - elapsed))


def count_from_first(*what: Any, period: int) -> tuple[int, int]:
    """The same, in a window that opens with the first of them."""
    # Two who open it at once are given the same end: the second `add` does nothing.
    until = float(cache.get_or_set(_opened(what), lambda: now() + period, period))  # type: ignore[arg-type]  # never None
    key = _counter(what, until)
    cache.add(key, 0, LONGEST)
    return cache.incr(key), max(1, round(until - now()))


def take_back(*what: Any) -> None:
    """One of those counted from the first does not count after all."""
    until = cache.get(_opened(what))
    if until is not None and cache.get(_counter(what, until)):
        cache.decr(_counter(what, until))


def _opened(what: tuple[Any, ...]) -> str:
    return "opened-" + _digest(what)


def _counter(what: tuple[Any, ...], until: float) -> str:
    return "counted-" + _digest((*what, until))


def _digest(said: tuple[Any, ...]) -> str:
    return hashlib.sha256("\0".join(map(str, said)).encode()).hexdigest()
