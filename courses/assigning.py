"""Asking teams to complete courses, and what is therefore due for a person: the only writer of `Assignment`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.errors import AlreadyAssigned
from courses.models import Assignment, CoursePage, Enrolment

if TYPE_CHECKING:
    from accounts.models import Organisation, Team, User


def assign(course: CoursePage, organisation: Organisation, team: Team | None, due_on: datetime.date, user: User) -> Assignment:
    """Raises AlreadyAssigned, whoever else does the same at once."""
    try:
        with transaction.atomic():
            return Assignment.objects.create(course=course, organisation=organisation, team=team, due_on=due_on, assigned_by=user)
    except IntegrityError as error:
        raise AlreadyAssigned from error


def withdraw(assignment: Assignment) -> bool:
    """False when it already was."""
    return bool(Assignment.objects.live().filter(pk=assignment.pk).update(withdrawn_at=timezone.now()))


@dataclass(frozen=True)
class Due:
    """A course that a person is asked to complete, before the earliest of the days it was asked for."""

    course: CoursePage
    due_on: datetime.date
    enrolment: Enrolment | None

    @property
    def has_passed(self) -> bool:
        return self.due_on <= timezone.localdate()


def due(user: User) -> list[Due]:
    """The nearest first. What was completed once is due no more, even begun again."""
    asked = Assignment.objects.concerning(user).filter(course__in=CoursePage.objects.open().order_by()).select_related("course")
    enrolments = {enrolment.course_id: enrolment for enrolment in Enrolment.objects.visible_to(user)}
    found: dict[int, Due] = {}
    for assignment in asked:
        enrolment = enrolments.get(assignment.course_id)
        if assignment.course_id not in found and not (enrolment and enrolment.was_completed):
            found[assignment.course_id] = Due(assignment.course, assignment.due_on, enrolment)
    return list(found.values())
