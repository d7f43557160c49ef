"""A folder for one piece of work, gone with it: also when its process was killed, as soon as the next piece of work begins there."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workroom(above: Path) -> Iterator[Path]:
    """A fresh folder in `above`. The lock on each says whether its process lives: those that are free are removed first."""
    above.mkdir(parents=True, exist_ok=True)
    with _locked(above):
        _remove_free(above)
        folder = Path(tempfile.mkdtemp(dir=above))
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def remove_what_was_left(above: Path) -> None:
    """By processes that were killed."""
    if above.exists():
        with _locked(above):
            _remove_free(above)


def _remove_free(above: Path) -> None:
    for folder in above.iterdir():
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue  # its process has just ended its work
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass  # its process is at work
        finally:
            os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
