"""The worker is killed in the middle of a transcription: the job is taken up again and the transcript is written exactly once."""

from __future__ import annotations

import os
import signal

import pytest

from call_review.sample_calls import SAMPLES
from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal, until

START = """
import sys
from accounts.models import Organisation, User
from call_review import trials
caisse = Organisation.objects.create(name="Caisse")
alice = User.objects.create_user("alice@example.org")
print(trials.start(alice, caisse, sys.argv[1]).job_id.hex)
"""
FINISHED = "SELECT count(*), max(finished_at), max(transcript) FROM call_review_trial WHERE transcript IS NOT NULL"


@pytest.mark.long
def test_a_transcription_survives_the_kill_of_its_worker(portal: Portal):  # noqa: F811
    portal.start()
    job = portal.run(START, next(iter(SAMPLES))).strip()
    os.kill(portal.worker_of(job), signal.SIGKILL)
    until(lambda: portal.job(job)["state"] == "done", 180)
    [(count, finished_at, transcript)] = portal.query(FINISHED)
    assert count == 1 and '"turns"' in transcript
    assert portal.job(job)["attempts"] == 2
    until(lambda: portal.query("SELECT count(*) FROM background_job WHERE state IN ('waiting', 'running')") == [(0,)])
    assert portal.query(FINISHED) == [(1, finished_at, transcript)]
