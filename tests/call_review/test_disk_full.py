"""The disk fills up in the middle of a deposit: what came is kept, a sentence says what to do, and the rest follows when there is room."""

from __future__ import annotations

import hashlib
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from call_review.sample_calls import SAMPLES
from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal
from tests.call_review.test_pipeline_kill import SESSION
from tests.call_review.tus_line import Line

FULL_AT = 5_000_000
"""Bytes: the largest file that the processes may write. The kernel refuses the next byte as it does on a full disk."""


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_full_disk_keeps_what_came_and_says_so(portal: Portal):  # noqa: F811
    content = SAMPLES["d03"].path.read_bytes() + bytes(FULL_AT)
    stream = {"Content_Type": "application/offset+octet-stream"}
    key, session = portal.run(SESSION).split()
    line = Line(portal.port, key, session)
    with no_room_beyond(FULL_AT):  # which the processes of the portal inherit
        portal.start()
        assert line.ask("POST", Upload_Length=str(len(content))).status == 201
        refused = line.ask("PATCH", content, Upload_Offset="0", **stream)
        assert refused.status == 507
        came = line.offset()
        portal.stop()
    assert 0 < came <= FULL_AT
    portal.start()
    assert line.offset() == came
    assert line.ask("PATCH", content[came:], Upload_Offset=str(came), **stream).status == 204
    [(sha256,)] = portal.query("SELECT sha256 FROM call_review_recording")
    assert sha256 == hashlib.sha256(content).hexdigest()
