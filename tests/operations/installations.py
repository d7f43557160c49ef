"""Real installations, each with its folder, its database and its files, as `manage.py` finds them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from tests.background.portal import Portal

CALLS = 40
"""Of three files each: more than the hundred that are compared."""
FILL = """
import datetime, sys
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from accounts.models import Organisation, User
from tests.call_review.aged_calls import DAY, a_call, a_campaign, a_turn
caisse = Organisation.objects.create(name="Caisse de l’Ouest")
alice = User.objects.create_user("alice@example.org", "correct horse battery")
campaign = a_campaign(caisse)
for n in range(int(sys.argv[1])):
    age = datetime.timedelta(hours=1 + n) if n < 3 else (20 + n) * DAY
    a_turn(a_call(campaign, alice, age, files=f"sound of the call {n} " * 500), f"Bonjour, appel {n}.")
storages["default"].save("images/plan.png", ContentFile(b"picture"))
"""
WITHDRAW = """
import sys
from call_review import recordings
from call_review.models import Recording
call = Recording.objects.select_related("agent").get(key=sys.argv[1])
assert recordings.withdraw(call, call.agent)
"""
GROW_OLD = """
import datetime, sys
from call_review.models import Recording
from django.utils import timezone
Recording.objects.filter(key=sys.argv[1]).update(erase_sound_at=timezone.now() + datetime.timedelta(seconds=float(sys.argv[2])))
"""


class Installation(Portal):
    def __init__(self, folder: Path, database: Path | str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder)
        if isinstance(database, Path):
            shutil.copy(database, folder / "vigie.sqlite3")
        elif database:
            self.environment["DATABASE_URL"] = database

    def filled(self) -> Installation:
        self.run(FILL, str(CALLS))
        return self

    def ok(self, *words: str) -> str:
        done = self.manage(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *words: str) -> str:
        """The sentence of a refusal."""
        done = self.manage(*words)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def backup(self, into: Path, *options: str) -> Path:
        self.ok("backup", str(into), *options)
        return max(into.glob("vigie-2*"))

    def counts(self) -> dict[str, int]:
        return eval(self.run("from operations import databases; print(databases.counts())"))

    def call_keys(self) -> list[str]:
        return self.run(
            "from call_review.models import Recording\nfor c in Recording.objects.order_by('-recorded_at'): print(c.key.hex)"
        ).split()

    def hashes(self) -> dict[str, str]:
        """Of every file of calls and media, by name."""
        files = [path for store in ("calls", "media") for path in (self.folder / store).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    def withdraw(self, key: str) -> None:
        self.run(WITHDRAW, key)

    def traces_of(self, key: str) -> list[str]:
        return [name for name in self.hashes() if key in name]
