from __future__ import annotations

import pytest
from django.urls import reverse

from courses import progress
from courses.models import CheckAnswer, CoursePage, Enrolment, LessonProgress
from tests.courses import made

LESSON, REACH, CHECK = "/cours/colere/lecons/1/", "/cours/colere/lecons/1/position/", "/cours/colere/lecons/1/verifier/"
FINISH = "/cours/colere/lecons/1/terminer/"


@pytest.fixture
def bobs(client, bob, enrolment):
    client.force_login(bob)
    return client


@pytest.fixture
def blocks(course) -> list[str]:
    return progress.block_ids(course.lesson_list[0])


@pytest.fixture
def check(course):
    """The check of the first lesson: what it asks, and the form that answers it."""
    question = course.lesson_list[0].blocks[2].value["question"].snapshot()

    def form(chosen: str | None) -> dict[str, object]:
        ids = [choice["id"] for choice in question["choices"] if choice["text"] == chosen]
        return {"block": progress.block_ids(course.lesson_list[0])[2], **made.form([question], {str(question["question"]): ids})}

    return form


def test_the_whole_lesson_is_there_without_script(bobs, blocks):
    page = bobs.get(LESSON).content.decode()
    assert all(f'id="bloc-{block}"' in page for block in blocks)
    assert "J’ai terminé cette leçon" in page and "Leçon précédente" not in page
    assert "Calmez-vous." in page and "Retour 3." not in page, "feedback comes after an answer"


def test_who_has_not_begun_is_sent_to_the_course(client, charlie, course):
    client.force_login(charlie)
    assert client.get(LESSON).url == "/cours/colere/"
    for address in (REACH, CHECK, FINISH):
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_a_lesson_that_does_not_exist(bobs, number):
    assert bobs.get(reverse("courses:lesson", args=["colere", number])).status_code == 404


def test_another_browser_resumes_at_the_furthest_block(bobs, bob, client_class, blocks):
    for block in (blocks[2], blocks[0]):
        assert bobs.post(REACH, {"block": block}).status_code == 204
    other = client_class()
    other.force_login(bob)
    page = other.get(LESSON).content.decode()
    assert page.count("Vous reprenez ici") == 1 and f'data-resume="{blocks[2]}"' in page
    assert f"{LESSON}#bloc-{blocks[2]}" in other.get("/cours/colere/").content.decode()


@pytest.fixture
def client_class(client):
    return type(client)


@pytest.mark.parametrize("block", ["", "x", "\x00", "9" * 400])
def test_a_block_that_does_not_exist_moves_nothing(bobs, block):
    assert bobs.post(REACH, {"block": block}).status_code == 404
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize(("chosen", "said", "feedback"), [(made.WRONG, "Pas encore.", "Retour 3."), (made.RIGHT, "Oui.", "Retour 1.")])
def test_a_check_tells_of_the_choice_at_once_and_may_be_tried_again(bobs, check, chosen, said, feedback):
    page = bobs.post(CHECK, check(chosen), follow=True)
    assert page.redirect_chain[0][0].startswith(f"{LESSON}#bloc-")
    content = page.content.decode()
    assert said in content and feedback in content and "Faux" not in content
    alone = bobs.post(CHECK, check(made.ALSO), headers={"HX-Request": "true"}).content.decode()
    assert "Retour 2." in alone and "<html" not in alone
    assert len(CheckAnswer.objects.get().chosen) == 1, "the last one, as given"


def test_a_feedback_that_says_yes_is_not_said_twice(bobs, check, course):
    question = course.lesson_list[0].blocks[2].value["question"]
    question.choices[0].value["feedback"] = "Oui. La personne est entendue."
    question.save()
    page = bobs.post(CHECK, check(made.RIGHT), headers={"HX-Request": "true"}).content.decode()
    assert page.count("Oui.") == 1


def test_a_check_without_an_answer_says_what_to_do(bobs, check):
    assert "Choisissez une réponse" in bobs.post(CHECK, check(None), headers={"HX-Request": "true"}).content.decode()
    assert not CheckAnswer.objects.exists()


@pytest.mark.parametrize("data", [{}, {"block": "\x00"}, {"block": "x" * 500}])
def test_a_check_that_does_not_exist(bobs, data):
    assert bobs.post(CHECK, data).status_code == 404


def test_a_block_that_is_no_check_cannot_be_answered(bobs, blocks):
    assert bobs.post(CHECK, {"block": blocks[0]}).status_code == 404


def test_an_answer_that_was_never_offered_is_none(bobs, check, course):
    form = check(None)
    [key] = form["asked"]
    for sent in ("\x00", "9" * 500, "no-such-choice"):
        assert bobs.post(CHECK, {**form, f"q-{key}": sent}).status_code == 302
    assert not CheckAnswer.objects.exists()


def test_finishing_moves_on_to_the_next_lesson_then_back_to_the_course(bobs, enrolment):
    assert bobs.post(FINISH).url == "/cours/colere/lecons/2/"
    second = bobs.get("/cours/colere/lecons/2/").content.decode()
    assert "Leçon précédente" in second
    assert bobs.post("/cours/colere/lecons/2/terminer/").url == "/cours/colere/"
    assert progress.outline(CoursePage.objects.get(), Enrolment.objects.get()).lessons_done
    assert "Leçon suivante" in bobs.get(LESSON).content.decode()


def test_what_one_learner_answers_no_other_sees(bobs, client_class, charlie, check, course):
    bobs.post(CHECK, check(made.WRONG))
    other = client_class()
    other.force_login(charlie)
    other.post("/cours/colere/commencer/")
    page = other.get(LESSON).content.decode()
    assert "Retour 3." not in page and "checked" not in page
