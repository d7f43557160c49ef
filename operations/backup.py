"""A backup: one folder that is whole, or is not there under its name.

The database first, then the files: what the dump names was there before it. A file that went in between was erased meanwhile, and goes
again when the backup is restored (`call_review/replay.py`, `purge.py`); one that came in between has no row, and is swept then.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import connection
from django.utils import timezone

from operations import archive, databases
from operations.archive import BackupError, Manifest

SECRETS = ("SECRET_KEY", "ACCESS_LOG_KEY")
KEY_FILES = "*.key"
PART = ".part"
"""Of a deposit under way: whoever sends it begins again."""
Progress = Callable[[int], None]


@dataclass
class Backup:
    folder: Path
    manifest: Manifest
    vanished: int
    """Files erased between the moment they were listed and that of their copy."""
    rotated: list[Path]


def backup(into: Path, *, keys_to: Path | None = None, keep: int = 0, progress: Progress = lambda files: None) -> Backup:
    """Raises BackupError; of the disk that is full too. What it had begun then goes."""
    moment = timezone.now()
    os.umask(0o077)
    try:
        with _alone_in(into):
            whole = into / moment.strftime(archive.STAMP)
            partial = into / f".{whole.name}.partial"
            partial.mkdir()
            try:
                manifest, vanished = _fill(partial, keys_to, progress)
                manifest.made_at = moment.isoformat()
                manifest.write(partial)
                os.sync()  # all of it is on the disk before it bears the name of a backup
                partial.rename(whole)
                _sync_folder(into)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            return Backup(whole, manifest, vanished, _rotate(into, keep) if keep else [])
    except (OSError, sqlite3.Error) as error:
        raise BackupError("disk", error) from error


@contextmanager
def _alone_in(into: Path) -> Iterator[None]:
    into.mkdir(parents=True, exist_ok=True)
    with (into / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("under_way", into) from None
        for left in into.glob(".vigie-*.partial"):  # of one that was killed: nobody else holds the lock
            shutil.rmtree(left)
        yield


def _fill(folder: Path, keys_to: Path | None, progress: Progress) -> tuple[Manifest, int]:
    counts = databases.dump(folder)
    manifest = Manifest(
        format=archive.FORMAT,
        made_at="",
        vendor=connection.vendor,
        migrations=databases.applied_migrations(),
        counts=counts,
        keys_apart=keys_to is not None,
    )
    _write_keys(keys_to or folder / archive.KEYS)
    if settings.ERASURE_JOURNAL.exists():
        shutil.copyfile(settings.ERASURE_JOURNAL, folder / archive.JOURNAL)
    manifest.files = {path.name: archive.described(path) for path in sorted(folder.iterdir())}
    return manifest, copy_files(folder, manifest, progress)


def copy_files(folder: Path, manifest: Manifest, progress: Progress) -> int:
    """Of every store, disk or objects alike. Answers how many were erased between the moment they were listed and that of their copy."""
    vanished = 0
    for store in archive.STORES:
        for name in names(storages[store]):
            path = f"files/{store}/{name}"
            if name.endswith(PART):
                continue
            try:
                with storages[store].open(name) as source:
                    manifest.files[path] = archive.copy(source, folder / path)
            except FileNotFoundError:
                vanished += 1
            else:
                progress(len(manifest.files))
    return vanished


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Of all files of a store, whatever it is."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    above = f"{folder}/" if folder else ""
    yield from (f"{above}{name}" for name in sorted(files))
    for below in sorted(folders):
        yield from names(storage, f"{above}{below}")


def _write_keys(target: Path) -> None:
    secrets = {name: getattr(settings, name, "") for name in SECRETS}
    files = {path.name: path.read_text("utf-8") for path in sorted(settings.DATA_DIR.glob(KEY_FILES))}
    said = {"secrets": {f"VIGIE_{name}": str(value) for name, value in secrets.items() if value}, "files": files}
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        json.dump(said, file, indent=1)


def _rotate(into: Path, keep: int) -> list[Path]:
    """The oldest beyond that number. Only folders that bear the name of a backup and hold a manifest are touched."""
    old = archive.whole(into)[:-keep]
    for folder in old:
        # Once its name is gone it is no backup any more, wherever its removal is cut short.
        doomed = folder.rename(folder.with_name(f".{folder.name}.partial"))
        shutil.rmtree(doomed)
    return old


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
