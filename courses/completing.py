"""When a course is completed, and what is kept of it: the only writer of `Completion` and of the end of an `Enrolment`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import Completion, CoursePage, Enrolment


@transaction.atomic
def complete_if_earned(enrolment: Enrolment) -> Completion | None:
    """Every lesson of the course as it is today is done, and an attempt passed. None when it is not earned, or already was.

    Once, until the course is begun again (`enrolling.begin_again`).
    """
    course = enrolment.course
    done = set(enrolment.lessons.exclude(done_at=None).values_list("lesson", flat=True))
    if not enrolment.has_passed or not {lesson.id for lesson in course.lesson_list} <= done:
        return None
    now = timezone.now()
    if not Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(completed_at=now):
        return None
    return Completion.objects.create(
        learner=enrolment.learner, course=course, organisation=enrolment.organisation, completed_at=now, context=context(course)
    )


def context(course: CoursePage) -> dict[str, Any]:
    """What the course was worth on that day: see `Completion.context`."""
    return {
        "title": course.title,
        "version": course.version,
        "minutes": course.minutes,
        "objectives": course.objective_list,
        "lessons": [lesson.title for lesson in course.lesson_list],
        "questions": len(course.questions),
        "pass_mark": course.pass_mark,
    }
