"""A look at a watched folder is killed at every step that it takes: the call comes in once, whole, and nothing is left over."""

from __future__ import annotations

import json

import pytest

from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal
from tests.call_review.test_pipeline_kill import PREPARE

RUN = PREPARE + "upload.delete(); from tests.call_review.killed_looks import main; main()"
ONCE = {"calls": 1, "whole": True, "jobs": 1, "waiting": 0, "rows": [["taken", ""]], "names": []}


@pytest.mark.long
def test_killed_at_every_step_a_call_comes_in_once(portal: Portal):  # noqa: F811
    process = portal.python(RUN)
    out, err = process.communicate(timeout=900)  # a minute where nothing else runs
    assert process.returncode == 0, err
    ends = [json.loads(line) for line in out.splitlines()]
    assert len(ends) > 40
    assert [(step, end) for step, end in enumerate(ends) if end != ONCE] == []
