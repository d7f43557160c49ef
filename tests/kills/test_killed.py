"""Worker, broker and database die at random moments while calls come in: nothing that was acknowledged is lost, nothing is doubled.

``KILLS`` says how many times each is killed (50). A coach's browser deposits one call a kill, as the page does: what is cut is asked for
and sent again until the server says that it has it all.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import signal
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from call_review.sample_calls import SAMPLES
from speech.audio import decode
from speech.sound import RATE
from tests.background.portal import Portal, until
from tests.call_review.tus_line import Line
from tests.servers import PostgreSQL, RabbitMQ, Redis, Server, in_a_folder

pytestmark = pytest.mark.kills

KILLS = int(os.environ.get("KILLS", "50"))
RANDOM = random.Random(int(os.environ.get("SEED", "0")) or None)
KILLED_WITHIN_SECONDS = 4.0
SECONDS_OF_SPEECH = 5
STREAM = {"Content_Type": "application/offset+octet-stream"}
AWAY = (OSError, http.client.HTTPException)

PREPARE = """
import datetime as dt, sys
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from accounts import roles
from accounts.models import Organisation, Role, Team, User
from call_review import uploads
from tests.call_review.people import join, open_campaign
caisse = Organisation.objects.create(name="Caisse")
team = Team.objects.create(organisation=caisse, name="Accueil")
alice = User.objects.create_user("alice@example.org", "correct horse battery")
roles.grant(alice, Role.COACH, organisation=caisse, team=team)
alice = User.objects.get(pk=alice.pk)
agents = [join(User.objects.create_user(f"agent{number}@example.org"), caisse, team) for number in range(1 + int(sys.argv[1]) // 10)]
campaign = open_campaign(caisse, team, alice, *agents, weekly_cap=10)
for number in range(int(sys.argv[1])):
    at = timezone.now() - dt.timedelta(days=2)
    said = uploads.Declaration(campaign, agents[number // 10], at, "agent,caller", caller_informed=True)
    print(uploads.declare(alice, said).key)
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(alice.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = alice.get_session_auth_hash()
session.create()
print(session.session_key)
"""
RECORDING = """
SELECT r.state, r.sha256, r.original, j.state FROM call_review_upload u
JOIN call_review_recording r ON r.id = u.recording_id JOIN background_job j ON j.id = r.job_id WHERE u.key = ?
"""
TRANSCRIPTS = "SELECT recording_id, count(*), count(DISTINCT position) FROM call_review_turn GROUP BY recording_id"
SILENCE = "SELECT coalesce(max(extract(epoch FROM now() - heartbeat_at)), 0) FROM background_job WHERE state = 'running'"


@pytest.fixture
def servers() -> Iterator[Callable[[type[Server]], Server]]:
    with ExitStack() as stack:

        def start(kind: type[Server]) -> Server:
            server = stack.enter_context(in_a_folder(kind))
            server.start()
            return server

        yield start


@pytest.fixture
def portal_on(tmp_path) -> Iterator[Callable[..., Portal]]:
    portals = []

    def start(*on: Server) -> Portal:
        environment = {key: value for server in on for key, value in server.environment.items()}
        portal = Portal(
            tmp_path, CACHE_URL="dbcache://vigie_cache", **{key: value for key, value in environment.items() if key != "CACHE_URL"}
        )
        portals.append(portal)
        made = portal.manage("migrate", "--run-syncdb", "-v0")
        assert made.returncode == 0, made.stderr
        portal.manage("createcachetable", check=True)
        portal.start()
        return portal

    yield start
    for portal in portals:
        portal.stop()


def test_a_worker_killed_at_random_moments(servers, portal_on):
    database, broker = servers(PostgreSQL), servers(Redis)
    portal = portal_on(database, broker)

    endure(portal, "worker", lambda: os.kill(until(lambda: speech_worker(portal), 60), signal.SIGKILL), KILLS)


@pytest.mark.parametrize("kind", [Redis, RabbitMQ])
def test_a_broker_killed_at_random_moments(servers, portal_on, kind):
    """Half of the kills on each of the two."""
    database, broker = servers(PostgreSQL), servers(kind)
    endure(portal_on(database, broker), kind.package, lambda: down_for_a_moment(broker), max(1, KILLS // 2))


def test_a_database_killed_at_random_moments(servers, portal_on):
    database, broker = servers(PostgreSQL), servers(Redis)
    endure(portal_on(database, broker), "database", lambda: down_for_a_moment(database), KILLS)


def speech_worker(portal: Portal) -> int | None:
    for pid in portal.family():
        with suppress(FileNotFoundError, ProcessLookupError):  # gone since it was listed
            if b"speech@" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


def down_for_a_moment(server: Server) -> None:
    server.kill()
    time.sleep(RANDOM.uniform(0, 1.5))
    server.start()


def endure(portal: Portal, victim: str, kill: Callable[[], None], kills: int) -> None:
    *keys, session = portal.run(PREPARE, str(kills)).split()
    acknowledged, silences = {}, [0.0]
    for number, key in enumerate(keys):
        killer = threading.Timer(RANDOM.uniform(0, KILLED_WITHIN_SECONDS), kill)
        killer.start()
        content = call(number)
        deposit(Line(portal.port, key, session), content)
        acknowledged[key] = content
        killer.join()
        silences.append(float(asked(portal, SILENCE)[0][0]))
        until(lambda key=key: is_over(portal, key), 240)
    check(portal, acknowledged)
    assert "Prêt à réécouter" in Line(portal.port, keys[0], session).page("/appels/")
    print(f"\n{victim}: killed {kills} times; {len(acknowledged)} calls acknowledged, 0 lost; longest silence {max(silences):.0f} s")
    assert max(silences) < 15 * 60


def check(portal: Portal, acknowledged: dict[str, bytes]) -> None:
    """Each call that was acknowledged is there, whole, and transcribed once."""
    for key, content in acknowledged.items():
        [(state, sha256, original, job)] = asked(portal, RECORDING, key)
        assert (state, job) == ("ready", "done"), key
        assert sha256 == hashlib.sha256(content).hexdigest()
        assert (portal.folder / "calls" / original).read_bytes() == content
    transcripts = asked(portal, TRANSCRIPTS)
    assert all(turns == positions for _recording, turns, positions in transcripts)
    assert len(transcripts) == len(acknowledged)
    assert asked(portal, "SELECT count(*) FROM call_review_recording") == [(len(acknowledged),)]


def call(number: int) -> bytes:
    """A few seconds of a demonstration call, at another place each time: speech that no other number gives."""
    sample = list(SAMPLES.values())[number % len(SAMPLES)]
    with decode(sample.path) as sound:
        start = int((3 + 0.7 * number % (sound.seconds - SECONDS_OF_SPEECH - 6)) * RATE)
        piece = sound.read(start, start + SECONDS_OF_SPEECH * RATE)
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((piece.T * 32767).astype("<i2").tobytes())
    return out.getvalue()


def deposit(line: Line, content: bytes) -> None:
    """As the page does: told how long, then the bytes from where the server says, until it has acknowledged the last."""

    def acknowledged() -> bool:
        try:
            return _send(line, content)
        except AWAY:
            return False

    until(acknowledged, 120)


def _send(line: Line, content: bytes) -> bool:
    known = line.ask("HEAD")
    if known.status != 200:
        return False
    if known.headers.get("Upload-Length") is None:
        line.ask("POST", Upload_Length=str(len(content)))
        return False
    offset = int(known.headers["Upload-Offset"])
    if offset == len(content):
        return True
    half = offset + max(1, (len(content) - offset) // 2)
    answer = line.ask("PATCH", content[offset:half], Upload_Offset=str(offset), **STREAM)
    if answer.status != 204 or half == len(content):
        return answer.status == 204
    return line.ask("PATCH", content[half:], Upload_Offset=str(half), **STREAM).status == 204


def is_over(portal: Portal, key: str) -> bool:
    return any(job == "done" for _state, _sha256, _original, job in asked(portal, RECORDING, key))


def asked(portal: Portal, sql: str, *values: object) -> list[tuple]:
    """Of a database that may be away for a moment."""

    def rows() -> list[list[tuple]] | None:
        try:
            return [portal.query(sql, *values)]
        except psycopg.OperationalError:
            return None

    return until(rows, 60)[0]
