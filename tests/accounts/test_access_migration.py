"""The real migrations: lines written before the chain are chained, and the database refuses changes from then on."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

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
OLD = "INSERT INTO accounts_accessentry (at, act, object_key, why, organisation_id, who_id) VALUES (?, 'play', ?, '', 1, NULL)"


@pytest.mark.long
def test_c13_older_lines_are_chained_and_the_database_refuses(tmp_path):
    path = tmp_path / "db.sqlite3"
    settings_here = {"VIGIE_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = os.environ | settings_here

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("manage.py", "migrate", "accounts", "0003", "-v0")
    run("-c", "import django; django.setup(); from accounts.models import Organisation; Organisation.objects.create(name='Préfecture')")
    with sqlite3.connect(path) as database:
        for day in (3, 1, 2):
            database.execute(OLD, (f"2026-10-0{day} 08:00:00", f"{day:032x}"))
    database.close()
    run("manage.py", "migrate", "-v0")
    run("manage.py", "verify_access_log")
    run("-c", CHECK)
    database = sqlite3.connect(path)
    for refused in ("UPDATE accounts_accessentry SET why = 'x'", "DELETE FROM accounts_accessentry", "DELETE FROM accounts_accesshead"):
        with pytest.raises(sqlite3.IntegrityError, match="written once"):
            database.execute(refused)
    assert [row[0] for row in database.execute("SELECT at FROM accounts_accessentry ORDER BY sequence LIMIT 3")] == [
        f"2026-10-0{day} 08:00:00" for day in (1, 2, 3)
    ]
    database.close()
