"""A real worker dies in the middle of a masking: the call is as it was until another has done it, and there is one masked copy."""

from __future__ import annotations

import os
import signal

import pytest

from call_review.sample_calls import SAMPLES
from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal, until
from tests.call_review.test_pipeline_kill import PREPARE

MASK = (
    PREPARE
    + """
from django.core.files.base import ContentFile
from call_review import masking
from call_review.models import Recording, Turn
from privacy.kinds import Kind
from tests.call_review.calls import words
sound = open(sys.argv[1], "rb").read()
call = deposit(upload, sound)
call.job.cancel()
call.listening.save("listening.ogg", ContentFile(sound), save=False)
call.state, call.seconds = Recording.State.READY, 100.0
call.save(update_fields=["listening", "state", "seconds"])
text = "Alors Kowalczyk, bonjour."
Turn.objects.create(recording=call, position=0, speaker="caller", start=10, end=14, text=text, words=words(text, 10, 14))
passage = masking.Passage(11.3, 12.7, "caller", Kind.NAME)
for proposal in masking.found_in(list(call.turns.all())):
    masking.decide(call, alice, masking.passage_of(proposal, list(call.turns.all())), "left")
masking.decide(call, alice, passage, "masked")
masking.publish(call, alice)
print(Recording.objects.get().masking_job_id.hex)
"""
)
STATE = "SELECT listening, masked_at IS NOT NULL FROM call_review_recording"


@pytest.mark.long
def test_a_killed_worker_leaves_the_call_whole_then_one_masked_copy(portal: Portal):  # noqa: F811
    job = portal.run(MASK, str(SAMPLES["d06"].path)).strip()
    portal.start()
    os.kill(portal.worker_of(job), signal.SIGKILL)
    [(heard, masked)] = portal.query(STATE)
    assert not masked and heard.endswith("listening.ogg") and (portal.folder / "calls" / heard).exists()
    until(lambda: portal.job(job)["state"] == "done", 120)
    assert portal.job(job)["attempts"] == 2
    [(heard, masked)] = portal.query(STATE)
    assert masked and portal.query("SELECT text FROM call_review_turn") == [("Alors [nom de personne] bonjour.",)]
    until(lambda: len(list(portal.folder.glob("calls/??/*/*"))) == 2)
    assert sorted(path.name for path in portal.folder.glob("calls/??/*/*")) == [f"masked-{job}.h5", f"masked-{job}.m4a"]
    assert not list(portal.folder.glob("calls/at-work/*/*")), "nothing is left aside"
