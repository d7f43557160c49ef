"""Who starts first: what somebody waits for, groups in turn, nothing for ever; and what is told of it is what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from background.models import Job
from background.models.queue import OVERTAKEN_FOR
from background.outlook import Outlook
from background.sentences import sentence, time_left

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def waiting(group: str = "a", priority: int = 0, ago: timedelta = MINUTE, **fields: object) -> Job:
    created = timezone.now() - ago
    return Job.objects.create(kind="tests.any", queue="speech", group=group, priority=priority, created_at=created, **fields)


def claimed() -> list[Job]:
    """All that waits, in the order in which a worker takes it."""
    order = []
    while job := Job.objects.claim_next("speech", "a worker"):
        order.append(job)
    return order


def done(seconds: int, size: int | None = None, times: int = 3, **fields: object) -> None:
    end = timezone.now() - timedelta(hours=1)
    facts = {"kind": "tests.any", "queue": "speech", "state": "done", "attempts": 1, "size": size, "group": "z", "finished_at": end}
    for _time in range(times):
        Job.objects.create(**facts | {"started_at": end - timedelta(seconds=seconds)} | fields)


def running(left: int | None = None, **fields: object) -> Job:
    now = timezone.now()
    at_work = {"state": "running", "lease": "00000000-0000-4000-8000-000000000000", "leased_until": now + MINUTE, "started_at": now}
    expected = None if left is None else now + timedelta(seconds=left + 0.4)
    return waiting(**{"group": "z", "expected_at": expected} | at_work | fields)


def test_a_call_waited_for_goes_before_a_folder_of_two_hundred():
    folder = [waiting(ago=timedelta(hours=8)) for _call in range(200)]
    mine = waiting(priority=1)
    assert Outlook("speech").ahead(mine) == 0
    first = Job.objects.claim_next("speech", "a worker")
    assert first == mine and first not in folder


def test_bodies_take_turns():
    a = [waiting("a", ago=(9 - n) * MINUTE) for n in range(4)]
    b = [waiting("b", ago=(4 - n) * MINUTE) for n in range(2)]
    assert claimed() == [a[0], b[0], a[1], b[1], a[2], a[3]]


def test_what_goes_first_in_one_body_takes_nothing_from_another():
    a = [waiting("a", 3, ago=MINUTE * (9 - n)) for n in range(3)]
    b = waiting("b", 1)
    assert claimed() == [a[0], b, a[1], a[2]]


def test_after_a_day_nothing_newer_goes_before_it():
    old = waiting("a", 0, ago=OVERTAKEN_FOR + MINUTE)
    young = waiting("a", 0, ago=OVERTAKEN_FOR - MINUTE)
    urgent = [waiting("a", 3) for _call in range(3)]
    assert claimed() == [old, *urgent, young]


a_job = st.tuples(st.sampled_from("abc"), st.sampled_from([-1, 0, 1, 2, 3]), st.integers(0, 60))
AT_LENGTH = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def make(jobs: list[tuple[str, int, int]], served: str) -> list[Job]:
    Job.objects.all().delete()
    for number, group in enumerate(served):
        done(1, times=1, group=group, started_at=timezone.now() - (30 - number) * MINUTE)
    return [waiting(group, priority, timedelta(hours=hours, seconds=n)) for n, (group, priority, hours) in enumerate(jobs)]


@AT_LENGTH
@given(st.lists(a_job, max_size=14), st.text("abc", max_size=3))
def test_the_place_that_is_told_is_the_place_that_comes(jobs, served):
    made = make(jobs, served)
    outlook = Outlook("speech")
    told = sorted(made, key=outlook.ahead)
    assert sorted(outlook.ahead(job) for job in made) == list(range(len(made)))
    assert claimed() == told


@AT_LENGTH
@given(st.lists(a_job, min_size=1, max_size=14), st.text("abc", max_size=3))
def test_nothing_starves(jobs, served):
    """With an urgent newcomer of each body before every claim, what has waited for a day still starts: its own body's elders go before it,
    and as many turns of the others."""
    made = make(jobs, served)
    aged = [job for job in made if timezone.now() - job.created_at > OVERTAKEN_FOR]
    first = {job.pk: sum(1 for other in aged if other.group == job.group and other.created_at <= job.created_at) for job in aged}
    for turn in range(1, 3 * len(aged) + 1):
        for group in "abc":
            waiting(group, 3, ago=timedelta(0))
        job = Job.objects.claim_next("speech", "a worker")
        assert job is not None
        late = [pk for pk, rank in first.items() if turn > 3 * rank]
        first.pop(job.pk, None)
        assert not [pk for pk in late if pk in first]
    assert not first


# --- What is said of it


def test_nothing_is_promised_when_nothing_is_known():
    mine = waiting()
    assert sentence(mine) == "En attente : commence dans un instant."
    behind = waiting(ago=timedelta(0))
    assert sentence(behind) == "En attente : 1 tâche passe avant."
    running()
    assert sentence(mine) == "En attente : son tour vient ensuite."
    assert sentence(behind) == "En attente : 1 tâche passe avant."


def test_without_a_worker_at_work_nobody_knows_when():
    done(600)
    assert sentence(waiting()) == "En attente : commence dans un instant."


def test_a_few_jobs_are_no_pace():
    done(600, times=2)
    running()
    assert sentence(waiting()) == "En attente : son tour vient ensuite."


def test_from_the_pace_of_the_last_jobs_and_the_length_of_those_before():
    done(60, size=300)
    running(left=120)
    ahead = waiting(size=1500, ago=2 * MINUTE)
    mine = waiting(size=10)
    assert sentence(ahead) == "En attente : son tour vient ensuite. Début dans 2 minutes environ."
    assert sentence(mine) == "En attente : 1 tâche passe avant. Début dans 7 minutes environ."
    running(left=30)
    assert sentence(mine).endswith("Début dans 2 minutes environ."), "two workers"


def test_a_job_cut_short_is_no_pace():
    done(1, attempts=2, times=20)
    running()
    assert sentence(waiting()) == "En attente : son tour vient ensuite."


def test_the_database_is_asked_once_for_a_whole_list(django_assert_max_num_queries):
    done(60, size=300)
    running(left=120)
    jobs = [waiting(size=60) for _job in range(30)]
    outlook = Outlook("speech")
    with django_assert_max_num_queries(3):
        assert len({sentence(job, outlook) for job in jobs}) == 30


@pytest.mark.parametrize(
    ("seconds", "left", "start"),
    [
        (0, "moins d’une minute", "Début dans moins d’une minute."),
        (59, "moins d’une minute", "Début dans moins d’une minute."),
        (60, "encore 1 minute environ", "Début dans 1 minute environ."),
        (240, "encore 4 minutes environ", "Début dans 4 minutes environ."),
        (12 * 60, "encore 10 minutes environ", "Début dans 10 minutes environ."),
        (13 * 60, "encore 15 minutes environ", "Début dans 15 minutes environ."),
        (59 * 60, "encore 1 heure environ", "Début dans 1 heure environ."),
        (75 * 60, "encore 1 h 15 environ", "Début dans 1 h 15 environ."),
        (7200, "encore 2 heures environ", "Début dans 2 heures environ."),
        (26 * 3600, "encore 26 heures environ", "Début dans 26 heures environ."),
        (None, "", ""),
    ],
)
def test_how_it_is_said(seconds, left, start):
    job = running(left=seconds)
    assert time_left(job) == left
    assert sentence(waiting()) == " ".join(filter(None, ["En attente : son tour vient ensuite.", start]))


def test_an_end_that_is_long_past_is_not_told():
    assert time_left(running(left=-30)) == "moins d’une minute"
    assert time_left(running(left=-90)) == ""


def test_in_english(settings):
    from django.utils import translation

    job = running(left=75 * 60)
    with translation.override("en"):
        assert time_left(job) == "about 1 h 15 min left"
        assert sentence(waiting()) == "Waiting: its turn comes next. Starts in about 1 h 15 min."
