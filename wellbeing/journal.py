"""The private journal: its only writer and reader. Whoever holds no key gets nothing out of it, this portal included."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from wellbeing import sealing
from wellbeing.models import Journal, JournalEntry

if TYPE_CHECKING:
    from accounts.models import User

TEXT_MOST = 10_000
STEP = 512
"""Bytes: a page is filled up to a multiple, so that its length says little of what is in it."""


class ChangedMeanwhile(Exception):
    """In another tab, since it was read."""


@dataclass(frozen=True)
class Page:
    """`felt` from 1 to 5, said by the person about the day. Neither is in a `repr`, which an error may print."""

    text: str = field(repr=False)
    felt: int | None = field(repr=False)


@dataclass(frozen=True)
class ReadEntry:
    """`page` is None when the bytes were changed or damaged."""

    key: UUID
    day: dt.date
    page: Page | None

    @property
    def beginning(self) -> str:
        return " ".join(self.page.text.split())[:80] if self.page else ""


# --- The key


@sensitive_variables()
def begin(owner: User, passphrase: str) -> tuple[Journal, bytes, str] | None:
    """The journal, its key, and its recovery code, which is kept nowhere. None when there is one already."""
    key, code = sealing.new_key(), sealing.new_code()
    journal = Journal(owner=owner)
    wrapped = _wrapped_by_passphrase(journal, key, passphrase) | {"wrapped_by_code": _wrapped_by_code(journal, key, code)}
    made, is_new = Journal.objects.get_or_create(owner=owner, defaults={"key": journal.key, **wrapped})
    return (made, key, code) if is_new else None


@sensitive_variables()
def key_by_passphrase(journal: Journal, passphrase: str) -> bytes:
    """Raises Unreadable. A journal wrapped with older parameters is wrapped again with those of today."""
    wrapping = sealing.from_passphrase(passphrase, bytes(journal.salt), journal.parameters)
    key = sealing.unseal(wrapping, bytes(journal.wrapped_by_passphrase), _about_passphrase(journal))
    if journal.parameters != sealing.ARGON2ID:
        new_passphrase(journal, key, passphrase)
    return key


@sensitive_variables()
def key_by_code(journal: Journal, code: str) -> bytes:
    """Raises Unreadable."""
    about = _about_code(journal)
    return sealing.unseal(sealing.from_code(code, about), bytes(journal.wrapped_by_code), about)


@sensitive_variables()
def new_passphrase(journal: Journal, key: bytes, passphrase: str) -> None:
    """Its new salt closes the journal in every other browser (`journal_opening.py`)."""
    Journal.objects.filter(pk=journal.pk).update(**_wrapped_by_passphrase(journal, key, passphrase))


@sensitive_variables()
def new_code(journal: Journal, key: bytes) -> str:
    """The code of before opens nothing any more."""
    code = sealing.new_code()
    Journal.objects.filter(pk=journal.pk).update(wrapped_by_code=_wrapped_by_code(journal, key, code), code_kept=False)
    return code


@sensitive_variables()
def confirm_code(journal: Journal, code: str) -> None:
    """Raises Unreadable."""
    key_by_code(journal, code)
    Journal.objects.filter(pk=journal.pk, wrapped_by_code=journal.wrapped_by_code).update(code_kept=True)


@sensitive_variables()
def _wrapped_by_passphrase(journal: Journal, key: bytes, passphrase: str) -> dict[str, object]:
    journal.salt, journal.parameters = sealing.new_salt(), sealing.ARGON2ID
    wrapping = sealing.from_passphrase(passphrase, journal.salt, journal.parameters)
    wrapped = sealing.seal(wrapping, key, _about_passphrase(journal))
    return {"salt": journal.salt, "parameters": journal.parameters, "wrapped_by_passphrase": wrapped}


@sensitive_variables()
def _wrapped_by_code(journal: Journal, key: bytes, code: str) -> bytes:
    about = _about_code(journal)
    return sealing.seal(sealing.from_code(code, about), key, about)


def _about_passphrase(journal: Journal) -> str:
    return f"passphrase {journal.key} {sealing.told(journal.parameters)}"


def _about_code(journal: Journal) -> str:
    return f"code {journal.key}"


# --- The pages


@sensitive_variables()
def write(journal: Journal, key: bytes, page: Page, entry_key: UUID) -> None:
    """The same key sent twice is one page."""
    today = timezone.localdate()
    sealed = _sealed(journal, key, entry_key, today, page)
    JournalEntry.objects.get_or_create(journal=journal, key=entry_key, defaults={"written_on": today, "sealed": sealed})


@sensitive_variables()
def read(journal: Journal, key: bytes, entry: JournalEntry) -> ReadEntry:
    try:
        content = json.loads(sealing.unseal(key, bytes(entry.sealed), _about_entry(journal, entry.key, entry.written_on)))
    except sealing.Unreadable:
        return ReadEntry(entry.key, entry.written_on, None)
    return ReadEntry(entry.key, entry.written_on, Page(content["text"], content["felt"]))


@sensitive_variables()
def read_all(journal: Journal, key: bytes) -> list[ReadEntry]:
    return [read(journal, key, entry) for entry in journal.entries.all()]


@sensitive_variables()
def change(journal: Journal, key: bytes, entry: JournalEntry, page: Page, seen: str) -> None:
    """`seen`: the mark of what was read before. Raises ChangedMeanwhile."""
    sealed = _sealed(journal, key, entry.key, entry.written_on, page)
    if mark(entry) != seen or not JournalEntry.objects.filter(pk=entry.pk, sealed=entry.sealed).update(sealed=sealed):
        raise ChangedMeanwhile


def mark(entry: JournalEntry) -> str:
    """Tells one writing of a page from the next."""
    return hashlib.sha256(bytes(entry.sealed)).hexdigest()[:16]


@sensitive_variables()
def _sealed(journal: Journal, key: bytes, entry_key: UUID, day: dt.date, page: Page) -> bytes:
    content = json.dumps({"text": page.text, "felt": page.felt}).encode()
    filled = content.ljust(-(-len(content) // STEP) * STEP)
    return sealing.seal(key, filled, _about_entry(journal, entry_key, day))


def _about_entry(journal: Journal, entry_key: UUID, day: dt.date) -> str:
    return f"entry {journal.key} {entry_key} {day.isoformat()}"
