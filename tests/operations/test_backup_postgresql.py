"""The same with PostgreSQL and its own tools, on the server named by DATABASE_URL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from tests.operations.installations import Installation

pytestmark = pytest.mark.services


@pytest.fixture
def addresses() -> Iterator[list[str]]:
    """Two empty databases of a name of their own."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("DATABASE_URL names no PostgreSQL")
    base, _slash, _name = server.rpartition("/")
    names = [f"vigie_backup_{uuid.uuid4().hex[:8]}" for _ in range(2)]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"')
        yield [f"{base}/{name}" for name in names]
        for name in names:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def prepared(installation: Installation) -> Installation:
    installation.ok("migrate", "--run-syncdb", "-v0")
    installation.ok("createcachetable")
    return installation


def test_postgresql_is_saved_in_one_snapshot_and_comes_back_without_what_was_withdrawn(tmp_path, addresses):
    first = prepared(Installation(tmp_path / "first", addresses[0])).filled()
    second = prepared(Installation(tmp_path / "second", addresses[1]))
    before, files = first.counts(), first.hashes()
    withdrawn = first.call_keys()[0]
    backup = first.backup(tmp_path / "backups")
    first.withdraw(withdrawn)
    journal = str(first.folder / "erasures.journal")

    second.ok("restore", str(backup), "--journal", journal)
    after = second.counts()
    assert after["call_review_recording"] == after["call_review_turn"] == 39
    replayed = {"call_review_purge", "call_review_recording", "call_review_turn", "call_review_elimination"}
    changed = replayed | {"accounts_accesshead"}  # made by the first purge, which asks the log for what may go
    assert {table for table, n in before.items() if after[table] != n} == changed
    assert second.traces_of(withdrawn) == []
    assert second.hashes() == {name: sha256 for name, sha256 in files.items() if withdrawn not in name}

    # Over an installation that lives, and whose new rows take the numbers that follow.
    first.ok("restore", str(backup), "--replace")
    assert withdrawn not in first.call_keys()
    first.run("from accounts.models import User; User.objects.create_user('bob@example.org', 'correct horse battery')")


def test_postgresql_says_what_it_did_not_do(tmp_path, addresses, monkeypatch):
    first = prepared(Installation(tmp_path / "first", addresses[0])).filled()
    backup = first.backup(tmp_path / "backups")
    other_kind = Installation(tmp_path / "sqlite", f"sqlite:///{tmp_path / 'sqlite' / 'vigie.sqlite3'}")
    assert "celle d’une base « postgresql »" in other_kind.refused("restore", str(backup), "--without-journal")
    first.environment["PATH"] = str(tmp_path)
    assert "pg_dump n’est pas installé" in first.refused("backup", str(tmp_path / "others"))
