from __future__ import annotations

import os
import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from operations.checks import database
from tests.background.portal import free_port
from tests.operations.examined import Examined, codes

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")


def test_without_its_database_what_needs_it_is_not_asked(tmp_path):
    password = "canary-of-the-database"
    found = Examined(tmp_path, DATABASE_URL=f"postgres://vigie:{password}@127.0.0.1:{free_port()}/vigie").doctor()
    assert [finding["code"] for finding in found["findings"] if finding["severity"] == "error"] == ["database.away"]
    assert {"migrations", "cache", "workers", "access_log_triggers", "administrators"} <= set(found["not_asked"])
    assert {"broker", "decoding"} <= set(found["well"])
    assert password not in str(found)


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "vigie.sqlite3").write_text("no database at all, " * 100)
    assert Examined(tmp_path).errors() == {"database.away"}


def test_before_its_migrations_only_they_are_missing(tmp_path):
    found = Examined(tmp_path).doctor()
    errors = [finding["code"] for finding in found["findings"] if finding["severity"] == "error"]
    assert errors == ["migrations.not_applied", "access_log.triggers", "cache.away"]
    assert {"workers", "administrators"} <= set(found["not_asked"])


def test_a_server_that_is_too_old(db, monkeypatch):
    monkeypatch.setattr(connection.features, "minimum_database_version", (99, 0), raising=False)
    assert codes(database.reachable) == ["database.version"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="about SQLite")
def test_sqlite_is_told_that_it_is_for_one_machine(settings):
    assert codes(database.one_machine) == []
    settings.BROKER_URL = "redis://redis.internal/0"
    assert codes(database.one_machine) == ["database.one_machine"]


# --- PostgreSQL, on the server named by DATABASE_URL


@pytest.mark.services
@pytest.mark.skipif(not ON_POSTGRESQL, reason="DATABASE_URL names no PostgreSQL")
class TestPostgreSQL:
    def test_it_is_read_as_it_should_be(self, db):
        assert codes(database.reachable) == codes(database.migrations) == codes(database.reading) == []

    def test_a_zone_that_the_server_does_not_know(self, db, settings):
        settings.TIME_ZONE = "Europe/Nowhere"
        assert codes(database.reading) == ["database.zone"]

    @pytest.mark.parametrize(("late", "severity"), [(20, "note"), (300, "error")])
    def test_a_clock_that_is_late(self, db, monkeypatch, late, severity):
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() - timedelta(seconds=late))
        [finding] = database.reading()
        assert (finding.code, finding.severity) == ("database.clock", severity)

    def test_a_database_that_was_not_made_in_utf8(self, tmp_path):
        base, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        name = f"vigie_doctor_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
            try:
                assert "database.encoding" in Examined(tmp_path, DATABASE_URL=f"{base}/{name}").errors()
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
