"""Going at the final quiz: the only writer of `Attempt`."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import completing, grading
from courses.errors import AlreadyGraded
from courses.models import Attempt, Enrolment

Answers = Mapping[str, Sequence[str]]


@transaction.atomic
def start(enrolment: Enrolment) -> Attempt:
    """Resumes the open one, in whichever browser it was begun. Questions are frozen: an editor's change does not reach it."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if attempt := enrolment.open_attempt:
        return attempt
    course = enrolment.course
    number = enrolment.attempts.count() + 1
    questions = [offered(question.snapshot(), f"{enrolment.pk}-{number}") for question in course.questions]
    return Attempt.objects.create(enrolment=enrolment, number=number, questions=questions, pass_mark=min(course.pass_mark, len(questions)))


def offered(snapshot: dict[str, Any], seed: str) -> dict[str, Any]:
    """With "shown", the order in which choices are offered: the editor's, but for an ordering any that is not the right one."""
    ids = [choice["id"] for choice in snapshot["choices"]]
    shown = list(ids)
    if snapshot["kind"] == "ordering":
        random.Random(f"{seed}-{snapshot['question']}").shuffle(shown)  # noqa: S311
        if shown == ids:
            shown.reverse()
    return {**snapshot, "shown": shown}


@transaction.atomic
def save_answers(attempt: Attempt, given: Answers) -> Attempt:
    """Adds to what was answered; an empty answer takes one back. The same twice changes nothing. Raises AlreadyGraded.

    Two browsers may answer different questions at once: neither answer is lost. To the same question, the last one to arrive stays.
    """
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.submitted_at:
        raise AlreadyGraded
    locked.answers = {key: list(chosen) for key, chosen in {**locked.answers, **given}.items() if chosen}
    locked.save(update_fields=["answers"])
    return locked


@transaction.atomic
def submit(attempt: Attempt) -> Attempt:
    """Graded once: whoever comes second gets what the first one got. Completes the course when nothing else is missing."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    right = grading.right_count(locked.questions, locked.answers)
    graded = Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(
        submitted_at=timezone.now(), right=right, passed=right >= locked.pass_mark
    )
    locked.refresh_from_db()
    if graded and locked.passed:
        completing.complete_if_earned(Enrolment.objects.select_for_update().get(pk=locked.enrolment_id))
    return locked
