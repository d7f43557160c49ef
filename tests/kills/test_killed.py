"""Worker, broker and database die at random moments while calls come in: nothing that was acknowledged is lost, nothing is doubled.

``KILLS`` says how many times each is killed (50). A coach's browser deposits one call a kill, as the page does: what is cut is asked for
and sent again until the server says that it has it all.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from tests.background.portal import Portal, until
from tests.call_review.deposits import PREPARE, call, deposit
from tests.call_review.tus_line import Line
from tests.servers import PostgreSQL, RabbitMQ, Redis, Server, in_a_folder

pytestmark = pytest.mark.kills

KILLS = int(os.environ.get("KILLS", "50"))
RANDOM = random.Random(int(os.environ.get("SEED", "0")) or None)
KILLED_WITHIN_SECONDS = 4.0

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
    *keys, _agents, session = portal.run(PREPARE, str(kills)).split()
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
