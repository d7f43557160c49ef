"""Whatever the order in which workers, people and accidents touch a job, it ends once and obeys the drawing in ``Job``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from background.models import Job
from background.reaper import put_back_expired

ALLOWED = {
    "waiting": {"running", "cancelled"},
    "running": {"waiting", "done", "failed", "cancelled"},
    "done": set(),
    "failed": set(),
    "cancelled": set(),
}
VERBS = {
    "finish": lambda job: job.finish(),
    "fail": lambda job: job.fail("broken"),
    "stop": lambda job: job.stop(),
    "retry": lambda job: job.retry("busy", pause=False),
    "give_back": lambda job: job.give_back(),
    "renew": lambda job: job.renew(),
    "report": lambda job: job.report(0.5, "half"),
}


class OneJob(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        Job.objects.all().delete()
        self.pk = Job.objects.create(kind="tests.any", max_attempts=3).pk
        self.holders: list[Job] = []
        self.before = "waiting"
        self.ends = 0

    @property
    def row(self) -> Job:
        return Job.objects.get(pk=self.pk)

    @rule()
    def claim(self) -> None:
        waits = self.row.state == "waiting"
        job = Job.objects.claim_next("default", "somewhere/1/1")
        assert (job is not None) == waits
        if job:
            self.holders.append(job)

    @precondition(lambda self: self.holders)
    @rule(data=st.data(), verb=st.sampled_from(sorted(VERBS)))
    def worker_says(self, data: st.DataObject, verb: str) -> None:
        """Any worker that ever held the job, also one that lost it long ago."""
        holder = data.draw(st.sampled_from(self.holders))
        row = self.row
        holds = row.state == "running" and row.lease == holder.lease
        accepted = VERBS[verb](holder)
        assert accepted == (holds and not (row.cancel_requested and verb in ("finish", "report")))
        if not accepted:
            assert vars_of(self.row) == vars_of(row)

    @rule()
    def person_asks_to_stop(self) -> None:
        self.row.cancel()

    @rule()
    def time_passes_without_a_sign(self) -> None:
        Job.objects.running().update(leased_until=timezone.now() - timedelta(seconds=1))
        put_back_expired()
        assert self.row.state != "running"

    @invariant()
    def only_drawn_transitions(self) -> None:
        row = self.row
        if row.state != self.before:
            # A job put back that a person wanted stopped goes through waiting on its way.
            assert row.state in ALLOWED[self.before]
            self.ends += row.finished
            self.before = row.state
        assert self.ends == int(row.finished)
        assert row.attempts <= row.max_attempts
        assert (row.lease is not None) == (row.state == "running")
        assert (row.finished_at is not None) == row.finished
        assert not (row.state == "waiting" and row.cancel_requested)


def vars_of(job: Job) -> dict[str, object]:
    return {field.attname: getattr(job, field.attname) for field in Job._meta.concrete_fields}


def explore(examples: int) -> None:
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        OneJob, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    )


@pytest.mark.django_db
def test_any_order_of_events_obeys_the_drawing():
    explore(20)


@pytest.mark.long
@pytest.mark.django_db
def test_any_order_of_events_obeys_the_drawing_at_length():
    explore(500)
