"""Beginning a course: the only maker of `Enrolment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.errors import NowhereToLearn
from courses.models import Assignment, CoursePage, Enrolment

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def enrol(learner: User, course: CoursePage) -> Enrolment:
    """Idempotent. Raises NowhereToLearn."""
    if enrolment := enrolment_of(learner, course):
        return enrolment
    enrolment, _created = Enrolment.objects.get_or_create(
        learner=learner, course=course, defaults={"organisation": organisation_of(learner, course)}
    )
    return enrolment


def enrolment_of(learner: User, course: CoursePage) -> Enrolment | None:
    return Enrolment.objects.visible_to(learner).filter(course=course).first()


def organisation_of(learner: User, course: CoursePage) -> Organisation:
    """Where the course is learnt: where it is asked for, else where the person works. Raises NowhereToLearn."""
    asked = Assignment.objects.concerning(learner).filter(course=course).select_related("organisation").first()
    if asked:
        return asked.organisation
    works = [post.organisation for post in learner.current_posts] or [held.organisation for held in learner.roles]
    if not works:
        raise NowhereToLearn
    return works[0]
