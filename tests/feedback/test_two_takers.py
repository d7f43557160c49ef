"""Two people of the bureau click « Je m’en charge » at once: one takes it, the other is told who."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse

from accounts.models import Notification
from feedback import concerns
from feedback.errors import AlreadyMoved
from feedback.models import Concern

CLICK = """
import sys, django
django.setup()
from accounts.models import User
from feedback import concerns
from feedback.errors import AlreadyMoved
from feedback.models import Concern
concern, person = Concern.objects.get(pk=sys.argv[1]), User.objects.get(pk=sys.argv[2])
print("ready", flush=True)
input()
try:
    concerns.take(concern, person)
    print("taken")
except AlreadyMoved:
    print("too late")
"""


def test_the_second_is_told_who_has_it(client, alice, paul, bureau_member, concern_of):
    concern = concern_of(alice)
    for person in (paul, bureau_member("Rose")):
        client.force_login(person)
        page = client.post(reverse("feedback:take", args=[concern.key]), follow=True).content.decode()
    assert "Paul Exemple s’en charge déjà." in page
    concern.refresh_from_db()
    assert concern.taken_by == paul and concern.events.filter(what="taken").count() == 1


def test_a_colleague_neither_answers_publishes_nor_closes_what_another_has(client, alice, paul, bureau_member, concern_of):
    concern = concern_of(alice)
    concerns.take(concern, paul)
    client.force_login(bureau_member("Rose"))
    for name in ("answer", "publish", "close"):
        page = client.post(reverse(f"feedback:{name}", args=[concern.key]), {"text": "Oui."}, follow=True).content.decode()
        assert "s’en charge déjà" in page
    concern.refresh_from_db()
    assert concern.state == Concern.State.TAKEN and concern.answer == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_at_the_very_same_moment_one_takes_it(alice, paul, bureau_member, concern_of, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("copies a database of SQLite; the threads below do the same on a server")
    concern, people = concern_of(alice), [paul, bureau_member("Rose")]
    with closing(sqlite3.connect(tmp_path / "vigie.sqlite3")) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": f"sqlite:///{tmp_path}/vigie.sqlite3"}
    clicks = [
        subprocess.Popen(
            [sys.executable, "-c", CLICK, str(concern.pk), str(person.pk)], cwd=settings.BASE_DIR, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for person in people
    ]  # fmt: skip
    assert [click.stdout.readline() for click in clicks] == ["ready\n"] * 2
    for click in clicks:
        click.stdin.write("go\n")
        click.stdin.flush()
    outcomes = [click.communicate(timeout=60)[0].strip() for click in clicks]
    assert sorted(outcomes) == ["taken", "too late"]
    with closing(sqlite3.connect(tmp_path / "vigie.sqlite3")) as database:
        owner = people[outcomes.index("taken")].pk
        assert database.execute("SELECT taken_by_id FROM feedback_concern").fetchall() == [(owner,)]
        assert database.execute("SELECT count(*) FROM accounts_notification").fetchall() == [(1,)]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_at_the_very_same_moment_one_takes_it(alice, paul, bureau_member, concern_of):
    if connection.vendor == "sqlite":
        pytest.skip("threads cannot share the database in memory; the processes above do the same on a file")
    concern, people = concern_of(alice), [paul, *(bureau_member(f"Rose{n}") for n in range(5))]
    barrier, outcomes = threading.Barrier(len(people)), []

    def click(person) -> None:
        mine = Concern.objects.get(pk=concern.pk)
        barrier.wait()
        try:
            concerns.take(mine, person)
            outcomes.append(person)
        except AlreadyMoved:
            outcomes.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    takers = [person for person in outcomes if person]
    concern.refresh_from_db()
    assert len(outcomes) == len(people) and takers == [concern.taken_by]
    assert Notification.objects.filter(kind="concern_taken").count() == 1
