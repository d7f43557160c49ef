"""The whole examination: of a fresh demonstration, of the same broken, and of a check that fails itself."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError

from operations.checks import examination
from operations.checks.examination import Examination
from operations.checks.finding import Check, error, note
from operations.management.commands._report import as_json, as_text
from tests.accounts.mail_server import MailServer
from tests.operations.examined import Examined

SECRET = "canary-of-the-secret-0123456789-abcdefghijklmnopqrstuvwxyz"


def failing(problem: Exception):
    def ask():
        raise problem
        yield

    return ask


def test_a_check_that_fails_is_a_finding_with_the_type_alone_and_hides_no_other():
    found = Examination()
    found.ask(Check("broken", "what breaks", failing(ValueError(SECRET))))
    found.ask(Check("well", "what is well", lambda: iter(())))
    [finding] = found.findings
    assert finding.code == "broken.unexpected" and finding.severity == "error"
    assert "ValueError" in finding.wrong and SECRET not in finding.wrong
    assert [check.name for check in found.well] == ["well"]


def test_what_needs_the_database_is_not_asked_without_it():
    found = Examination([error("database.away", "away", "start it")])
    found.ask(Check("tables", "tables", failing(ZeroDivisionError()), needs_database=True))
    assert [check.name for check in found.not_asked] == ["tables"] and len(found.findings) == 1


def test_a_table_that_is_not_made_yet_is_no_fault_of_its_own():
    found = Examination([error("migrations.not_applied", "not applied", "apply them")])
    found.ask(Check("tables", "tables", failing(DatabaseError()), needs_database=True))
    assert [check.name for check in found.not_asked] == ["tables"] and len(found.findings) == 1


def test_every_check_has_a_name_of_its_own():
    names = [check.name for check in examination.checks(deep=True, backups=Path("/nowhere"))]
    assert len(set(names)) == len(names) > 30


def test_errors_come_first_and_what_is_well_is_one_line():
    text = as_text([note("b.c", "Say so.", "Nothing."), error("a.b", "It is broken.", "Mend it.")], [Check("w", "what is well", iter)], [])
    assert text == (
        "Erreurs\u00a0: 1. À savoir\u00a0: 1.\n\nERREUR  It is broken. [a.b]\n  → Mend it.\n\nÀ SAVOIR  Say so. [b.c]\n  → Nothing.\n\n"
        "Rien à redire (1)\u00a0: what is well.\n"
    )
    assert as_text([], [], []) == "Rien à signaler.\n"
    assert as_json([], [], []) == '{"status": "ok", "findings": [], "well": [], "not_asked": []}\n'


# --- A prepared demonstration


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    demonstration = Examined(tmp_path_factory.mktemp("prepared"), VIGIE_SECRET_KEY=SECRET)
    done = demonstration.manage("prepare")
    assert done.returncode == 0, done.stderr
    return demonstration.folder


@pytest.fixture
def installation(prepared, tmp_path) -> Examined:
    """Of its own: a test may break it."""
    shutil.copytree(prepared, tmp_path / "data", ignore=shutil.ignore_patterns("models"))
    return Examined(tmp_path / "data", VIGIE_SECRET_KEY=SECRET)


def change(installation: Examined, sql: str) -> None:
    with closing(sqlite3.connect(installation.folder / "vigie.sqlite3")) as connection, connection:
        connection.execute(sql)


@pytest.mark.long
def test_on_a_fresh_demonstration_nothing_is_an_error(installation):
    found = installation.doctor("--deep")
    assert [finding for finding in found["findings"] if finding["severity"] == "error"] == []
    assert found["not_asked"] == [] and len(found["well"]) > 30
    readable = installation.manage("doctor")
    assert readable.returncode == 0 and readable.stdout.startswith("Erreurs\u00a0: 0.")
    english = installation.manage("doctor", "--language", "en")
    assert english.stdout.startswith("Errors: 0.") and "This is an installation for trying" in english.stdout
    assert SECRET not in readable.stdout + english.stdout + str(found)
    assert "@" not in readable.stdout + english.stdout


@pytest.mark.long
@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DROP TRIGGER access_entry_delete", "access_log.triggers"),
        ("DROP TABLE accounts_delivery", "database.tables"),
        ("DROP TABLE vigie_cache", "cache.away"),
        ("DELETE FROM django_migrations WHERE app = 'courses'", "migrations.not_applied"),
        ("INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_of_tomorrow', '2026-01-01')", "migrations.newer"),
        ("UPDATE accounts_user SET is_active = 0", "people.no_administrator"),
        ("INSERT INTO accounts_accesscheck (at, sequence, finding) VALUES ('2026-01-01', 1, '1: changed')", "access_log.changed"),
    ],
)
def test_a_database_that_somebody_changed(installation, sql, code):
    change(installation, sql)
    assert code in installation.errors()


@pytest.mark.long
def test_a_database_file_that_the_disk_damaged(installation):
    file = installation.folder / "vigie.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'background_job'")
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * 4096)
        damaged.write(b"\xff" * 4096)
    assert "database.damaged" in installation.errors("--deep")


@pytest.mark.long
def test_a_secret_changed_under_an_access_log_that_it_seals(installation):
    installation.environment["VIGIE_SECRET_KEY"] = SECRET[::-1]
    assert installation.errors() == {"access_log.key_changed"}


@pytest.mark.long
def test_a_demonstration_turned_into_production(installation):
    found = installation.errors(VIGIE_PRODUCTION="true", VIGIE_SITE_URL="https://vigie.caisse.example")
    assert {"proxy.loop", "static.not_collected", "mail.nowhere", "people.demonstration"} <= found


@pytest.mark.long
def test_a_deployment_as_documented_has_no_error_until_its_static_files_go(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o750)
    server = MailServer()
    named = {"VIGIE_SITE_URL": "https://vigie.caisse.example", "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    deployment = Examined(folder, VIGIE_PRODUCTION="true", VIGIE_SECRET_KEY=SECRET, VIGIE_BEHIND_PROXY="true", **named)
    administrator = ["alice.martin@caisse.example", "--first-name", "Alice", "--last-name", "Martin", "--organisation", "Caisse"]
    backups = str(tmp_path / "backups")
    try:
        for words in (["prepare"], ["first_administrator", *administrator], ["backup", backups]):
            done = deployment.manage(*words)
            assert done.returncode == 0, done.stderr
        assert deployment.errors("--backups", backups) == set()
        assert "alice" not in deployment.manage("doctor").stdout.lower()
        shutil.rmtree(folder / "static" / "css")
        assert deployment.errors() == {"static.missing"}
    finally:
        server.stop()
