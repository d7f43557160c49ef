"""Faults told to a Sentry by real web processes and real workers, and what is told of whom they were about: nothing."""

from __future__ import annotations

import json
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote_plus

import pytest

from tests.background.portal import ROOT, Portal, until
from tests.operations.canaries import CANARIES, RECOGNISED, found_in
from tests.operations.failing_room.portal import ask, portal_in
from tests.operations.sentry import Sentry, listening

ENQUEUE_ALL = """
from background.registry import enqueue
from tests.operations.canaries import CANARIES
for canary in CANARIES:
    enqueue("tests.failing", canary=canary)
"""
LOG_AN_ERROR = """
import logging, sys
try:
    raise ValueError("Alice Arnaud")
except ValueError:
    logging.getLogger("tests.room").exception("about Alice Arnaud")
print("sentry_sdk" in sys.modules)
"""
IN_THE_END = ("done", "failed", "cancelled")


def over(portal: Portal) -> bool:
    return not portal.query(f"SELECT 1 FROM background_job WHERE kind = 'tests.failing' AND state NOT IN {IN_THE_END}")


@pytest.fixture(scope="module")
def after_a_bad_day(tmp_path_factory, empty_database) -> Iterator[tuple[Sentry, Portal]]:
    """Fifty views and fifty jobs have failed; the portal is asked to stop at once, with reports still to be sent."""
    with listening() as sentry, portal_in(tmp_path_factory.mktemp("bad-day"), empty_database, VIGIE_SENTRY_DSN=sentry.dsn) as portal:
        portal.start()
        assert {ask(portal, "failing", canary) for canary in CANARIES} == {500}
        assert ask(portal, "cut-short", CANARIES[0]) == 0
        for canary in RECOGNISED:
            ask(portal, "complaining", canary)
        portal.run(ENQUEUE_ALL)
        until(lambda: over(portal), 60)
        portal.stop()
        yield sentry, portal


def exceptions(event: dict) -> list[str]:
    return [error["type"] for error in event.get("exception", {"values": []})["values"]]


