"""A ring is a message in the broker; losing it costs at most the ten seconds to the next look around."""

from __future__ import annotations

import json

import pytest

REAP = "from background.reaper import reap; reap()"
ROLLED_BACK = """
from django.db import transaction
from background.registry import enqueue
with transaction.atomic():
    enqueue("tests.slow")
    transaction.set_rollback(True)
"""


@pytest.fixture(autouse=True)
def default_broker(portal) -> None:
    portal.environment["BROKER_URL"] = "filesystem://"


def rings(portal) -> list[str]:
    """The queues rung, by the messages that wait in the default broker."""
    found = [json.loads(message.read_text()) for message in portal.messages.glob("*.msg")]
    return sorted(message["properties"]["delivery_info"]["routing_key"] for message in found)


def test_a_job_rings_its_queue_once_it_is_committed(portal):
    portal.enqueue("tests.slow", "tests.slow_speech")
    assert rings(portal) == ["default", "speech"]


def test_a_job_rolled_back_rings_nobody_and_nothing_to_do_neither(portal):
    portal.run(ROLLED_BACK + REAP)
    assert rings(portal) == []


def test_a_lost_ring_is_rung_again_while_its_job_waits(portal):
    [job] = portal.enqueue("tests.slow_speech")
    for message in portal.messages.glob("*.msg"):
        message.unlink()
    portal.run(REAP)
    assert rings(portal) == ["speech"]
    assert portal.job(job)["state"] == "waiting"


def test_a_broker_that_is_away_does_not_keep_the_job_from_being_asked_for(portal):
    [job] = portal.run(
        "from background.registry import enqueue; print(enqueue('tests.slow').pk.hex)", BROKER_URL="redis://127.0.0.1:1/0"
    ).split()
    assert portal.job(job)["state"] == "waiting"


def test_a_broken_queue_folder_does_not_either(portal):
    portal.enqueue("tests.slow_speech")
    for message in portal.messages.glob("*.msg"):
        message.unlink()
    portal.messages.rmdir()
    portal.messages.write_text("not a folder")
    [job] = portal.enqueue("tests.slow")
    assert portal.job(job)["state"] == "waiting"


def test_a_table_of_queues_cut_short_does_not_either(portal):
    portal.enqueue("tests.slow")
    for table in (portal.folder / "broker").rglob("*.exchange"):
        table.write_text("[")
    [job] = portal.enqueue("tests.slow")
    assert portal.job(job)["state"] == "waiting"
