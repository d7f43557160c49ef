"""The folder of a call in its store, and the bytes of a deposit as they arrive in a folder of this machine.

Nothing here trusts anything but the file: what it holds is what came, whoever was cut off or killed in between. Each append is one
compare-and-append under a lock, so that a request that was thought dead and wakes up adds nothing in the wrong place.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import storages

from files.errors import StoreAway

logger = logging.getLogger(__name__)

ORIGINAL = "original"


def calls_storage() -> Any:
    """A folder or an object store (`files/`)."""
    return storages["calls"]


def folder_name(key: uuid.UUID) -> str:
    """A folder a call, under a name that says nothing."""
    return f"{key.hex[:2]}/{key.hex}"


def folder_of(key: uuid.UUID) -> Path:
    """Where it arrives, on this machine."""
    return calls_storage().working_folder / folder_name(key)


def at_work() -> Path:
    """Where what is drawn from calls is written before it is whole (`files/workroom.py`)."""
    return calls_storage().working_folder / "at-work"


def remove_folder(key: uuid.UUID) -> None:
    """All that is kept of a call. Nothing when it is gone already. Raises StoreAway."""
    shutil.rmtree(folder_of(key), ignore_errors=True)
    calls_storage().remove_folder(folder_name(key))


def erase_folder(key: uuid.UUID) -> bool:
    """After the commit that took its row. False when the store is away: `leftovers.sweep` erases what is left as soon as it answers."""
    try:
        remove_folder(key)
    except StoreAway:
        logger.warning("The store of calls is away: files of an erased call wait for the next sweep")
        return False
    return True


def folders() -> Iterator[uuid.UUID]:
    """Keys of the calls that have a folder, in the store or on this machine."""
    storage = calls_storage()
    names = {folder.name for folder in storage.working_folder.glob("??/" + "?" * 32)}
    if storage.shared:
        names |= {name for shelf in storage.folders("") if len(shelf) == 2 for name in storage.folders(shelf)}
    for name in sorted(names):
        try:
            yield uuid.UUID(name)
        except ValueError:
            continue


class WrongOffset(Exception):
    """The bytes offered do not follow those that are there."""


class Part:
    def __init__(self, key: uuid.UUID) -> None:
        self.key = key
        self.path = folder_of(key) / f"{ORIGINAL}.part"
        self.name = f"{folder_name(key)}/{ORIGINAL}"

    @property
    def size(self) -> int:
        """How many bytes came."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, offset: int, data: bytes) -> int:
        """Adds `data` at `offset`; answers the new size. Raises WrongOffset, or OSError when the disk is full."""
        with self.locked() as file:
            if file.seek(0, os.SEEK_END) != offset:
                raise WrongOffset
            file.write(data)
            file.flush()
            return file.tell()

    def start_over(self) -> None:
        with self.locked() as file:
            file.truncate(0)

    @contextmanager
    def locked(self) -> Iterator[BinaryIO]:
        """The file, which nobody else changes meanwhile.

        Raises WrongOffset when it became something else while one waited: a kept call, which must not be touched through an old handle.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not self._is(file):
                raise WrongOffset
            yield file

    def _is(self, file: BinaryIO) -> bool:
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False

    def sha256(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def keep(self) -> str:
        """Its place for good: it is there whole, or not at all. Answers its name in the store. Raises StoreAway: what came is kept."""
        calls_storage().keep(self.path, self.name)
        return self.name

    def take_back(self) -> None:
        """After `keep`, when what should have gone with it was refused."""
        calls_storage().take_back(self.path, self.name)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        if calls_storage().shared:
            shutil.rmtree(self.path.parent, ignore_errors=True)