def test_each_failure_of_a_view_and_of_a_job_is_told_with_its_lines(after_a_bad_day):
    sentry, _portal = after_a_bad_day
    told = Counter(event["transaction"] for event in sentry.events)
    assert told == {"failing": 50, "tests.failing": 50, "tests.room": 40, "gunicorn.error": 1}
    view = next(event for event in sentry.events if event["transaction"] == "failing")
    work = next(event for event in sentry.events if event["transaction"] == "tests.failing")
    assert exceptions(view) == ["LookupError", "ValueError"]
    assert exceptions(work) == ["KeyError", "RuntimeError"]
    last = view["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert (last["module"], last["function"], last["in_app"]) == ("tests.operations.failing_room.urls", "failing", True)
    assert set(view["tags"]) == {"view", "status", "request_id"} and set(work["tags"]) == {"job", "kind"}
    assert {event["release"] for event in sentry.events} == {"vigie@0.1.0"}


def test_fifty_canaries_are_in_no_byte_that_leaves(after_a_bad_day):
    sentry, portal = after_a_bad_day
    assert len(sentry.heard) >= 141
    assert found_in(sentry.everything) == []
    assert socket.gethostname() not in sentry.everything
    assert str(portal.folder) not in sentry.everything and str(ROOT) not in sentry.everything


def test_a_report_holds_nothing_but_what_is_written_here(after_a_bad_day):
    sentry, _portal = after_a_bad_day
    fields = {"level", "logger", "transaction", "tags", "exception", "logentry"}
    by_the_library = {"event_id", "timestamp", "release", "environment", "sdk", "platform"}
    assert {name for event in sentry.events for name in event} == fields | by_the_library
    errors = [error for event in sentry.events for error in event.get("exception", {"values": []})["values"]]
    assert {name for error in errors for name in error} == {"type", "module", "stacktrace"}
    frames = [frame for error in errors for frame in error["stacktrace"]["frames"]]
    assert {name for frame in frames for name in frame} == {"module", "filename", "function", "lineno", "in_app"}


def test_fifty_canaries_of_jobs_that_a_worker_ran_leave_no_trace_in_its_log(after_a_bad_day):
    _sentry, portal = after_a_bad_day
    lines = [json.loads(line) for line in portal.log.splitlines() if line.startswith("{")]
    failed = [line for line in lines if "RuntimeError" in line.get("exc_info", "")]
    assert len(failed) == 50 and {line["kind"] for line in failed} == {"tests.failing"} and len({line["job"] for line in failed}) == 50
    written = [line for line in lines if line["message"].startswith("about ") and "job" in line]
    assert len(written) == 40
    assert "an answer was cut short" in portal.log
    assert found_in(portal.log + unquote_plus(portal.log)) == []


def test_a_worker_that_ends_first_tells_what_failed(tmp_path, empty_database):
    with listening() as sentry:
        sentry.may_answer.clear()
        with portal_in(tmp_path, empty_database, VIGIE_SENTRY_DSN=sentry.dsn) as portal:
            portal.enqueue(*["tests.failing"] * 20, canary="Alice")
            worker = portal.python("from background.runner import work_off; print(work_off('default'), flush=True)")
            assert worker.stdout.readline() == "20\n" and sentry.events == []
            sentry.may_answer.set()
            _out, err = worker.communicate(timeout=30)
            assert worker.returncode == 0, err
            assert len(sentry.events) == 20


def test_a_job_over_its_time_limit_is_told_before_its_process_is_killed(tmp_path, empty_database):
    with listening() as sentry:
        sentry.may_answer.clear()  # the report waits behind another, which is not answered before the job has failed
        with portal_in(tmp_path, empty_database, VIGIE_SENTRY_DSN=sentry.dsn) as portal:
            [pk] = portal.enqueue("tests.endless")
            worker = portal.python("from background.runner import work_off; work_off('default')")
            until(lambda: portal.job(pk)["state"] == "failed", 60)
            sentry.may_answer.set()
            worker.communicate(timeout=60)
            assert worker.returncode == -signal.SIGKILL
            first, event = sentry.events
    assert first["transaction"] == "tests.endless" and first["logger"] == "tests.room"
    assert event["tags"] == {"job": pk[:8], "kind": "tests.endless"}
    assert event["logentry"]["message"] == "background.heartbeat._end_process"


def test_without_an_address_nothing_is_sent_and_the_library_is_not_even_loaded(tmp_path, empty_database):
    with listening() as sentry, portal_in(tmp_path, empty_database, SENTRY_DSN=sentry.dsn) as portal:
        # The first address is in the library's own variable, meant for some other program.
        assert portal.run(LOG_AN_ERROR).split() == ["False"]
        assert portal.run(LOG_AN_ERROR, VIGIE_SENTRY_DSN=sentry.dsn).split() == ["True"]
        assert len(sentry.events) == sentry.asked == 1
    assert "Alice" not in sentry.everything


def test_answers_wait_neither_for_a_sentry_that_holds_its_own_nor_for_one_that_is_away(tmp_path, empty_database):
    with listening() as sentry:
        sentry.may_answer.clear()
        with portal_in(tmp_path, empty_database, VIGIE_SENTRY_DSN=sentry.dsn, WEB_CONCURRENCY="1") as portal:
            portal.start("--only", "web")
            assert [ask(portal, "failing", canary) for canary in CANARIES] == [500] * 50
            until(lambda: sentry.asked)
            # All were answered while it has said nothing, and one thread at most waits for it.
            assert sentry.asked == 1 and sentry.heard == []
            sentry.server.socket.close()
            assert [ask(portal, "failing", canary) for canary in CANARIES] == [500] * 50
            portal.stop()


@pytest.mark.parametrize(
    "address",
    [
        "sentry.example/7",
        "https://sentry.example/7",
        "https://key@sentry.example",
        "https://key@sentry.example/vigie",
        "ftp://key@sentry.example/7",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_at_the_start(tmp_path, empty_database, address):
    with portal_in(tmp_path, empty_database, VIGIE_SENTRY_DSN=address) as portal:
        refused = portal.manage("check")
    assert refused.returncode != 0 and "VIGIE_SENTRY_DSN" in refused.stderr
