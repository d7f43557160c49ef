"""The folder of one backup: what is in it, and whether it is what was put there.

::

    vigie-20261125T124500Z/
        manifest.json     format, moment, counts of every table, size and SHA-256 of each file beside it
        database.sqlite3  or database.dump (pg_dump, custom format)
        keys.json         secrets, unless they were put elsewhere
        erasures.journal  as it was then
        files/calls/…     files/default/…  one folder a store
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

FORMAT = 1
NAME = re.compile(r"vigie-\d{8}T\d{6}Z")
STAMP = "vigie-%Y%m%dT%H%M%SZ"
MANIFEST, KEYS, JOURNAL = "manifest.json", "keys.json", "erasures.journal"
STORES = ("default", "calls")
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
CHUNK = 1 << 20


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class BackupError(Exception):
    """`code` is that of a sentence of `management/commands/_sentences.py`, `detail` what it is about."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, str(detail)


def made_at(folder: Path) -> datetime | None:
    """What its name says; None for a folder that is no whole backup."""
    if not NAME.fullmatch(folder.name) or not (folder / MANIFEST).is_file():
        return None
    try:
        return datetime.strptime(folder.name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def whole(into: Path) -> list[Path]:
    """The oldest first."""
    return sorted(folder for folder in into.iterdir() if made_at(folder))


@dataclass
class Manifest:
    format: int
    made_at: str
    vendor: str
    migrations: list[str]
    counts: dict[str, int]
    keys_apart: bool
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Path in the folder → {"size", "sha256"}."""

    @property
    def dump(self) -> str:
        return DUMPS[self.vendor]

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")

    def stored(self, store: str) -> Iterator[tuple[str, str]]:
        """Of each file of that store, the path in the folder and the name in the store."""
        prefix = f"files/{store}/"
        return ((path, path.removeprefix(prefix)) for path in sorted(self.files) if path.startswith(prefix))


def copy(source: Readable, target: Path) -> dict[str, Any]:
    """What the manifest says of the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


def described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def read(folder: Path) -> Manifest:
    """Raises BackupError: no backup, not ours, or a manifest that is not whole."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BackupError("no_backup", folder) from None
    except ValueError:
        raise BackupError("manifest", folder) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BackupError("format", said.get("format") if isinstance(said, dict) else "")
    try:
        manifest = Manifest(**said)
        paths = [path for path, about in manifest.files.items() if {"size", "sha256"} <= about.keys()]
        whole = len(paths) == len(manifest.files) and manifest.dump in manifest.files
    except (TypeError, AttributeError, KeyError):
        whole = False
    if not whole:
        raise BackupError("manifest", folder)
    for path in paths:
        if not _stays_inside(path):
            raise BackupError("path", path)
    return manifest


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    allowed = (parts[:1] == ("files",) and len(parts) > 2 and parts[1] in STORES) or path in {*DUMPS.values(), KEYS, JOURNAL}
    return allowed and ".." not in parts and "\\" not in path and "\0" not in path and str(PurePosixPath(path)) == path


def verify(folder: Path) -> Manifest:
    """Every file is there, whole, as it was written, and nothing leads out of the folder. Nothing is changed anywhere."""
    manifest = read(folder)
    root = folder.resolve()
    for path, about in sorted(manifest.files.items()):
        file = folder / path
        if file.is_symlink() or root not in file.resolve().parents:
            raise BackupError("path", path)
        if not file.is_file():
            raise BackupError("missing", path)
        if described(file) != {"size": about["size"], "sha256": about["sha256"]}:
            raise BackupError("changed", path)
    if manifest.keys_apart == (KEYS in manifest.files):
        raise BackupError("manifest", folder)
    return manifest
