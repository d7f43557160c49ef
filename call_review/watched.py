"""Calls that a telephone recorder drops in a folder come in by `uploads.py`, as those of a browser do (docs/intake.md).

The only writer of watched folders and arrivals. A file is known by a mark of its name, size and date, and decided once: the row and what it
asks for are one transaction, the file goes afterwards, and whatever was killed in between is made up at the next look.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from call_review import descriptions, sidecars, uploads
from call_review.errors import DepositRefused
from call_review.models import Arrival, Campaign, Recording, Upload, WatchedFolder
from call_review.models.arrival import PATIENCE, REFERENCE, REFUSED_KEPT, TABLE_KEPT
from call_review.parts import WrongOffset
from files.entry import Entry
from files.errors import StoreAway
from speech.errors import NotACall

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

State = Arrival.State
MOST_FILES = 2_000
"""In one look; the others wait for the next."""
REFUSED = "refuses"
REFUSED_NAME = re.compile(rf"([0-9a-f]{{{REFERENCE}}})(?:\.\w+)?")
UNFINISHED = re.compile(r"\.|~|.*\.(?:part|partial|tmp|temp|filepart|crdownload)\Z", re.IGNORECASE | re.DOTALL)
"""Names that recorders and copying programs give to what they are still writing."""
SOUNDS = {".wav", ".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".flac", ".amr", ".wma", ".webm", ".gsm", ".aac"}
CHANGED = ("other_size", "bytes_missing")


def store() -> Any:
    return storages["intake"]


# --- Folders


def open_folder(campaign: Campaign, user: User, channels: str) -> WatchedFolder:
    name = f"{slugify(campaign.name)[:40]}-{secrets.token_hex(8)}".lstrip("-")
    return WatchedFolder.objects.create(campaign=campaign, opened_by=user, name=name, channels=channels)


@transaction.atomic
def remove_folder(folder: WatchedFolder) -> None:
    """It is no longer read. What is under way is given up, and refused calls are erased; what was not read yet stays where it is."""
    for row in folder.arrivals.filter(state=State.WAITING).exclude(upload=None).select_related("upload"):
        if row.upload:
            uploads.discard(row.upload)
    folder.delete()
    transaction.on_commit(partial(_remove_refused, folder.name))


def _remove_refused(name: str) -> None:
    try:
        store().remove_folder(f"{name}/{REFUSED}")
    except StoreAway:
        logger.warning("The store of arrivals is away: refused calls of a folder that was removed stay there")


# --- Looking


def look_everywhere(between: Callable[[], None] = lambda: None) -> None:
    """`between` files, it may raise: the next look goes on."""
    for folder in WatchedFolder.objects.select_related("campaign__organisation", "opened_by"):
        try:
            Look(folder, between).look()
        except (StoreAway, OSError) as error:
            logger.warning("A watched folder cannot be read: %s", type(error).__name__)


@dataclass
class Described:
    """What a sidecar says of one sound."""

    said: dict[str, Any] = field(default_factory=dict)
    line: int | None = None
    sidecar: Entry | None = None
    """Its own JSON, which goes where the sound goes."""
    refusal: str = ""


@dataclass
class Look:
    folder: WatchedFolder
    between: Callable[[], None]

    def look(self) -> None:
        found = sorted(store().entries(self.folder.name), key=lambda entry: entry.suffix not in sidecars.SUFFIXES)
        self.entries = found[:MOST_FILES]
        self.rows = self._known()
        settled = [entry for entry in self.entries if entry.name in self.rows]
        self.sounds = {entry.name: entry for entry in settled if entry.suffix not in sidecars.SUFFIXES}
        self.described: dict[str, Described] = {}
        for entry in settled:
            if entry.suffix in sidecars.SUFFIXES:
                with suppress(FileNotFoundError):  # taken away meanwhile
                    self._read(entry)
        for name, entry in self.sounds.items():
            self.between()
            self._decide(entry, self.rows[name], self.described.get(name))
        self._forget()
        WatchedFolder.objects.filter(pk=self.folder.pk).update(looked_at=timezone.now())

    def _known(self) -> dict[str, Arrival]:
        """By name, rows of files that are as they were at an earlier look. The others have a row from now on."""
        marks = {self.folder.fingerprint(entry): entry for entry in self.entries}
        for row in self.folder.arrivals.filter(state=State.WAITING).exclude(fingerprint__in=marks):
            self._drop(row)
        known = {marks[row.fingerprint].name: row for row in self.folder.arrivals.filter(fingerprint__in=marks).select_related("upload")}
        new = [
            Arrival(
                folder=self.folder,
                fingerprint=mark,
                named=self.folder.mark(entry.name),
                size=entry.size,
                code="still_written" if UNFINISHED.match(entry.name) else "just_came",
            )
            for mark, entry in marks.items()
            if entry.name not in known
        ]
        Arrival.objects.bulk_create(new, ignore_conflicts=True)
        return {name: row for name, row in known.items() if not UNFINISHED.match(name)}

    def _drop(self, row: Arrival) -> None:
        """The file changed or went away before it was decided."""
        if row.upload and row.upload.recording:
            self._taken(row, row.upload, row.upload.recording)
            return
        if row.upload:
            uploads.discard(row.upload)
        row.delete()

    # --- What is said

    def _read(self, entry: Entry) -> None:
        row = self.rows[entry.name]
        if row.state == State.REFUSED:
            self._move_aside(entry, row)
        elif entry.size > sidecars.MOST_BYTES[entry.suffix]:
            self._refuse(row, "sidecar_unreadable", entries=[entry])
        else:
            content = b"".join(store().part(self._path(entry.name), 0, entry.size - 1))
            (self._read_json if entry.suffix == ".json" else self._read_csv)(entry, row, content)

    def _read_json(self, entry: Entry, row: Arrival, content: bytes) -> None:
        named = [name for name, sound in self.sounds.items() if entry.stem in (name, sound.stem)]
        refusal, said = "", {}
        try:
            said = sidecars.read_json(content)
        except sidecars.Unreadable:
            refusal = "sidecar_unreadable"
        if named:
            self._describe(named[0], Described(said, None, entry, refusal))
        elif self._waited(row):
            self._refuse(row, refusal or "sound_never_came", entries=[entry])
        else:
            self._wait(row, refusal or "awaits_sound")

    def _read_csv(self, entry: Entry, row: Arrival, content: bytes) -> None:
        try:
            lines = sidecars.read_csv(content)
        except sidecars.Unreadable:
            self._refuse(row, "sidecar_unreadable", entries=[entry])
            return
        decided = set(self.folder.arrivals.exclude(state=State.WAITING).values_list("named", flat=True))
        there = {each.name for each in self.entries}
        left = 0
        for line in lines:
            if not line.file:
                self._refuse_line(line)
                continue
            if line.file in self.sounds:
                self._describe(line.file, Described(line.said, line.number))
            left += line.file in there or self.folder.mark(line.file) not in decided
        if not left:
            self._remove([entry] if row.came_at < timezone.now() - TABLE_KEPT else [])
        elif self._waited(row):
            self._refuse(row, "lines_never_came", str(left), entries=[entry])
        else:
            self._wait(row, "awaits_sounds", str(left))

    def _refuse_line(self, line: sidecars.Line) -> None:
        """Once, however often its table is written again."""
        facts = {"state": State.REFUSED, "code": "line_without_file", "line": line.number, "decided_at": timezone.now()}
        self.folder.arrivals.get_or_create(fingerprint=self.folder.mark("line", str(line.number), repr(line.said)), defaults=facts)

    def _describe(self, name: str, described: Described) -> None:
        if name in self.described:
            described = Described(described.said, described.line, described.sidecar or self.described[name].sidecar, "described_twice")
        self.described[name] = described

    # --- What is decided

    def _decide(self, entry: Entry, row: Arrival, described: Described | None) -> None:
        # The sound last: while it is there, its row says what to do with it.
        both = [*([described.sidecar] if described and described.sidecar else []), entry]
        try:
            if row.state == State.TAKEN:
                self._remove(both)
            elif row.state == State.REFUSED:
                self._put_away(row, both)
            elif described:
                self._take(entry, row, described)
                self._remove(both)
            elif self._waited(row):
                self._refuse(row, "no_sidecar", entries=both)
            else:
                self._wait(row, "awaits_sidecar")
        except (WrongOffset, FileNotFoundError):
            return  # it changed, or another look is at it: the next one sees what it is now
        except (DepositRefused, NotACall) as error:
            if error.code in CHANGED:
                return
            if error.temporary or error.code == "no_room":
                self._wait(row, error.code)
            else:
                self._refuse(row, error.code, error.detail, both, described)

    def _take(self, entry: Entry, row: Arrival, described: Described) -> None:
        """The sound becomes a call, once. Raises WrongOffset, DepositRefused, NotACall."""
        if described.refusal:
            raise DepositRefused(described.refusal)
        upload = row.upload or self._declare(row, described)
        recording = upload.recording or self._bring(entry, upload)
        row.line, row.ignored = described.line, descriptions.ignored(described.said)
        self._taken(row, upload, recording)

    @transaction.atomic
    def _declare(self, row: Arrival, described: Described) -> Upload:
        """With the row: killed afterwards, the next look goes on with this deposit and asks for no other place in the week."""
        user, campaign = self.folder.opened_by, self.folder.campaign
        if not user.is_active or not Campaign.objects.led_by(user).filter(pk=campaign.pk).exists():
            raise DepositRefused("depositor_gone")
        upload = uploads.declare(user, descriptions.declaration(described.said, user, campaign, self.folder.channels))
        if not Arrival.objects.filter(pk=row.pk, state=State.WAITING, upload=None).update(upload=upload):
            raise WrongOffset
        row.upload = upload
        return upload

    def _bring(self, entry: Entry, upload: Upload) -> Recording:
        path = self._path(entry.name)
        uploads.announce(upload, entry.size)
        uploads.append(upload, 0, store().part(path, 0, entry.size - 1))
        if entry not in store().entries(self.folder.name, entry.name):
            raise WrongOffset
        return uploads.finish(upload)

    def _taken(self, row: Arrival, upload: Upload, recording: Recording) -> None:
        row.state, row.recording, row.decided_at = State.TAKEN, recording, timezone.now()
        row.code = "set_aside" if recording.state == Recording.State.QUARANTINED else ""
        if recording.key != upload.key:
            row.code = "already_there"
        row.save(update_fields=["state", "recording", "decided_at", "code", "line", "ignored"])

    def _wait(self, row: Arrival, code: str, detail: str = "") -> None:
        Arrival.objects.filter(pk=row.pk, state=State.WAITING).update(code=code, detail=detail)

    def _refuse(self, row: Arrival, code: str, detail: str = "", entries: Sequence[Entry] = (), described: Described | None = None) -> None:
        if row.upload:
            uploads.discard(row.upload)
        row.state, row.code, row.detail, row.decided_at, row.upload = State.REFUSED, code, detail, timezone.now(), None
        if described:
            row.line, row.ignored = described.line, descriptions.ignored(described.said)
        row.save(update_fields=["state", "code", "detail", "decided_at", "upload", "line", "ignored"])
        self._put_away(row, entries)

    def _waited(self, row: Arrival) -> bool:
        return row.came_at < timezone.now() - PATIENCE

    # --- Where the files go

    def _path(self, name: str) -> str:
        return f"{self.folder.name}/{name}"

    def _remove(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            store().delete(self._path(entry.name))

    def _put_away(self, row: Arrival, entries: Sequence[Entry]) -> None:
        """A call whose caller objected is erased without having been opened (law C7)."""
        if row.code == "caller_objected":
            self._remove(entries)
        else:
            for entry in entries:
                self._move_aside(entry, row)

    def _move_aside(self, entry: Entry, row: Arrival) -> None:
        """Under the reference of its row: no name that somebody gave stays."""
        suffix = entry.suffix if entry.suffix in SOUNDS | {*sidecars.SUFFIXES} else ""
        store().move(self._path(entry.name), self._path(f"{REFUSED}/{row.reference}{suffix}"))

    def _forget(self) -> None:
        """Refused calls that nobody put right in time, and rows whose file went long ago."""
        there = [self.folder.fingerprint(entry) for entry in store().entries(self.folder.name)]
        over = self.folder.arrivals.exclude(state=State.WAITING).filter(decided_at__lt=timezone.now() - REFUSED_KEPT)
        over.exclude(fingerprint__in=there).delete()
        kept = {row.reference for row in self.folder.arrivals.filter(state=State.REFUSED)}
        for entry in store().entries(f"{self.folder.name}/{REFUSED}"):
            named = REFUSED_NAME.fullmatch(entry.name)
            if named and named[1] not in kept:
                store().delete(self._path(f"{REFUSED}/{entry.name}"))
