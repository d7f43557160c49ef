"""The journal of erased calls, kept outside the database so that a restored backup brings none of them back.

One line an erasure: when, the key of the call, why. A key means nothing once its call is gone, so the journal is no personal data. A line
is on the disk before the erasure is committed: of a transaction that then fails the line remains, and after a restore the call goes, as
it was asked. What is due by its date needs no line: the purge finds it again.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from call_review.models import Elimination


class UnreadableJournal(Exception):
    """With the number of the line that is none."""


@dataclass(frozen=True)
class Erasure:
    at: datetime.datetime
    key: uuid.UUID
    why: str

    @classmethod
    def read(cls, line: str) -> Erasure:
        at, what, key, why = line.split()
        if what != "call":
            raise ValueError(what)
        return cls(datetime.datetime.fromisoformat(at), uuid.UUID(key), Elimination.Reason(why).value)

    def __str__(self) -> str:
        return f"{self.at.isoformat()} call {self.key.hex} {self.why}"


def note(key: uuid.UUID, why: str) -> None:
    """Before the erasure is acknowledged. Raises OSError when the disk takes nothing more: then nothing is erased either."""
    append([Erasure(timezone.now(), key, str(why))])


def append(erasures: Iterable[Erasure]) -> None:
    journal: Path = settings.ERASURE_JOURNAL
    lines = "".join(f"{erasure}\n" for erasure in erasures).encode()
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _drop_torn_line(file)
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(journal.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name of a new file
    finally:
        os.close(folder)


def _drop_torn_line(file: BinaryIO) -> None:
    """A machine that stopped in the middle of a line acknowledged nothing."""
    file.seek(0)
    content = file.read()
    if content and not content.endswith(b"\n"):
        file.truncate(content.rfind(b"\n") + 1)


def read(journal: Path) -> list[Erasure]:
    """Raises UnreadableJournal, or FileNotFoundError. A last line cut short is none."""
    found = []
    for number, line in enumerate(journal.read_text("ascii", errors="replace").splitlines(keepends=True), start=1):
        if not line.endswith("\n"):
            break
        try:
            found.append(Erasure.read(line))
        except ValueError:
            raise UnreadableJournal(f"{journal}, {number}") from None
    return found
