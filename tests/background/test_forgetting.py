"""Ended jobs are forgotten after a month; what comes back by itself after a day, but for the one its period is counted from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from background import forgetting, periodic, registry
from background.models import Job
from background.runner import work_off

DAY = timedelta(days=1)
ONCE, DAILY = "tests.once", "tests.daily"


@pytest.fixture
def kinds(monkeypatch) -> None:
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(periodic, "_every", {})
    registry.job(ONCE)(lambda run: None)
    periodic.periodic(DAILY, every=DAY)(registry.job(DAILY)(lambda run: None))


def ended(kind: str, ago: timedelta, state: Job.State = Job.State.DONE) -> Job:
    at = timezone.now() - ago
    return Job.objects.create(kind=kind, state=state, created_at=at, finished_at=at)


def left() -> set:
    forgetting.forget(timezone.now())
    return set(Job.objects.all())


@pytest.mark.parametrize("state", Job.FINAL)
def test_a_month_is_enough_whatever_the_end(db, kinds, state):
    ended(ONCE, 30 * DAY + timedelta(minutes=1), state)
    kept = ended(ONCE, 30 * DAY - timedelta(minutes=1), state)
    assert left() == {kept}


def test_what_did_not_end_is_never_forgotten(db, kinds):
    old = timezone.now() - 400 * DAY
    waiting = Job.objects.create(kind=ONCE, created_at=old)
    daily = Job.objects.create(kind=DAILY, created_at=old)
    running = registry.enqueue(ONCE)
    Job.objects.filter(pk=running.pk).update(created_at=old)
    Job.objects.claim_next("default", "somewhere/1/1")
    assert left() == {waiting, daily, running}


def test_of_a_daily_job_the_newest_stays_however_old(db, kinds):
    ended(DAILY, 90 * DAY)
    newest = ended(DAILY, 60 * DAY, Job.State.FAILED)
    assert left() == {newest}
    asked = periodic.ask_for_what_is_due()
    assert len(asked) == 1, "the period is counted from it"


def test_of_a_daily_job_yesterday_is_enough(db, kinds):
    ended(DAILY, DAY + timedelta(minutes=1))
    kept = {ended(DAILY, DAY - timedelta(minutes=1)), ended(DAILY, timedelta(minutes=1))}
    assert left() == kept


def test_many_go_in_small_transactions(db, kinds, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 3)
    for _number in range(7):
        ended(ONCE, 40 * DAY)
    assert forgetting.forget(timezone.now()) == 7
    assert forgetting.forget(timezone.now()) == 0


def test_the_portal_forgets_by_itself(db):
    """With the kinds that the portal really has: the row that asked for it is done, the old one is gone."""
    old = ended("accounts.deliver", 40 * DAY)
    asked = {job.kind for job in periodic.ask_for_what_is_due()}
    assert "background.forget" in asked
    work_off("default")
    assert not Job.objects.filter(pk=old.pk).exists()
    assert Job.objects.get(kind="background.forget").state == Job.State.DONE


def test_it_says_when_it_comes_back(db, kinds):
    assert periodic.next_time(DAILY) is None
    last = ended(DAILY, timedelta(hours=5))
    assert periodic.next_time(DAILY) == last.created_at + DAY
    with pytest.raises(KeyError):
        periodic.next_time(ONCE)
