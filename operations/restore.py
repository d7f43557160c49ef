"""A backup comes back: verified before anything is touched, and what was erased since is erased again before anybody is answered."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from call_review import erasures
from call_review.erasures import Erasure, UnreadableJournal
from call_review.models import Recording
from call_review.purge import Report, purge
from call_review.replay import replay
from operations import archive, databases
from operations.archive import BackupError, Manifest
from operations.backup import PART, names

Progress = Callable[[int], None]
SECRETS_FILE = "restored-secrets.env"


@dataclass
class Restored:
    manifest: Manifest
    erased_again: int
    purged: Report
    missing: int
    """Files that a call names and the backup does not hold."""
    secrets: Path | None
    """Where the secrets were put, when those of this installation are others."""


def restore(
    folder: Path,
    *,
    replace: bool = False,
    journals: Sequence[Path] = (),
    without_journal: bool = False,
    keys: Path | None = None,
    progress: Progress = lambda files: None,
) -> Restored:
    """Raises BackupError. Cut short anywhere after the marker, the portal stays closed until it is done again."""
    manifest = archive.verify(folder)
    _check_fits(manifest, replace)
    known = _known_erasures(folder, manifest, journals, without_journal)
    secrets = _secrets(folder, manifest, keys)
    _close()
    erasures.append(known)
    databases.load(folder / manifest.dump)
    if (found := databases.counts()) != manifest.counts:
        raise BackupError("counts", ", ".join(sorted(table for table in manifest.counts if found.get(table) != manifest.counts[table])))
    restore_files(folder, manifest, progress)
    put = _restore_keys(secrets)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    Session.objects.all().delete()  # who had signed out, or lost the right to enter, would be in again
    missing = _missing()
    restored = Restored(manifest, replay(), purge(timezone.now()), missing, put)
    connection.close()
    settings.RESTORATION_UNDER_WAY.unlink()
    return restored


def _check_fits(manifest: Manifest, replace: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError("other_vendor", manifest.vendor)
    if newer := databases.unknown_migrations(manifest.migrations):
        raise BackupError("newer", newer[0])
    if not replace and not (databases.is_empty() and all(next(names(storages[store]), None) is None for store in archive.STORES)):
        raise BackupError("not_empty")


def _known_erasures(folder: Path, manifest: Manifest, journals: Sequence[Path], without: bool) -> list[Erasure]:
    """What the journal of this installation lacks. Refused where what is given holds less than the backup knew: it is not the journal."""
    given = [*journals, *([settings.ERASURE_JOURNAL] if settings.ERASURE_JOURNAL.exists() else [])]
    if not given and not without:
        raise BackupError("no_journal", settings.ERASURE_JOURNAL)
    try:
        found = list(dict.fromkeys(erasure for journal in given for erasure in erasures.read(journal)))
        then = erasures.read(folder / archive.JOURNAL) if archive.JOURNAL in manifest.files else []
        here = set(erasures.read(settings.ERASURE_JOURNAL)) if settings.ERASURE_JOURNAL.exists() else set()
    except UnreadableJournal as error:
        raise BackupError("unreadable_journal", error) from None
    except OSError as error:
        raise BackupError("no_such_journal", error.filename) from None
    if not without and not set(then) <= set(found):
        raise BackupError("other_journal", settings.ERASURE_JOURNAL)
    return [erasure for erasure in dict.fromkeys([*then, *found]) if erasure not in here]


def _close() -> None:
    """From here on nobody is answered, by whatever web server, until the end."""
    settings.RESTORATION_UNDER_WAY.write_text(timezone.now().isoformat())
    os.sync()


def restore_files(folder: Path, manifest: Manifest, progress: Progress) -> None:
    done = 0
    for store in archive.STORES:
        storage, coming = storages[store], {name: path for path, name in manifest.stored(store)}
        for name in [name for name in names(storage) if name not in coming]:
            storage.delete(name)
        for name, path in coming.items():
            storage.delete(name)  # a store never writes over a file: it would take another name
            with (folder / path).open("rb") as file:
                if storage.save(name, File(file)) != name:
                    raise BackupError("name_taken", name)
            done += 1
            progress(done)


def _secrets(folder: Path, manifest: Manifest, keys: Path | None) -> dict[str, dict[str, str]]:
    source = keys or (None if manifest.keys_apart else folder / archive.KEYS)
    if source is None:
        return {"secrets": {}, "files": {}}
    try:
        said = json.loads(source.read_text(encoding="utf-8"))
        plain = all(Path(name).name == name and name.endswith(".key") for name in said["files"])
        if not plain or not isinstance(said["secrets"], dict):
            raise BackupError("keys", source)
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError("keys", source) from None
    return said


def _restore_keys(said: dict[str, dict[str, str]]) -> Path | None:
    for name, content in said["files"].items():
        _write_privately(settings.DATA_DIR / name, content)
    others = {name: value for name, value in said["secrets"].items() if getattr(settings, name.removeprefix("VIGIE_"), "") != value}
    if not others:
        return None
    target = settings.DATA_DIR / SECRETS_FILE
    _write_privately(target, "".join(f"{name}={value}\n" for name, value in others.items()))
    return target


def _write_privately(target: Path, content: str) -> None:
    with tempfile.NamedTemporaryFile("w", dir=target.parent, delete=False, encoding="utf-8") as file:  # mode 0600
        file.write(content)
    Path(file.name).replace(target)


def _missing() -> int:
    files = Recording.objects.order_by("pk").values_list("original", "listening", "features")
    there = set(names(storages["calls"]))
    return sum(1 for row in files for name in row if name and name not in there and not name.endswith(PART))
