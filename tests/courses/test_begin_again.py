"""A completed course is begun again: all is to be earned once more, and nothing that was earned is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post, User
from courses import assigning, attempts, enrolling, progress
from courses.models import Assignment, Attempt, Completion, CoursePage, Enrolment, LessonProgress
from tests.courses import made

AGAIN, COURSE, QUIZ = "/cours/colere/recommencer/", "/cours/colere/", "/cours/colere/controle/"
BUTTON = "Reprendre ce cours depuis le début"


def pass_the_quiz(enrolment: Enrolment) -> Attempt:
    attempt = attempts.start(enrolment)
    return attempts.submit(attempts.save_answers(attempt, made.right_answers(attempt.questions)))


def read_all(enrolment: Enrolment, course: CoursePage) -> None:
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)


@pytest.fixture
def completed(enrolment, course) -> Enrolment:
    read_all(enrolment, course)
    pass_the_quiz(enrolment)
    enrolment.refresh_from_db()
    assert enrolment.completed_at
    return enrolment


@pytest.fixture
def bobs(client, bob):
    client.force_login(bob)
    return client


def html(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_second_completion_is_written_with_its_own_context_and_the_first_stays(completed, course):
    first = Completion.objects.get()
    course.title = "Accueillir la colère, édition deux"
    course.save_revision().publish()
    assert enrolling.begin_again(completed)
    assert (completed.completed_at, completed.position) == (None, "") and completed.begun_again_at > first.completed_at
    assert set(LessonProgress.objects.values_list("block", "done_at")) == {("", None)} and LessonProgress.objects.count() == 2
    enrolment = Enrolment.objects.get()
    read_all(enrolment, enrolment.course)
    assert Completion.objects.count() == 1, "the quiz passed before counts no more"
    pass_the_quiz(enrolment)
    second, kept = Completion.objects.all()
    assert (kept.key, kept.completed_at, kept.context) == (first.key, first.completed_at, first.context)
    assert second.context["title"] == "Accueillir la colère, édition deux" != kept.context["title"]
    assert second.context["version"] != kept.context["version"] and second.organisation == kept.organisation
    enrolment.refresh_from_db()
    assert enrolment.completed_at == second.completed_at


def test_the_quiz_alone_or_lessons_alone_complete_nothing(completed, course):
    enrolling.begin_again(completed)
    assert not completed.has_passed
    pass_the_quiz(completed)
    assert completed.has_passed and Completion.objects.count() == 1
    read_all(completed, course)
    assert Completion.objects.count() == 2


def test_who_read_the_enrolment_before_counts_no_old_attempt_either(completed, course):
    stale = Enrolment.objects.get()
    enrolling.begin_again(completed)
    read_all(stale, course)
    assert not stale.has_passed and Completion.objects.count() == 1


def test_attempts_stay_and_one_left_open_is_graded_as_it_stands(completed):
    left = attempts.start(completed)
    attempts.save_answers(left, made.right_answers(left.questions))
    enrolling.begin_again(completed)
    left.refresh_from_db()
    assert left.passed and left.is_of_before and completed.open_attempt is None and not completed.has_passed
    assert attempts.start(completed).number == 3
    assert Completion.objects.count() == 1


def test_what_is_not_completed_is_not_begun_again(enrolment, course):
    first = course.lesson_list[0]
    progress.finish(enrolment, first)
    opened = attempts.start(enrolment)
    assert not enrolling.begin_again(enrolment)
    assert LessonProgress.objects.get().done_at and Attempt.objects.open().get() == opened
    assert Enrolment.objects.get().begun_again_at is None


def test_a_double_click_is_harmless(bobs, completed, course):
    assert bobs.post(AGAIN).url == COURSE
    again = Enrolment.objects.get()
    progress.finish(again, course.lesson_list[0])
    opened = attempts.start(again)
    assert bobs.post(AGAIN).url == COURSE
    assert not enrolling.begin_again(completed), "read before the first click"
    assert Enrolment.objects.get().begun_again_at == again.begun_again_at
    assert LessonProgress.objects.exclude(done_at=None).count() == 1 and Attempt.objects.open().get() == opened


def test_the_pages_say_what_stays_and_what_is_to_do(bobs, completed, course):
    old = Attempt.objects.get()
    page = html(bobs, COURSE)
    assert BUTTON in page and f'action="{AGAIN}"' in page and "data-dialog-close" in page
    page = bobs.post(AGAIN, follow=True).content.decode()
    assert "Le cours reprend à la première leçon" in page and "Pour commencer" in page and "Vous avez déjà terminé ce cours le" in page
    assert BUTTON not in page and "réussi" not in page and "Ce cours est terminé" not in page
    assert "Leçons\u00a0: 0 sur 2" in html(bobs, "/cours/")
    page = html(bobs, QUIZ)
    assert "Avant la reprise du cours" in page and "Réussi" not in page and "Des leçons restent à lire" in page
    page = html(bobs, old.get_absolute_url())
    assert "3 sur 3." in page and "ne compte plus" in page and "Cours terminé le" not in page and "Recommencer le contrôle" in page
    enrolment = Enrolment.objects.get()
    read_all(enrolment, course)
    pass_the_quiz(enrolment)
    page = html(bobs, COURSE)
    assert "Ce cours est terminé" in page and BUTTON in page and "Vous avez déjà terminé" not in page
    assert "Recommencer le contrôle" not in html(bobs, old.get_absolute_url())


def test_checks_of_lessons_are_to_be_answered_again(completed, course):
    lesson = course.lesson_list[0]
    block = progress.block_ids(lesson)[2]
    progress.answer_check(completed, lesson, block, ["a"])
    enrolling.begin_again(completed)
    assert progress.checks_given(completed) == {} and completed.checks.count() == 1
    progress.answer_check(completed, lesson, block, ["b"])
    assert progress.checks_given(completed) == {block: ["b"]}


def test_what_was_asked_for_stays_satisfied(completed, bob, alice, caisse, retraite, course):
    for number in range(9):
        Post.objects.create(user=User.objects.create_user(f"n{number}@example.org"), organisation=caisse, team=retraite)
    assigning.assign(course, caisse, retraite, timezone.localdate() + dt.timedelta(days=9), alice)
    assert assigning.due(bob) == []
    enrolling.begin_again(completed)
    assert assigning.due(bob) == []
    counted = Assignment.objects.counted().get()
    assert (counted.concerned, counted.completed) == (10, 1)


def test_only_who_completed_it_begins_it_again(client, bobs, bob, alice, charlie, completed, course):
    enrolling.enrol(alice, course)
    for other in (alice, charlie):  # began it, or did not
        client.force_login(other)
        assert client.post(AGAIN).status_code == 404
    client.force_login(bob)
    assert client.get(AGAIN).status_code == 405
    assert client.post("/cours/nulle-part/recommencer/").status_code == 404
    assert Enrolment.objects.get(learner=bob).completed_at


def test_an_address_that_names_no_course_is_not_found(bobs, course):
    for name in ("course", "quiz", "begin_again"):
        address = reverse(f"courses:{name}", args=["colere"])
        for slug in ("col%00ere", "col%C3%A8re", "autre"):
            assert bobs.post(address.replace("colere", slug)).status_code in (404, 405)
            assert bobs.get(address.replace("colere", slug)).status_code in (404, 405)
