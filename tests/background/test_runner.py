"""Alice's jobs: order, ends, retries, cancellation, leases lost."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from background import stopping
from background.errors import JobError
from background.models import Job
from background.registry import enqueue
from background.run import Run
from background.runner import work_off

pytestmark = pytest.mark.django_db
WAITING, RUNNING, DONE, FAILED, CANCELLED = Job.State


def let_pauses_pass() -> None:
    Job.objects.filter(state=WAITING).update(not_before=None)


def take_over(job: Job) -> None:
    """What the reaper and another worker do to a job whose worker seemed dead."""
    Job.objects.filter(pk=job.pk).update(lease=uuid.uuid4(), worker="elsewhere/1/1")


def test_a_job_runs_and_ends(kind, alice):
    seen = []
    job = enqueue(kind(lambda run: seen.append(run.arguments)), owner=alice, roster=3)
    assert work_off("default") == 1
    job.refresh_from_db()
    assert (seen, job.state, job.progress, job.attempts, job.lease) == ([{"roster": 3}], DONE, 1000, 1, None)
    assert job.started_at <= job.finished_at
    assert work_off("default") == 0


def test_a_job_waits_for_its_own_queue(kind):
    job = enqueue(kind(queue="speech"))
    assert work_off("default") == 0
    assert work_off("speech") == 1
    job.refresh_from_db()
    assert job.state == DONE


def test_urgent_jobs_first_then_the_oldest(kind):
    order = []
    name = kind(lambda run: order.append(run.arguments["n"]))
    for n, priority in enumerate([0, 5, 0, 5, -1]):
        enqueue(name, priority=priority, n=n)
    work_off("default")
    assert order == [1, 3, 0, 2, 4]


def test_an_urgent_job_that_arrives_meanwhile_goes_before_those_that_wait(kind):
    order = []

    def handler(run: Run) -> None:
        order.append(run.arguments["n"])
        if run.arguments["n"] == 0:
            enqueue("tests.kind", priority=9, n=99)

    name = kind(handler)
    for n in range(3):
        enqueue(name, n=n)
    work_off("default")
    assert order == [0, 99, 1, 2]


def test_a_job_for_later_waits(kind):
    job = enqueue(kind(), not_before=timezone.now() + timedelta(hours=1))
    assert work_off("default") == 0
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert work_off("default") == 1
    job.refresh_from_db()
    assert job.state == DONE


def test_a_temporary_error_is_tried_again_later_and_longer_each_time_then_given_up(kind):
    def handler(run: Run) -> None:
        raise JobError("server_busy", temporary=True, detail="smtp")

    job = enqueue(kind(handler, max_attempts=3))
    pauses = []
    for _attempt in range(2):
        before = timezone.now()
        assert work_off("default") == 1
        job.refresh_from_db()
        assert (job.state, job.error_code, job.error_detail) == (WAITING, "server_busy", "smtp")
        pauses.append(round((job.not_before - before).total_seconds()))
        assert work_off("default") == 0
        let_pauses_pass()
    assert pauses == [5, 15]
    work_off("default")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == (FAILED, 3, "server_busy")
    assert job.finished_at


def test_a_permanent_error_ends_the_job_at_once(kind):
    class NotASound(Exception):
        """An error of another room: it knows nothing of ours but the two attributes."""

        code = "not_a_sound"
        temporary = False

    def handler(run: Run) -> None:
        raise NotASound

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == (FAILED, 1, "not_a_sound")


def test_an_unexpected_error_is_logged_whole_and_its_text_stays_out_of_the_row(kind, caplog):
    def handler(run: Run) -> None:
        raise ValueError("06 39 98 12 34")

    job = enqueue(kind(handler, max_attempts=1))
    work_off("default")
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_detail) == (FAILED, "unexpected", "ValueError")
    assert any(record.levelno == logging.ERROR and record.exc_info for record in caplog.records)


def test_a_job_of_an_unknown_kind_fails_with_its_name(kind):
    job = enqueue(kind())
    Job.objects.update(kind="gone.away")
    work_off("default")
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_detail) == (FAILED, "unknown_kind", "gone.away")


def test_what_a_failed_finish_wrote_is_undone(kind, alice):
    def handler(run: Run) -> None:
        with run.finishing():
            User.objects.filter(pk=alice.pk).update(first_name="Alix")
            raise JobError("bad_line")

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    alice.refresh_from_db()
    assert (job.state, job.error_code, alice.first_name) == (FAILED, "bad_line", "Alice")


def test_progress_is_written_but_not_at_every_call(kind, django_assert_num_queries):
    def handler(run: Run) -> None:
        with django_assert_num_queries(1):
            run.progress(0.25, "10 lignes")
            run.progress(0.30, "12 lignes")
        row = Job.objects.get(pk=run.job.pk)
        assert (row.progress, row.progress_note) == (250, "10 lignes")

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    assert job.state == DONE, job.error_detail


def test_alice_stops_a_job_that_waits(kind, alice):
    job = enqueue(kind(), owner=alice)
    job.cancel()
    assert job.state == CANCELLED and job.finished_at
    assert work_off("default") == 0


def test_alice_stops_a_job_that_runs_and_a_broad_except_cannot_hide_it(kind, alice):
    def handler(run: Run) -> None:
        Job.objects.get(pk=run.job.pk).cancel()
        try:
            run.progress(0.5)
        except Exception:
            pytest.fail("swallowed")
        pytest.fail("went on")

    job = enqueue(kind(handler), owner=alice)
    work_off("default")
    job.refresh_from_db()
    assert job.state == CANCELLED


def test_a_stop_asked_before_the_end_undoes_the_end(kind, alice):
    def handler(run: Run) -> None:
        Job.objects.get(pk=run.job.pk).cancel()
        with run.finishing():
            User.objects.filter(pk=alice.pk).update(first_name="Alix")

    job = enqueue(kind(handler), owner=alice)
    work_off("default")
    job.refresh_from_db()
    alice.refresh_from_db()
    assert (job.state, alice.first_name) == (CANCELLED, "Alice")


def test_a_stop_asked_of_a_job_that_then_fails_for_a_while_is_not_tried_again(kind):
    def handler(run: Run) -> None:
        Job.objects.get(pk=run.job.pk).cancel()
        raise JobError("server_busy", temporary=True)

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    assert job.state == CANCELLED


def test_stopping_a_job_that_is_over_changes_nothing(kind):
    job = enqueue(kind())
    work_off("default")
    job.refresh_from_db()
    job.cancel()
    assert (job.state, job.cancel_requested) == (DONE, False)


@pytest.mark.parametrize("verb", ["progress", "finishing"])
def test_a_worker_whose_job_was_taken_over_writes_nothing_more(kind, alice, verb):
    def handler(run: Run) -> None:
        take_over(run.job)
        if verb == "progress":
            run.progress(0.5)
        with run.finishing():
            User.objects.filter(pk=alice.pk).update(first_name="Alix")

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    alice.refresh_from_db()
    assert (job.state, job.worker, job.progress, alice.first_name) == (RUNNING, "elsewhere/1/1", 0, "Alice")


def test_an_error_after_the_job_was_taken_over_does_not_touch_it(kind):
    def handler(run: Run) -> None:
        take_over(run.job)
        raise ValueError

    job = enqueue(kind(handler))
    work_off("default")
    job.refresh_from_db()
    assert (job.state, job.worker, job.error_code) == (RUNNING, "elsewhere/1/1", "")


def test_a_worker_asked_to_stop_gives_its_job_back_uncounted(kind):
    calls = []

    def handler(run: Run) -> None:
        calls.append(run.job.attempts)
        if len(calls) == 1:
            stopping.ask()
        run.progress(0.5)

    job = enqueue(kind(handler, max_attempts=1))
    assert work_off("default") == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error_code) == (WAITING, 0, "interrupted")
    assert work_off("default") == 0, "a worker that stops takes nothing new"
    stopping.ask(False)
    work_off("default")
    job.refresh_from_db()
    assert (job.state, calls, job.error_code) == (DONE, [1, 1], "")


def test_notes_are_in_the_language_of_the_person_who_waits(kind, bob):
    from django.utils.translation import get_language

    seen = []
    bob.language = "en"
    bob.save()
    name = kind(lambda run: seen.append(get_language()))
    enqueue(name, owner=bob)
    enqueue(name)
    work_off("default")
    assert seen == ["en", "fr"]


def test_a_job_asked_for_in_a_transaction_that_fails_was_never_asked_for(kind):
    from django.db import transaction

    name = kind()
    with pytest.raises(JobError), transaction.atomic():
        enqueue(name)
        raise JobError("no")
    assert not Job.objects.exists()


def test_a_kind_nobody_registered_cannot_be_asked_for():
    with pytest.raises(JobError) as error:
        enqueue("tests.nobody")
    assert error.value.code == "unknown_kind"
