from __future__ import annotations

from unittest.mock import ANY

import pytest
from django.urls import reverse
from django.utils.html import escape

from courses import attempts, progress, reviewing
from courses.models import Attempt, Completion
from tests.courses import made

QUIZ = "/cours/colere/controle/"


@pytest.fixture
def bobs(client, bob, enrolment):
    client.force_login(bob)
    return client


@pytest.fixture
def attempt(enrolment) -> Attempt:
    return attempts.start(enrolment)


@pytest.fixture
def right(attempt) -> dict[str, list[str]]:
    return made.right_answers(attempt.questions)


def saving(attempt: Attempt) -> str:
    return reverse("courses:save_answers", args=[attempt.pk])


def submitting(attempt: Attempt) -> str:
    return reverse("courses:submit_attempt", args=[attempt.pk])


def test_it_is_begun_by_a_button_and_looking_begins_nothing(bobs):
    page = bobs.get(QUIZ).content.decode()
    assert "2 réponses justes suffisent" in page and "Des leçons restent à lire" in page and not Attempt.objects.exists()
    for _ in range(2):
        bobs.post(QUIZ)
    assert Attempt.objects.count() == 1
    page = bobs.get(QUIZ).content.decode()
    assert "Question 3 sur 3" in page and "Retour 1." not in page, "no feedback before it is graded"


def test_who_has_not_begun_the_course_is_sent_to_it(client, charlie, course):
    client.force_login(charlie)
    assert client.get(QUIZ).url == client.post(QUIZ).url == "/cours/colere/"


def test_each_answer_is_kept_as_it_is_given_and_shown_in_another_browser(bobs, bob, attempt, right):
    for question in attempt.questions:
        assert bobs.post(saving(attempt), made.form([question], right)).status_code == 204
    other = type(bobs)()
    other.force_login(bob)
    page = other.get(QUIZ).content.decode()
    assert page.count(" checked") == 3 and page.count(" selected") == 3
    places = [page.index(f'data-text="{escape(text)}"') for text in (made.RIGHT, made.ALSO, made.WRONG)]
    assert places == sorted(places), "an order is shown as it was given"


def test_unticking_every_box_takes_the_answer_back(bobs, attempt, right):
    multiple = attempt.questions[1]
    bobs.post(saving(attempt), made.form([multiple], right))
    bobs.post(saving(attempt), made.form([multiple], {}))
    assert Attempt.objects.get().answers == {}


@pytest.mark.parametrize("way", ["submitted", "sent before it is submitted"])
def test_a_page_opened_before_others_answered_elsewhere_wipes_nothing(bobs, attempt, right, way):
    first, second, third = attempt.questions
    bobs.post(saving(attempt), made.form([second, third], right))  # in another browser
    stale = made.form(attempt.questions, {key: chosen for key, chosen in right.items() if key == str(first["question"])})
    if way == "submitted":
        assert bobs.post(submitting(attempt), stale).url == attempt.get_absolute_url()
        assert Attempt.objects.get().right == 3
    else:
        assert bobs.post(saving(attempt), stale | {"page": "whole"}).status_code == 204
    kept = Attempt.objects.get().answers
    assert {key: set(chosen) for key, chosen in kept.items()} == {key: set(chosen) for key, chosen in right.items()}


def test_without_script_one_form_answers_all(bobs, attempt, right):
    response = bobs.post(submitting(attempt), made.form(attempt.questions, right), follow=True)
    assert response.redirect_chain == [(attempt.get_absolute_url(), 302)]
    page = response.content.decode()
    assert "3 sur 3." in page and "Le contrôle est réussi" in page and "Il reste des leçons à lire" in page


def test_questions_without_an_answer_are_named_before_anything_is_graded(bobs, attempt, right):
    first, second, third = attempt.questions
    given = made.form([first, second, third], {key: chosen for key, chosen in right.items() if key == str(first["question"])})
    clumsy = {f"r-{third['question']}-{third['choices'][0]['id']}": "2"}
    response = bobs.post(submitting(attempt), given | clumsy)
    page = response.content.decode()
    assert response.status_code == 400 and "Il manque une réponse complète à 2 questions" in page
    assert f'href="#question-{second["question"]}"' in page and "Terminer sans y répondre" in page
    assert page.count(" selected") == 1, "a rank that makes no order is given back as it came"
    assert Attempt.objects.open().get().answers == {str(first["question"]): ANY}, "what was answered is kept"
    assert bobs.post(submitting(attempt), given | {"anyway": "yes"}).url == attempt.get_absolute_url()
    assert Attempt.objects.get().right == 1


