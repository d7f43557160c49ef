"""The real migrations: lines written before the chain are chained, and the database refuses changes from then on."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
from django.conf import settings

from tests.servers import PostgreSQL, in_a_folder

CHECK = """
import uuid, django; django.setup()
from accounts import access_log
from accounts.access_verification import verify
from accounts.models import AccessEntry, Organisation, User
assert verify() is None and AccessEntry.objects.count() == 3, verify()
body, bob = Organisation.objects.create(name="Caisse"), User.objects.create_user("bob@example.org")
access_log.record(bob, body, AccessEntry.Act.PLAY, uuid.uuid4())
bob.delete()
assert verify() is None and AccessEntry.objects.count() == 4
"""
OLD = "INSERT INTO accounts_accessentry (at, act, object_key, why, organisation_id, who_id) VALUES (%s, 'play', %s, '', 1, NULL)"
REFUSED = ("UPDATE accounts_accessentry SET why = 'x'", "DELETE FROM accounts_accessentry", "DELETE FROM accounts_accesshead")
Sql = Callable[..., list[tuple]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[tuple[str, Sql]]:
    """Its address, and what asks it; a server of its own."""
    if request.param == "sqlite":
        path = tmp_path / "db.sqlite3"

        def on_sqlite(statement: str, *values: object) -> list[tuple]:
            with closing(sqlite3.connect(path)) as connection, connection:
                return connection.execute(statement.replace("%s", "?"), values).fetchall()

        yield f"sqlite:///{path}", on_sqlite
        return
    with in_a_folder(PostgreSQL) as server:
        server.start()

        def on_postgresql(statement: str, *values: object) -> list[tuple]:
            with psycopg.connect(server.url) as connection:
                found = connection.execute(statement, values)
                return found.fetchall() if found.description else []

        yield server.url, on_postgresql


@pytest.mark.long
def test_c13_older_lines_are_chained_and_the_database_refuses(tmp_path, database):
    url, sql = database
    settings_here = {"VIGIE_DATA_DIR": str(tmp_path), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = os.environ | settings_here

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("manage.py", "migrate", "accounts", "0003", "-v0")
    run("-c", "import django; django.setup(); from accounts.models import Organisation; Organisation.objects.create(name='Préfecture')")
    for day in (3, 1, 2):
        sql(OLD, f"2026-10-0{day} 08:00:00", f"{day:032x}")
    run("manage.py", "migrate", "-v0")
    run("manage.py", "verify_access_log")
    run("-c", CHECK)
    for refused in REFUSED:
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="written once"):
            sql(refused)
    days = [str(at)[:10] for (at,) in sql("SELECT at FROM accounts_accessentry ORDER BY sequence LIMIT 3")]
    assert days == [f"2026-10-0{day}" for day in (1, 2, 3)]
