"""A store that is a folder of the disk. `object_store.py` answers to the same names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage

from files.entry import Entry

CHUNK = 64 * 1024


class FolderStore(FileSystemStorage):
    shared = False
    """What is written in its `working_folder` is in the store already."""

    @property
    def working_folder(self) -> Path:
        """Where files are written before they are whole: on the same disk, so that to keep one is to rename it."""
        return Path(self.location)

    def keep(self, path: Path, name: str) -> None:
        """The whole file at `path` goes under `name`, over what was there: at once, or not at all."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
        there = Path(self.path(name))
        there.parent.mkdir(parents=True, exist_ok=True)
        path.replace(there)

    def take_back(self, path: Path, name: str) -> None:
        """After `keep`, when what should have gone with it was refused."""
        Path(self.path(name)).replace(path)

    def local(self, name: str, folder: Path) -> Path:
        """A path that libraries can open: the file itself. Raises FileNotFoundError."""
        path = Path(self.path(name))
        path.stat()
        return path

    def part(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """Bytes `first` to `last`, both included. Raises FileNotFoundError at once."""
        return _pieces(open(self.path(name), "rb", opener=_no_link), first, last)

    def entries(self, above: str, starting: str = "") -> list[Entry]:
        """Plain files of a folder, made when it lacks, whose name starts so. Links are none: who may write here reads nothing elsewhere."""
        folder = Path(self.path(above))
        folder.mkdir(parents=True, exist_ok=True)
        with os.scandir(folder) as found:
            plain = [_entry(each) for each in found if each.name.startswith(starting) and each.is_file(follow_symlinks=False)]
        return sorted(plain, key=lambda entry: entry.name)

    def move(self, name: str, to: str) -> None:
        """Raises FileNotFoundError."""
        there = Path(self.path(to))
        there.parent.mkdir(parents=True, exist_ok=True)
        Path(self.path(name)).replace(there)

    def place(self, name: str) -> str:
        """What a technician calls it."""
        return self.path(name)

    def folders(self, above: str) -> list[str]:
        try:
            return sorted(self.listdir(above)[0])
        except FileNotFoundError:
            return []

    def remove_folder(self, name: str) -> None:
        """With all that is in it. Nothing when it is gone already."""
        shutil.rmtree(self.path(name), ignore_errors=True)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _entry(found: os.DirEntry[str]) -> Entry:
    facts = found.stat(follow_symlinks=False)
    return Entry(found.name, facts.st_size, f"{facts.st_size}-{facts.st_mtime_ns}")


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (data := file.read(min(CHUNK, left))):
            left -= len(data)
            yield data
