"""Files of calls that no call names any more: a machine that stopped between the end of a transaction and the erasing of its files."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from call_review.models import Recording, Upload
from call_review.parts import calls_storage
from files.errors import StoreAway, StoreRefused

logger = logging.getLogger(__name__)

AN_HOUR = datetime.timedelta(hours=1)
"""A file younger than this may be on its way to its row."""
SHELF, CALL = re.compile(r"[0-9a-f]{2}"), re.compile(r"[0-9a-f]{32}")
"""The two folders of `kept_as`. Nothing else of the storage is looked at."""


def remove(names: Iterable[str]) -> int:
    """Erase these files, and the folder of a call that becomes empty. Answers how many went.

    A file that is gone already is no fault. One that resists is logged and left: `find` names it again the next day. Raises StoreAway at
    the first that finds nobody: so would all the others.
    """
    storage, gone = calls_storage(), 0
    for name in names:
        try:
            there = storage.exists(name)
            storage.delete(name)
            _remove_if_empty(storage, name.rpartition("/")[0])
        except (StoreRefused, OSError) as error:
            logger.error("A file of an erased call resists (%s): %s", type(error).__name__, name)
        else:
            gone += there
    return gone


def remove_after_commit(names: Iterable[str]) -> None:
    """Their rows are gone: while the store is away, what is left waits for the end of the passage, or for the next."""
    try:
        remove(names)
    except StoreAway:
        logger.warning("The store of calls is away: files of erased calls wait for the next passage of the purge")


def _remove_if_empty(storage: Any, folder: str) -> None:
    if CALL.fullmatch(folder.rpartition("/")[2]) and storage.exists(folder) and storage.listdir(folder) == ([], []):
        storage.delete(folder)


def find(now: datetime.datetime) -> Iterator[str]:
    """Files, older than an hour, that no row names. Of a call that is being transcribed none: its results are written before its row. Of a
    deposit under way none either: it may pause for hours (`leftovers.py` looks after those, and after whole folders, every few minutes)."""
    storage = calls_storage()
    for shelf in _folders(storage, "", SHELF):
        old = [name for call in _folders(storage, shelf, CALL) for name in _older_than(storage, f"{shelf}/{call}", now - AN_HOUR)]
        yield from _named_by_none(old)


def _folders(storage: Any, above: str, shape: re.Pattern[str]) -> list[str]:
    try:
        return sorted(name for name in storage.listdir(above)[0] if shape.fullmatch(name))
    except FileNotFoundError:
        return []


def _older_than(storage: Any, folder: str, moment: datetime.datetime) -> Iterator[str]:
    try:
        for name in sorted(storage.listdir(folder)[1]):
            if storage.get_modified_time(f"{folder}/{name}") < moment:
                yield f"{folder}/{name}"
    except FileNotFoundError:
        return  # erased by somebody else while we looked


def _named_by_none(names: list[str]) -> list[str]:
    """The rows are read after the folders: a call received meanwhile is known."""
    calls = Recording.objects.filter(key__in={name.split("/")[1] for name in names})
    at_work = {key.hex for key in calls.filter(state=Recording.State.WAITING).values_list("key", flat=True)}
    at_work |= {key.hex for key in Upload.objects.under_way().values_list("key", flat=True)}
    named = {name for files in calls.values_list("original", "sealed", "listening", "features") for name in files}
    return [name for name in names if name not in named and name.split("/")[1] not in at_work]
