from __future__ import annotations

import itertools

import pytest

from accounts.models import Notification, User
from courses import assigning, attempts, completing, enrolling, progress
from courses.errors import NowhereToLearn
from courses.models import Completion, Enrolment
from tests.courses import made


def go_at_the_quiz(enrolment: Enrolment, *, right: bool = True) -> None:
    attempt = attempts.start(enrolment)
    attempts.submit(attempts.save_answers(attempt, made.right_answers(attempt.questions) if right else {}))


@pytest.mark.parametrize("order", list(itertools.permutations(["first", "second", "quiz"])))
def test_a_course_is_completed_by_the_last_thing_that_was_missing(enrolment, course, order):
    lessons = dict(zip(("first", "second"), course.lesson_list, strict=True))
    for count, what in enumerate(order, 1):
        assert not Completion.objects.exists()
        if what == "quiz":
            go_at_the_quiz(enrolment)
        else:
            progress.finish(enrolment, lessons[what])
        assert Completion.objects.count() == (count == 3)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == Completion.objects.get().completed_at
    assert not Notification.objects.exists(), "telling of it is for who awards something"


def test_what_it_was_worth_is_frozen(enrolment, course, bob, caisse):
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)
    go_at_the_quiz(enrolment)
    completion = Completion.objects.get()
    assert (completion.learner, completion.course, completion.organisation) == (bob, course, caisse)
    assert completion.context == {
        "title": "Accueillir la colère",
        "version": course.live_revision_id,
        "minutes": 10,
        "objectives": ["Accueillir"],
        "lessons": ["Écouter", "Reformuler"],
        "questions": 3,
        "pass_mark": 2,
    }
    course.title = "Autre"
    course.save()
    completion.refresh_from_db()
    assert str(completion) == "Accueillir la colère"


def test_it_is_written_once(enrolment, course):
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)
    go_at_the_quiz(enrolment, right=False)
    assert not Completion.objects.exists()
    go_at_the_quiz(enrolment)
    go_at_the_quiz(enrolment)
    assert completing.complete_if_earned(enrolment) is None
    assert Completion.objects.count() == 1


def test_a_later_quiz_that_is_missed_takes_nothing_back(enrolment, course):
    go_at_the_quiz(enrolment)
    go_at_the_quiz(enrolment, right=False)
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)
    assert Completion.objects.count() == 1


def test_a_course_is_learnt_where_it_was_asked_for(bob, course, caisse, prefecture):
    bob.posts.create(organisation=prefecture)
    bob = User.objects.get(pk=bob.pk)
    assigning.assign(course, prefecture, None, course.first_published_at.date(), bob)
    assert enrolling.enrol(bob, course).organisation == prefecture


def test_who_works_nowhere_cannot_begin(course):
    nobody = User.objects.create_user("nobody@example.org")
    with pytest.raises(NowhereToLearn):
        enrolling.enrol(nobody, course)
