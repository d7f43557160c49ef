"""A masked call in an object store: its masked copy is there, alone, or with its original under seal; nothing stays on the machine."""

import pytest

from background.models import Job
from background.runner import work_off
from call_review import masking
from call_review.masking import Passage
from call_review.models import Masking, Recording
from privacy.kinds import Kind
from tests.call_review.people import CLIP, deposit
from tests.call_review.test_in_a_store import OF_MOTO, address, bucket, its_bucket, kept, mortal, on_this_machine  # noqa: F401 - fixtures
from tests.call_review.test_masking import decide_all

pytestmark = OF_MOTO


@pytest.fixture(autouse=True)
def _sealed_ones_too(request, monkeypatch):
    name = "its_bucket" if "its_bucket" in request.fixturenames else "bucket"
    monkeypatch.setattr(Recording._meta.get_field("sealed"), "storage", request.getfixturevalue(name))


@pytest.fixture
def heard(upload, django_capture_on_commit_callbacks) -> Recording:
    """Transcribed by the real engine."""
    with django_capture_on_commit_callbacks(execute=True):
        call = deposit(upload, CLIP)
    assert work_off("speech") == 1
    call.refresh_from_db()
    return call


def ask(call: Recording, coach) -> None:
    decide_all(call, coach, Masking.Decision.LEFT)
    masking.decide(call, coach, Passage(0.5, 1.5, Masking.Channel.AGENT, Kind.NAME), Masking.Decision.MASKED)
    masking.publish(call, coach)


@pytest.mark.parametrize("kept_originals", [False, True])
def test_the_masked_copy_takes_the_place_of_all_the_rest(
    bucket,  # noqa: F811
    heard,
    coach,
    settings,
    kept_originals,
    django_capture_on_commit_callbacks,
):
    settings.KEEP_ORIGINAL = kept_originals
    ask(heard, coach)
    with django_capture_on_commit_callbacks(execute=True):
        assert work_off("speech") == 1
    heard.refresh_from_db()
    job = heard.masking_job_id.hex
    assert kept(bucket) == [f"masked-{job}.h5", f"masked-{job}.m4a", *(["original"] if kept_originals else [])]
    assert (heard.original, bool(heard.sealed)) == ("", kept_originals) and on_this_machine(bucket) == []


def test_while_the_store_is_away_the_call_stays_as_it_was(its_bucket, mortal, heard, coach):  # noqa: F811
    before = kept(its_bucket)
    ask(heard, coach)
    mortal.goes_away()
    assert work_off("speech") == 1
    heard.refresh_from_db()
    assert heard.masked_at is None and heard.masking_job.error_code == "store_away" and heard.masking_job.state == Job.State.WAITING
    mortal.comes_back()
    assert kept(its_bucket) == before
    Job.objects.filter(pk=heard.masking_job_id).update(not_before=None)
    assert work_off("speech") == 1
    heard.refresh_from_db()
    assert heard.masked_at
