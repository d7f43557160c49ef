"""The folder of a call on the disk, and the bytes of a deposit as they arrive in it.

Nothing here trusts anything but the file: what it holds is what came, whoever was cut off or killed in between. Each append is one
compare-and-append under a lock, so that a request that was thought dead and wakes up adds nothing in the wrong place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import Storage, storages

ORIGINAL = "original"


def calls_storage() -> Storage:
    return storages["calls"]


def folder_name(key: uuid.UUID) -> str:
    """A folder a call, under a name that says nothing."""
    return f"{key.hex[:2]}/{key.hex}"


def folder_of(key: uuid.UUID) -> Path:
    return Path(calls_storage().path(folder_name(key)))


def remove_folder(key: uuid.UUID) -> None:
    """All that is kept of a call. Nothing when it is gone already."""
    shutil.rmtree(folder_of(key), ignore_errors=True)


def folders() -> Iterator[uuid.UUID]:
    """Keys of the calls that have a folder."""
    root = Path(calls_storage().path(""))
    for folder in sorted(root.glob("??/" + "?" * 32)):
        try:
            yield uuid.UUID(folder.name)
        except ValueError:
            continue


class WrongOffset(Exception):
    """The bytes offered do not follow those that are there."""


class Part:
    def __init__(self, key: uuid.UUID) -> None:
        self.key = key
        self.path = folder_of(key) / f"{ORIGINAL}.part"

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
        """Its place for good, by a rename: it is there whole, or not at all. Answers its name in the storage."""
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.rename(self.path.with_name(ORIGINAL))
        return f"{folder_name(self.key)}/{ORIGINAL}"

    def take_back(self) -> None:
        """After `keep`, when what should have gone with it was refused."""
        self.path.with_name(ORIGINAL).rename(self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
