"""What comes back by itself is asked for once a period, whatever the number of clocks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from background import periodic, registry
from background.models import Job
from background.runner import work_off

DAILY = "tests.daily"


@pytest.fixture
def daily(monkeypatch) -> list[int]:
    """A daily job that counts its runs; no other periodic job is looked at."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(periodic, "_every", {})
    runs: list[int] = []
    periodic.periodic(DAILY, every=timedelta(days=1))(registry.job(DAILY)(lambda run: runs.append(1)))
    return runs


def test_it_is_asked_for_once_a_day(db, daily):
    assert len(periodic.ask_for_what_is_due()) == 1
    assert periodic.ask_for_what_is_due() == [], "it waits already"
    work_off("default")
    assert daily == [1]
    assert periodic.ask_for_what_is_due() == [], "it was done today"
    Job.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert len(periodic.ask_for_what_is_due()) == 1, "after three days without power: once"


def test_a_failed_one_comes_back_the_next_day(db, daily):
    [job] = periodic.ask_for_what_is_due()
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, finished_at=timezone.now())
    assert periodic.ask_for_what_is_due() == []
    Job.objects.update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert len(periodic.ask_for_what_is_due()) == 1


def test_only_a_known_kind_can_be_periodic():
    with pytest.raises(registry.UnknownKind):
        periodic.periodic("tests.nothing", every=timedelta(days=1))(print)
