"""The database as one file, and back: SQLite by its own copying of a database in use, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from operations.archive import DUMPS, BackupError

Counts = dict[str, int]


def dump(folder: Path) -> Counts:
    """Answers how many rows each table of the dump holds, counted in the very state that is written. Raises BackupError."""
    if connection.vendor not in DUMPS:
        raise BackupError("vendor", connection.vendor)
    target = folder / DUMPS[connection.vendor]
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgres(target)


def load(source: Path) -> None:
    """In the place of whatever is there. Raises BackupError."""
    connection.close()
    if connection.vendor == "sqlite":
        _load_sqlite(source)
    else:
        _load_postgres(source)


def counts() -> Counts:
    """Of what the portal reads now."""
    with connection.cursor() as cursor:
        tables = sorted(table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t")
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names that the database gave
            found[table] = cursor.fetchone()[0]
    return found


def is_empty() -> bool:
    """Nobody has an account in it: tables made by a first `manage.py prepare` are no obstacle."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "accounts_user" not in tables:
            return True
        cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
        return cursor.fetchone() is None


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection, ignore_no_migrations=True).applied_migrations)


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those of a portal newer than this one."""
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    return [name for name in applied if name.partition(".")[0] in ours and name not in known]


# --- SQLite


def _dump_sqlite(target: Path) -> Counts:
    """A copy of one state, while the portal writes on; then one file by itself, without a journal beside it."""
    with closing(sqlite3.connect(f"file:{_sqlite_file()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
        return {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for (table,) in sorted(tables)}  # noqa: S608


def _load_sqlite(source: Path) -> None:
    target = _sqlite_file()
    coming = target.with_name(f"{target.name}.coming")
    coming.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, coming)
    coming.chmod(0o600)
    try:
        with closing(sqlite3.connect(coming)) as copy:
            copy.execute("PRAGMA ignore_check_constraints=ON")  # they call functions of Django's; the pages are what is looked at
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        coming.unlink()
        raise BackupError("database", source)
    for beside in ("-wal", "-shm"):  # of the former database: they would be read as if they were of this one
        target.with_name(target.name + beside).unlink(missing_ok=True)
    coming.replace(target)


def _sqlite_file() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


# --- PostgreSQL


def _dump_postgres(target: Path) -> Counts:
    """The rows are counted in the snapshot that pg_dump writes."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        found = counts()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges", f"--file={target}")
    return found


def _load_postgres(source: Path) -> None:
    """What pg_restore cannot read is refused before a table goes."""
    _run("pg_restore", "--list", str(source), connects=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
    connection.close()
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(source))


def _run(tool: str, *arguments: str, connects: bool = True) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupError("no_tool", tool)
    named = ["--dbname", _postgres("NAME")] if connects else []
    addressed = {"PGHOST": _postgres("HOST"), "PGPORT": _postgres("PORT"), "PGUSER": _postgres("USER"), "PGPASSWORD": _postgres("PASSWORD")}
    # Never as an argument: the password would be read in the list of processes.
    environment = {"PATH": os.defpath, "LC_ALL": "C"} | {name: value for name, value in addressed.items() if value}
    done = subprocess.run([program, *named, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        raise BackupError("tool_version" if "version mismatch" in done.stderr else "tool", f"{tool}: {last}")


def _postgres(name: str) -> str:
    about: dict[str, Any] = settings.DATABASES["default"]
    return str(about.get(name) or "")
