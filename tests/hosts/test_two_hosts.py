"""A web host and two worker hosts share the calls of one portal: PostgreSQL, Redis and an S3 server are real, each host has its own folder.

Alice deposits over HTTP; Bob is heard in the calls. One of the worker hosts loses its power in the middle of a call.
"""

from __future__ import annotations

import http.client
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis

from tests.background.portal import until
from tests.call_review.deposits import PREPARE, call, deposit
from tests.call_review.tus_line import Line
from tests.files import s3
from tests.hosts.host import Host, kernel_lets_us
from tests.servers import PostgreSQL, Redis, in_a_folder

pytestmark = [pytest.mark.services, pytest.mark.filterwarnings(*s3.WARNINGS)]

CALLS, LONGER = 12, 4
SECONDS_LONGER = 14
LEASE_SECONDS = 10
JOBS = "SELECT state, attempts, worker FROM background_job WHERE kind = 'call_review.process' ORDER BY created_at"
TRANSCRIPTS = "SELECT count(*), count(DISTINCT position) FROM call_review_turn GROUP BY recording_id"
AT_WORK = "SELECT worker FROM background_job WHERE kind = 'call_review.process' AND state = 'running' AND progress > 50"


class Installation:
    def __init__(self, store: s3.MortalServer, web: Host, workers: list[Host]) -> None:
        self.store, self.web, self.workers = store, web, workers
        *self.keys, self.bob, self.alice = web.run(PREPARE, str(CALLS + LONGER)).split()

    def deposit(self, key: str, content: bytes) -> None:
        deposit(Line(self.web.port, key, self.alice), content)

    def jobs(self) -> list[tuple[str, int, str]]:
        return self.web.query(JOBS)

    def finished(self, count: int) -> bool:
        return [state for state, *_rest in self.jobs()] == ["done"] * count

    def transcripts(self) -> int:
        """How many calls have one; each has each of its turns once."""
        found = self.web.query(TRANSCRIPTS)
        assert all(turns == positions for turns, positions in found)
        return len(found)

    def ask(self, method: str, path: str, session: str, *cookies: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        line = http.client.HTTPConnection("localhost", self.web.port, timeout=60)
        cookie = "; ".join([f"sessionid={session}", f"csrftoken={'a' * 32}", *cookies])
        sent = {"Cookie": cookie, "X-CSRFToken": "a" * 32, "Accept-Language": "fr", **headers}
        line.request(method, path, headers=sent)
        with line.getresponse() as answer:
            body = answer.read()
        line.close()
        return answer, body

    def kept(self, key: str) -> list[str]:
        """What the store holds of a call."""
        objects = s3.store(self.store.address, self.web.folder).bucket.objects.filter(Prefix=f"calls/{key[:2]}/{key.replace('-', '')}/")
        return sorted(each.key.rpartition("/")[2] for each in objects)


@pytest.fixture
def store(tmp_path) -> Iterator[s3.MortalServer]:
    server = s3.MortalServer()
    s3.with_bucket(server.address, tmp_path, "vigie")
    yield server
    server.ends()


@pytest.fixture
def installation(tmp_path, store) -> Iterator[Installation]:
    with ExitStack() as stack:
        database, broker = (stack.enter_context(in_a_folder(kind)) for kind in (PostgreSQL, Redis))
        database.start()
        broker.start()
        keys = {"VIGIE_S3_BUCKET": "vigie", "VIGIE_S3_ENDPOINT": store.address, "VIGIE_S3_REGION": "eu-west-3"}
        keys |= {"VIGIE_S3_KEY": "vigie", "VIGIE_S3_SECRET": "secret", "VIGIE_JOB_LEASE_SECONDS": str(LEASE_SECONDS)}
        shared = database.environment | broker.environment | keys | {"VIGIE_SPEECH_THREADS": "1"}
        web, *workers = (Host(tmp_path / name, **shared) for name in ("web", "north", "south"))
        made = web.manage("migrate", "-v0")
        assert made.returncode == 0, made.stderr
        for host, parts in ((web, ["web", "default", "clock"]), (workers[0], ["speech"]), (workers[1], ["speech"])):
            host.start("--only", *parts, ready="Ctrl-C")
            stack.callback(host.stop)
        listening(broker.port, 3)
        yield Installation(store, web, workers)


def listening(port: int, workers: int) -> None:
    with redis.Redis(port=port) as client:
        until(lambda: sum(each["cmd"] == "brpop" for each in client.client_list()) >= workers, 90)


def test_two_worker_hosts_share_the_calls_and_one_takes_over_from_the_other(installation):
    north_and_south = {host.name: host for host in installation.workers}
    print(f"\nhosts of their own names and process numbers: {kernel_lets_us()}")

    shared_out(installation, north_and_south)
    taken_over(installation, north_and_south)
    withdrawn_while_the_store_is_away(installation)


def shared_out(installation: Installation, hosts: dict[str, Host]) -> None:
    for number, key in enumerate(installation.keys[:CALLS]):
        installation.deposit(key, call(number))
    until(lambda: installation.finished(CALLS), 240)
    jobs = installation.jobs()
    assert {attempts for _state, attempts, _worker in jobs} == {1}
    assert installation.transcripts() == CALLS
    workers = Counter(worker for *_rest, worker in jobs)
    assert len(workers) == 2, "each does its share"
    if kernel_lets_us():
        assert {worker.partition("/")[0] for worker in workers} == set(hosts)
    print(f"{CALLS} calls: {sorted(workers.values())}")
    for host in (installation.web, *hosts.values()):
        assert host.calls() == [], "calls are in the store alone"
    for key in installation.keys[:CALLS]:
        assert installation.kept(key) == ["features.h5", "listening.m4a", "original"]
        answer, body = installation.ask("GET", f"/appels/{key}/son.m4a", installation.alice, Range="bytes=4-7")
        assert (answer.status, body) == (206, b"ftyp")


def taken_over(installation: Installation, hosts: dict[str, Host]) -> None:
    for number, key in enumerate(installation.keys[CALLS:]):
        installation.deposit(key, call(CALLS + number, SECONDS_LONGER))
    [victim] = until(lambda: installation.web.query(AT_WORK), 60)[0]
    dead = next(host for host in hosts.values() if is_of(victim, host))
    [alive] = [host for host in hosts.values() if host is not dead]
    dead.lose_power()
    since = time.monotonic()
    assert [path.name for path in dead.calls() if path.name == "original"], "what it was working on is still in its folder"
    until(lambda: installation.finished(CALLS + LONGER), 240)
    print(f"{dead.name} lost its power; all {LONGER} calls done {time.monotonic() - since:.0f} s later")
    jobs = installation.jobs()
    assert sorted(attempts for _state, attempts, _worker in jobs) == [1] * (CALLS + LONGER - 1) + [2], "taken over, once"
    [taken] = [worker for _state, attempts, worker in jobs if attempts == 2]
    assert is_of(taken, alive)
    assert installation.transcripts() == CALLS + LONGER
    assert alive.calls() == []

    dead.start("--only", "speech", ready="Ctrl-C")
    until(lambda: dead.calls() == [], 60)


def is_of(worker: str, host: Host) -> bool:
    if kernel_lets_us():
        return worker.startswith(f"{host.name}/")
    return host.process.poll() is None and int(worker.rpartition("/")[2]) in host.family()


def withdrawn_while_the_store_is_away(installation: Installation) -> None:
    key = installation.keys[0]
    installation.store.goes_away()
    answer, _body = installation.ask("POST", f"/appels/{key}/retirer/", installation.bob)
    assert (answer.status, answer.headers["Location"]) == (302, "/appels/")
    said = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie") if cookie.startswith("messages=")]
    assert "dès qu’il répondra" in installation.ask("GET", "/appels/", installation.bob, *said)[1].decode()
    assert key.replace("-", "") in (installation.web.folder / "erasures.journal").read_text()
    assert installation.ask("GET", f"/appels/{key}/son.m4a", installation.bob)[0].status == 404
    assert installation.ask("GET", f"/appels/{installation.keys[1]}/son.m4a", installation.bob)[0].status == 503

    installation.store.comes_back()
    assert installation.kept(key) == ["features.h5", "listening.m4a", "original"]
    installation.web.enqueue("call_review.sweep")  # as the clock does every three minutes
    until(lambda: installation.kept(key) == [], 60)
    assert installation.kept(installation.keys[1]) == ["features.h5", "listening.m4a", "original"]
