"""Real processes die, the worker in the middle of a transcription, the server in that of an upload: nothing is doubled or half-written."""

from __future__ import annotations

import hashlib
import os
import re
import signal
from types import SimpleNamespace

import pytest

from call_review.sample_calls import SAMPLES
from speech.transcription import transcribe
from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal, until
from tests.call_review.tus_line import Line

PREPARE = """
import datetime as dt, sys
from django.utils import timezone
from accounts import roles
from accounts.models import Organisation, Role, Team, User
from call_review import uploads
from tests.call_review.people import deposit, join, open_campaign
caisse = Organisation.objects.create(name="Caisse")
team = Team.objects.create(organisation=caisse, name="Accueil")
alice = User.objects.create_user("alice@example.org", "correct horse battery")
roles.grant(alice, Role.COACH, organisation=caisse, team=team)
alice = User.objects.get(pk=alice.pk)
bob = join(User.objects.create_user("bob@example.org"), caisse, team)
campaign = open_campaign(caisse, team, alice, bob)
said = uploads.Declaration(campaign, bob, timezone.now() - dt.timedelta(days=2), "agent,caller", caller_informed=True)
upload = uploads.declare(alice, said)
"""
DEPOSIT = PREPARE + 'print(deposit(upload, open(sys.argv[1], "rb").read()).job_id.hex)'
SESSION = (
    PREPARE
    + """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(alice.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = alice.get_session_auth_hash()
session.create()
print(upload.key, session.session_key)
"""
)
TURNS = "SELECT count(*), count(DISTINCT position), count(DISTINCT recording_id) FROM call_review_turn"


@pytest.mark.long
def test_a_killed_worker_leaves_one_transcript(portal: Portal):  # noqa: F811
    portal.start()
    job = portal.run(DEPOSIT, str(SAMPLES["d06"].path)).strip()
    os.kill(portal.worker_of(job), signal.SIGKILL)
    until(lambda: portal.job(job)["state"] == "done", 300)
    assert portal.job(job)["attempts"] == 2
    [(turns, positions, recordings)] = portal.query(TURNS)
    assert turns == positions > 5 and recordings == 1
    assert portal.query("SELECT state, features != '', listening != '' FROM call_review_recording") == [("ready", 1, 1)]
    assert sorted(path.name for path in portal.folder.glob("calls/*/*/*")) == ["features.h5", "listening.m4a", "original"]


@pytest.mark.long
def test_a_killed_server_keeps_what_came_and_says_so(portal: Portal):  # noqa: F811
    content = SAMPLES["d03"].path.read_bytes()
    key, session = portal.run(SESSION).split()
    portal.start()
    line = Line(portal.port, key, session)
    created = line.ask("POST", Upload_Length=str(len(content)))
    assert created is not None and created.status == 201
    stream = {"Content_Type": "application/offset+octet-stream"}
    line.ask("PATCH", content[:200_000], announced=len(content), Upload_Offset="0", **stream)
    until(lambda: line.offset() > 100_000)
    for pid in portal.family():
        os.kill(pid, signal.SIGKILL)
    portal.process.wait(10)
    line.cut()
    portal.start()
    came = line.offset()
    assert 100_000 < came <= 200_000
    [part] = portal.folder.glob("calls/*/*/original.part")
    assert part.read_bytes() == content[:came]
    ended = line.ask("PATCH", content[came:], Upload_Offset=str(came), **stream)
    assert ended is not None and ended.status == 204
    [(name, sha256)] = portal.query("SELECT original, sha256 FROM call_review_recording")
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}/original", name)
    assert (portal.folder / "calls" / name).read_bytes() == content
    assert sha256 == hashlib.sha256(content).hexdigest()


HEARD = "SELECT id, content FROM call_review_heardstretch ORDER BY id"


@pytest.mark.long
def test_a_killed_worker_goes_on_from_the_last_finished_stretch(portal: Portal):  # noqa: F811
    """Killed once two stretches are kept: the next attempt hears the others only, and the conversation is that of one attempt."""
    portal.start()
    job = portal.run(DEPOSIT, str(SAMPLES["d06"].path)).strip()
    until(lambda: len(portal.query(HEARD)) >= 2, 120)
    os.kill(portal.worker_of(job), signal.SIGKILL)
    kept = portal.query(HEARD)
    until(lambda: portal.job(job)["state"] == "done", 300)
    assert portal.job(job)["attempts"] == 2
    assert f"{len(kept)} stretches were heard by an earlier attempt" in portal.log
    [heard] = re.findall(r"(\d+) stretches heard\b", portal.log)
    assert portal.query(HEARD) == []
    shelf: dict[str, str] = {}
    whole = transcribe(SAMPLES["d06"].path, channels="agent,caller", finished=SimpleNamespace(load=shelf.get, save=shelf.__setitem__))
    assert int(heard) + len(kept) == len(shelf), "each stretch once, in both attempts together"
    turns = portal.query('SELECT speaker, start, "end", text FROM call_review_turn ORDER BY position')
    assert turns == [(turn["speaker"], turn["start"], turn["end"], turn["text"]) for turn in whole.to_dict()["turns"]]
