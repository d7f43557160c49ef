"""Fifty browsers of one learner, at the same time. Asks for a database that several connections share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, Post, User
from courses import enrolling, progress
from courses.models import Attempt, Completion, Enrolment
from tests.courses import made

BROWSERS = 50


def scenario() -> dict[str, Any]:
    """Every lesson is read; everybody begins the quiz, everybody answers one question, everybody submits the same."""
    learner, enrolment = _reader()
    browsers = [Client() for _number in range(BROWSERS)]
    browsers[0].force_login(learner)
    for browser in browsers[1:]:
        browser.cookies = browsers[0].cookies
    raised: list[str] = []
    course = enrolment.course
    _together(browsers, lambda number, browser: browser.post(reverse("courses:quiz", args=[course.slug])), raised)
    begun = enrolment.attempts.count()
    attempt = enrolment.attempts.get()
    answers = made.right_answers(attempt.questions)
    each = [made.form([question], answers) for question in attempt.questions]
    saving = reverse("courses:save_answers", args=[attempt.pk])
    _together(browsers, lambda number, browser: browser.post(saving, each[number % 3]), raised)
    saved = len(Attempt.objects.get().answers)
    whole, submitting = made.form(attempt.questions, answers), reverse("courses:submit_attempt", args=[attempt.pk])
    responses = _together(browsers, lambda number, browser: browser.post(submitting, whole), raised)
    return {
        "raised": raised,
        "begun": begun,
        "answers": saved,
        "statuses": sorted({response.status_code for response in responses}),
        "pages": sorted({response["Location"] for response in responses}),
        "graded": Attempt.objects.graded().count(),
        "open": Attempt.objects.open().count(),
        "right": Attempt.objects.get().right,
        "completions": Completion.objects.count(),
    }


def _reader() -> tuple[User, Enrolment]:
    course = made.course()
    learner = User.objects.create_user("bob@example.org", first_name="Bob", last_name="Bernard")
    Post.objects.create(user=learner, organisation=Organisation.objects.create(name="Caisse de l’Ouest"))
    enrolment = enrolling.enrol(learner, course)
    for lesson in course.lesson_list:
        progress.finish(enrolment, lesson)
    return learner, enrolment


def _together(browsers: list[Client], what: Callable[[int, Client], Any], raised: list[str]) -> list[Any]:
    """Everybody waits for everybody, then goes."""
    gate = threading.Barrier(len(browsers))
    results: list[Any] = [None] * len(browsers)

    def run(number: int) -> None:
        try:
            gate.wait(timeout=60)
            results[number] = what(number, browsers[number])
        except BaseException as error:
            raised.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results
