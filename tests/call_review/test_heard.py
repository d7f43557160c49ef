"""What was heard of a call that has no transcript yet: the next attempt goes on from there; it goes with the call, and nobody reads it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from background.errors import Cancelled, JobError, LeaseLost, WorkerStopping
from background.models import Job
from background.reaper import put_back_expired
from background.run import Run
from background.runner import perform, work_off
from call_review import corrections, heard, purge, recordings, replay
from call_review.models import Elimination, HeardStretch, Recording
from speech.engines.short_windows import ShortWindows
from speech.sound import RATE
from tests.call_review.aged_calls import DAY
from tests.call_review.test_purge_canaries import dump

CANARY = "canary-of-the-caller"


@pytest.fixture
def short(monkeypatch) -> list[int]:
    """Two seconds at a time; how many were heard."""
    monkeypatch.setattr(ShortWindows, "longest", 2 * RATE)
    monkeypatch.setattr(ShortWindows, "together", 1)
    hearings: list[int] = []
    hear = ShortWindows.transcribe
    monkeypatch.setattr(ShortWindows, "transcribe", lambda self, *given: hearings.append(1) or hear(self, *given))
    return hearings


@pytest.fixture
def cut(monkeypatch):
    """``cut(2, error)``: the work ends with that error once two stretches are kept."""
    save = heard.Heard.save

    def set_to(stretches: int, error: BaseException) -> None:
        def saved(self, key, content):
            save(self, key, content)
            if HeardStretch.objects.count() >= stretches:
                monkeypatch.setattr(heard.Heard, "save", save)
                raise error

        monkeypatch.setattr(heard.Heard, "save", saved)

    return set_to


def spoken(recording: Recording) -> list[tuple]:
    return list(recording.turns.values_list("position", "speaker", "start", "end", "text", "words"))


def keep_one(recording: Recording) -> None:
    HeardStretch.objects.create(recording=recording, key="0" * 64, content=CANARY)


def test_a_worker_stopped_in_the_middle_goes_on_from_there(recording, coach, short, cut):
    cut(2, WorkerStopping())
    work_off_once()
    assert Job.objects.get(pk=recording.job_id).state == "waiting" and HeardStretch.objects.count() == 2
    first = len(short)
    assert work_off("speech") == 1
    recording.refresh_from_db()
    assert recording.state == "ready" and not HeardStretch.objects.exists(), "gone with the transcript"
    resumed, total = spoken(recording), len(short)
    assert first == 2 and total > 2
    begin_again(recording, coach)
    short.clear()
    work_off("speech")
    assert spoken(recording) == resumed and len(short) == total, "not one stretch was heard twice, and not a word differs"


def work_off_once() -> None:
    perform(Job.objects.claim_next("speech", "a worker"))


def begin_again(recording: Recording, coach) -> None:
    Recording.objects.filter(pk=recording.pk).update(state="failed")
    assert recordings.ask_again(recording, coach)


def test_after_a_failure_who_asks_again_does_not_begin_again(recording, coach, short, cut):
    Job.objects.update(max_attempts=1)
    cut(2, JobError("tests.away", temporary=True))
    work_off("speech")
    heard.forget_what_serves_no_more()
    assert HeardStretch.objects.count() == 2
    assert recordings.ask_again(recording, coach)
    before = len(short)
    short.clear()
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == "ready" and before == 2 and short
    begin_again(recording, coach)
    after = len(short)
    short.clear()
    work_off("speech")
    assert len(short) == before + after


@pytest.mark.parametrize("error", [Cancelled, None])
def test_who_stops_it_stops_all_of_it(recording, coach, short, cut, error):
    """Heard by the handler at once; of a job that waits again, by the next sweep, or by whoever asks again."""
    cut(1, Cancelled() if error else WorkerStopping())
    work_off_once()
    job = Job.objects.get(pk=recording.job_id)
    if error is None:
        assert job.state == "waiting" and HeardStretch.objects.exists()
        job.cancel()
        assert heard.forget_what_serves_no_more() == 1
    assert not HeardStretch.objects.exists()


def test_asking_again_after_a_stop_begins_again(recording, coach):
    keep_one(recording)
    recording.job.cancel()
    assert recordings.ask_again(recording, coach)
    assert not HeardStretch.objects.exists()


def test_c8_withdrawn_nothing_of_it_is_left(recording, agent):
    keep_one(recording)
    assert CANARY.encode() in dump()
    assert recordings.withdraw(recording, agent)
    assert CANARY.encode() not in dump()


def test_set_aside_nothing_of_it_is_left(recording, coach, agent):
    keep_one(recording)
    corrections.correct(recording, coach, corrections.Correction(None, recording.recorded_at - 60 * DAY, agent))
    recording.refresh_from_db()
    assert recording.state == "quarantined" and CANARY.encode() not in dump()


def test_c9_c10_over_its_time_or_erased_nothing_of_it_is_left(recording):
    keep_one(recording)
    Recording.objects.filter(pk=recording.pk).update(erase_sound_at=timezone.now() - DAY)
    purge.purge(timezone.now())
    assert Recording.objects.exists() and CANARY.encode() not in dump()
    keep_one(recording)
    recordings.erase(recording, Elimination.Reason.PROTECTED)
    assert CANARY.encode() not in dump()


def test_c8_a_backup_taken_meanwhile_brings_nothing_back(recording, agent, settings, tmp_path):
    """As a restoration would put them: the call, its job and what was heard, against the journal of erasures."""
    settings.ERASURE_JOURNAL = tmp_path / "erasures.journal"
    keep_one(recording)
    rows = [Job.objects.get(pk=recording.job_id), Recording.objects.get(), HeardStretch.objects.get()]
    assert recordings.withdraw(recording, agent)
    Job.objects.filter(pk=rows[0].pk).delete()
    for row in rows:
        row.save_base(raw=True, force_insert=True)
    assert CANARY.encode() in dump()
    assert replay.replay() == 1
    assert CANARY.encode() not in dump()


def test_a_worker_that_lost_its_job_or_was_told_to_stop_keeps_nothing_more(recording, agent):
    job = Job.objects.claim_next("speech", "a worker")

    class Beating:
        lost = False

    kept = heard.Heard(recording, Run(job, Beating()))  # type: ignore[arg-type]
    kept.save("1" * 64, CANARY)
    Job.objects.get(pk=job.pk).cancel()
    with pytest.raises(Cancelled):
        kept.save("2" * 64, CANARY)
    Job.objects.filter(pk=job.pk).update(cancel_requested=False, leased_until=recording.received_at - DAY)
    put_back_expired()
    with pytest.raises(LeaseLost):
        kept.save("3" * 64, CANARY)
    assert list(HeardStretch.objects.values_list("key", flat=True)) == ["1" * 64]
    assert recordings.withdraw(recording, agent)
    assert not HeardStretch.objects.exists()


def test_what_lies_there_damaged_is_no_obstacle(recording, short):
    keep_one(recording)
    work_off("speech")
    recording.refresh_from_db()
    assert recording.state == "ready" and short and not HeardStretch.objects.exists()
