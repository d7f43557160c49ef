"""What a course is made of, in which order, and how it is found."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses.models import CoursePage, CourseQuestion, CourseTopic
from topics.models import Topic


def test_its_lessons_keep_their_names_from_one_version_to_the_next(published_course, alice, bob):
    page = published_course()
    (before,) = page.lesson_list
    page.title = "Appels très tendus"
    page.save_revision(user=alice).publish(skip_permission_checks=True)
    (after,) = CoursePage.objects.get().lesson_list
    assert (before.id, before.number, before.title, before.minutes) == (after.id, 1, "Écouter", 5)
    assert [block.block_type for block in after.blocks] == ["text", "check"]
    assert [block.id for block in before.blocks] == [block.id for block in after.blocks]


def test_its_version_is_its_published_revision(draft_course, alice, bob):
    page = draft_course()
    assert page.version == 0
    page.get_workflow().start(page, alice)
    page.current_workflow_task_state.approve(user=bob)
    page = CoursePage.objects.get()
    assert page.version == page.live_revision_id
    page.save_revision(user=alice)
    assert CoursePage.objects.get().version == page.version, "a draft is no version yet"


def test_its_quiz_is_in_the_editors_order(draft_course, question):
    asked = [question(f"{letter} ?") for letter in "cab"]
    assert [each.stem for each in draft_course(quiz=asked).questions] == ["c ?", "a ?", "b ?"]
    with CaptureQueriesContext(connection) as seen:
        assert len(CoursePage.objects.get().questions) == 3
    assert len(seen) <= 2


def test_only_published_courses_are_open(draft_course, published_course):
    draft_course("Brouillon")
    published_course("Zèle")
    kept_back = published_course("Réservé")
    published_course("Écoute")
    PageViewRestriction.objects.create(page=kept_back, restriction_type=PageViewRestriction.LOGIN)
    assert [page.title for page in CoursePage.objects.open()] == ["Écoute", "Zèle"]


@pytest.mark.parametrize("words", ["tendus", "FAIT avant", "colère", "ecouter", "complements pieces"])
def test_it_is_found_by_its_words_its_lessons_and_its_topics(published_course, words):
    page = published_course("Appels tendus")
    page.course_topics = [CourseTopic(topic=Topic.objects.get(code="DOS-PIE-01"))]
    page.save()
    topic_words = Topic.objects.get(code="DOS-PIE-01").filed_as if words.startswith("complements") else words
    assert list(CoursePage.objects.open().matching(topic_words)) == [page]
    assert not CoursePage.objects.open().matching("absent")


def test_who_is_named_in_the_title_comes_first(published_course):
    published_course("Bien accueillir", summary="Avant la colère.")
    published_course("Colère")
    assert [page.title for page in CoursePage.objects.open().matching("colere")] == ["Colère", "Bien accueillir"]


def test_a_question_is_asked_once_in_a_quiz(draft_course, question):
    page, asked = draft_course(), question("Deux fois ?")
    page.course_questions = [CourseQuestion(question=asked), CourseQuestion(question=asked)]
    page.save()
    assert page.course_questions.count() == 1
    with pytest.raises(IntegrityError, match=r"question_once_per_quiz|UNIQUE"):
        CourseQuestion.objects.create(page=page, question=asked)
