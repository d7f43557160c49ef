"""A backup that is not what was written is refused with a sentence, before anything is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations import archive, databases
from operations.archive import BackupError, Manifest

SOUND = "files/calls/ab/abcd/original"


@pytest.fixture
def backup(tmp_path) -> Path:
    folder = tmp_path / "vigie-20261125T120000Z"
    for path, content in {"database.sqlite3": b"rows", "keys.json": b"{}", SOUND: b"sound"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    files = {path: archive.described(folder / path) for path in ("database.sqlite3", "keys.json", SOUND)}
    Manifest(1, "2026-11-25T12:00:00+00:00", "sqlite", [], {}, False, files).write(folder)
    return folder


def rewrite(folder: Path, change: Callable[[dict], object]) -> None:
    said = json.loads((folder / "manifest.json").read_text())
    change(said)
    (folder / "manifest.json").write_text(json.dumps(said))


def add(folder: Path, path: str, target: str) -> None:
    about = archive.described(folder / target)
    rewrite(folder, lambda said: said["files"].update({path: about}))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


SPOILT = {
    "a sound changed": (lambda folder: (folder / SOUND).write_bytes(b"SOUND"), "n’est plus celui"),
    "a sound cut": (lambda folder: truncate(folder / SOUND), "n’est plus celui"),
    "the database changed": (lambda folder: (folder / "database.sqlite3").write_bytes(b"ROWS"), "n’est plus celui"),
    "the keys changed": (lambda folder: (folder / "keys.json").write_bytes(b"[]"), "n’est plus celui"),
    "a sound missing": (lambda folder: (folder / SOUND).unlink(), "Il manque un fichier"),
    "the database missing": (lambda folder: (folder / "database.sqlite3").unlink(), "Il manque un fichier"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "n’est pas une sauvegarde"),
    "a manifest cut": (lambda folder: truncate(folder / "manifest.json"), "n’est pas entier"),
    "a manifest of something else": (lambda folder: (folder / "manifest.json").write_text("[1]"), "autre format"),
    "another format": (lambda folder: rewrite(folder, lambda said: said.update(format=2)), "autre format"),
    "a manifest without database": (lambda folder: rewrite(folder, lambda said: said["files"].pop("database.sqlite3")), "n’est pas entier"),
    "a manifest with more": (lambda folder: rewrite(folder, lambda said: said.update(more=1)), "n’est pas entier"),
    "an unknown database": (lambda folder: rewrite(folder, lambda said: said.update(vendor="oracle")), "n’est pas entier"),
    "a way up": (lambda folder: add(folder, "files/calls/../../../x", SOUND), "sort de son dossier"),
    "a path from the root": (lambda folder: add(folder, "/etc/passwd", SOUND), "sort de son dossier"),
    "a store that is none": (lambda folder: add(folder, "files/elsewhere/x", SOUND), "sort de son dossier"),
    "a file that is ours": (lambda folder: add(folder, "manifest.json", SOUND), "sort de son dossier"),
    "a backslash": (lambda folder: add(folder, "files/calls/..\\x", SOUND), "sort de son dossier"),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_backup_is_refused_with_a_sentence(backup, spoil):
    change, sentence = SPOILT[spoil]
    change(backup)
    with pytest.raises(CommandError, match=sentence):
        call_command("restore", str(backup), "--check")


def test_a_link_in_the_place_of_a_file_is_refused(backup, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"sound")
    (backup / SOUND).unlink()
    (backup / SOUND).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupError, match="path"):
        archive.verify(backup)


def test_a_folder_that_leads_elsewhere_is_refused(backup, tmp_path):
    (backup / "files/calls/ab").rename(tmp_path / "ab")
    (backup / "files/calls/ab").symlink_to(tmp_path / "ab")
    with pytest.raises(BackupError, match="path"):
        archive.verify(backup)


def test_a_whole_backup_is_said_to_be_whole(backup, capsys):
    call_command("restore", str(backup), "--check")
    assert "Sauvegarde entière : 3 fichiers" in capsys.readouterr().out


def test_a_backup_of_a_newer_portal_is_known_by_its_migrations(settings):
    settings.MIGRATION_MODULES = {}  # tests make their tables without
    assert databases.unknown_migrations(["accounts.0001_initial", "library.0042_whatever"]) == []
    assert databases.unknown_migrations(["accounts.9999_future"]) == ["accounts.9999_future"]
