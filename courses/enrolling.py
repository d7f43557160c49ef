"""Beginning a course, and beginning it again: the only maker of `Enrolment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from courses import attempts, progress
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


@transaction.atomic
def begin_again(enrolment: Enrolment) -> bool:
    """From the first lesson, to complete the course once more. False when it is not completed, or somebody else's click came first.

    What was completed stays, as do attempts: those graded until now count no more, and one that is open is graded as it stands, so that
    the next one asks the questions of today.
    """
    completed = Enrolment.objects.filter(pk=enrolment.pk, completed_at__isnull=False)
    if not completed.exists():
        return False
    if attempt := enrolment.open_attempt:
        attempts.submit(attempt)
    if not completed.update(completed_at=None, begun_again_at=timezone.now()):
        return False
    enrolment.refresh_from_db()
    progress.forget(enrolment)
    return True


def organisation_of(learner: User, course: CoursePage) -> Organisation:
    """Where the course is learnt: where it is asked for, else where the person works. Raises NowhereToLearn."""
    asked = Assignment.objects.concerning(learner).filter(course=course).select_related("organisation").first()
    if asked:
        return asked.organisation
    works = [post.organisation for post in learner.current_posts] or [held.organisation for held in learner.roles]
    if not works:
        raise NowhereToLearn
    return works[0]
