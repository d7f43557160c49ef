"""An attempt is graded once, whatever is clicked and whatever happens at the same time."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from courses import attempts
from courses.errors import AlreadyGraded
from courses.models import Attempt, Question
from tests.background.portal import Portal
from tests.courses import at_once, made

AT_ONCE = """
import json
from django.test.utils import setup_test_environment
from tests.courses import at_once
setup_test_environment()
print(json.dumps(at_once.scenario()))
"""


def test_starting_again_resumes_the_open_attempt(enrolment):
    first = attempts.start(enrolment)
    assert attempts.start(enrolment) == first
    attempts.submit(first)
    second = attempts.start(enrolment)
    assert (second.number, Attempt.objects.count()) == (2, 2), "tried again at will, earlier attempts stay"


def test_the_database_refuses_two_open_attempts_and_half_a_grade(enrolment):
    attempt = attempts.start(enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(enrolment=enrolment, number=2, questions=[], pass_mark=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(right=1)


def test_editing_a_question_changes_no_attempt(enrolment, course):
    attempt = attempts.start(enrolment)
    asked = course.questions[0]
    asked.stem = "Une autre question ?"
    asked.choices = []
    asked.save()
    attempt.refresh_from_db()
    assert attempt.questions[0]["stem"] == "Que dites-vous en premier ?"
    attempts.save_answers(attempt, made.right_answers(attempt.questions))
    assert attempts.submit(attempt).right == 3
    assert Question.objects.get(pk=asked.pk).stem == "Une autre question ?"


def test_answers_add_up_can_be_taken_back_and_the_same_twice_changes_nothing(enrolment):
    attempt = attempts.start(enrolment)
    first, second, third = (str(each["question"]) for each in attempt.questions)
    attempts.save_answers(attempt, {first: ["a"]})
    attempts.save_answers(attempt, {second: ["b", "c"]})  # another browser, which read the attempt before
    for _ in range(2):
        saved = attempts.save_answers(attempt, {first: ["d"]})
        assert saved.answers == {first: ["d"], second: ["b", "c"]}
    assert attempts.save_answers(attempt, {second: []}).answers == {first: ["d"]}
    assert Attempt.objects.get().unanswered == [2, 3]
    assert third


def test_after_grading_no_answer_is_taken_and_the_grade_stays(enrolment):
    attempt = attempts.start(enrolment)
    attempts.save_answers(attempt, made.right_answers(attempt.questions))
    graded = attempts.submit(attempt)
    with pytest.raises(AlreadyGraded):
        attempts.save_answers(attempt, {str(attempt.questions[0]["question"]): []})
    again = attempts.submit(attempt)
    assert (again.submitted_at, again.right, again.passed) == (graded.submitted_at, 3, True)


@pytest.mark.parametrize(("right", "passed"), [(0, False), (1, False), (2, True), (3, True)])
def test_it_is_passed_from_the_pass_mark_on(enrolment, right, passed):
    attempt = attempts.start(enrolment)
    answers = dict(list(made.right_answers(attempt.questions).items())[:right])
    graded = attempts.submit(attempts.save_answers(attempt, answers))
    assert (graded.right, graded.passed) == (right, passed)


# --- At the same time, from many browsers


def told(at_once: dict) -> None:
    assert at_once["raised"] == []
    assert at_once["begun"] == 1, "fifty clicks on « Commencer » begin one attempt"
    assert at_once["statuses"] == [302] and len(at_once["pages"]) == 1, "everybody gets the same page"
    assert (at_once["graded"], at_once["open"], at_once["completions"]) == (1, 0, 1)
    assert (at_once["right"], at_once["answers"]) == (3, 3), "no answer is lost among the others"


def test_fifty_identical_submits_at_once_leave_one_graded_attempt(tmp_path):
    """On a file in WAL mode, as a portal without a database server runs."""
    portal = Portal(tmp_path)
    assert portal.manage("migrate", "--run-syncdb", "-v0").returncode == 0
    assert portal.manage("createcachetable").returncode == 0
    told(json.loads(portal.run(AT_ONCE)))
    assert portal.query("PRAGMA journal_mode") == [("wal",)]
    assert portal.query("SELECT count(*) FROM courses_attempt WHERE submitted_at IS NOT NULL") == [(1,)]


@pytest.mark.services
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the test before this one, on the server that DATABASE_URL names")
@pytest.mark.django_db(transaction=True)
def test_fifty_identical_submits_at_once_on_a_database_server():
    told(at_once.scenario())