def test_what_is_to_review_is_told_by_its_objective_with_the_lesson_to_read_again(bobs, attempt, right):
    answers = dict(right)
    first = attempt.questions[0]
    answers[str(first["question"])] = [first["choices"][2]["id"]]
    answers[str(attempt.questions[2]["question"])] = [choice["id"] for choice in reversed(attempt.questions[2]["choices"])]
    page = bobs.post(submitting(attempt), made.form(attempt.questions, answers), follow=True).content.decode()
    assert "1 sur 3." in page and "Les points à revoir" in page and "Pas encore" in page
    assert " accueillir, <a" in " ".join(page.split()) and "Relire «\u00a0Écouter\u00a0»" in page
    assert " conclure, <a" in " ".join(page.split()) and "reformuler, <a" not in page
    assert "Retour 3." in page and "Ces lignes ont une autre place" in page
    assert not {"Faux", "Échec", "Raté", "Bravo"} & set(page.replace("<", " ").split())
    assert "Recommencer le contrôle" in page


def test_questions_of_one_objective_are_one_point(attempt):
    for question in attempt.questions[:2]:
        question["objective"] = "accueillir"
    names = [(point.name, [asked.number for asked in point.asked]) for point in reviewing.to_review(attempt)]
    assert names == [("accueillir", [1, 2]), ("conclure", [3])]


def test_after_the_lessons_a_quiz_passed_completes_the_course(bobs, enrolment, course, attempt, right):
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)
    page = bobs.post(submitting(attempt), made.form(attempt.questions, right), follow=True).content.decode()
    assert "Cours terminé le" in page and Completion.objects.count() == 1
    assert "Ce cours est terminé" in bobs.get("/cours/colere/").content.decode()
    assert "Terminé le" in bobs.get("/cours/").content.decode()


def test_once_graded_nothing_changes_it(bobs, attempt, right):
    bobs.post(submitting(attempt), made.form(attempt.questions, right))
    wrong = made.form(attempt.questions, {key: chosen[:1] for key, chosen in right.items()})
    assert bobs.post(saving(attempt), wrong).status_code == 409
    assert bobs.post(submitting(attempt), wrong).url == attempt.get_absolute_url()
    assert Attempt.objects.get().right == 3


def test_a_missed_quiz_is_tried_again_and_earlier_attempts_stay(bobs, attempt, right):
    bobs.post(submitting(attempt), {"asked": "0", "anyway": "yes"})
    page = bobs.get(QUIZ).content.decode()
    assert "Recommencer le contrôle" in page and "Essai 1" in page and "À reprendre" in page
    bobs.post(QUIZ)
    again = Attempt.objects.open().get()
    bobs.post(submitting(again), made.form(again.questions, made.right_answers(again.questions)))
    page = bobs.get(QUIZ).content.decode()
    assert "Essai 1" in page and "Essai 2" in page and "Réussi" in page
    assert "0 sur 3." in bobs.get(attempt.get_absolute_url()).content.decode()


def test_an_open_attempt_has_no_result_yet(bobs, attempt):
    assert bobs.get(attempt.get_absolute_url()).url == QUIZ


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_an_attempt_is_the_learners_alone(client, request, attempt, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(attempt.get_absolute_url()).status_code == 404
    for address in (saving(attempt), submitting(attempt)):
        assert client.post(address, {"anyway": "yes"}).status_code == 404
    assert Attempt.objects.open().exists()


@pytest.mark.parametrize("value", ["", "\x00", "x" * 2000, "9" * 40, "-1"])
def test_bad_input_is_no_answer_and_no_fault(bobs, attempt, value):
    data = {"asked": [str(each["question"]) for each in attempt.questions] + [value]}
    for each in attempt.questions:
        data[f"q-{each['question']}"] = value
        data |= {f"r-{each['question']}-{choice['id']}": value for choice in each["choices"]}
    assert bobs.post(saving(attempt), data).status_code == 204
    assert bobs.post(submitting(attempt), data).status_code == 400
    assert Attempt.objects.get().answers == {}


def test_a_course_that_is_withdrawn_leaves_its_results_to_read(bobs, course, attempt, right):
    bobs.post(submitting(attempt), made.form(attempt.questions, right))
    course.unpublish()
    assert bobs.get(attempt.get_absolute_url()).status_code == 200
