"""Every course as one person finds it: what is due, what was begun, the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from courses.assigning import due
from courses.models import CoursePage, CourseTopic, Enrolment
from courses.progress import Outline, outline

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Listed:
    course: CoursePage
    enrolment: Enrolment | None
    due_on: date | None = None
    overdue: bool = False

    @property
    def lesson_count(self) -> int:
        return len(self.course.lessons)

    @property
    def lessons_done(self) -> int:
        """Of the course as it is today; read without what its lessons hold."""
        if self.enrolment is None:
            return 0
        ids = {lesson["id"] for lesson in self.course.lessons.raw_data}
        return sum(row.done_at is not None and row.lesson in ids for row in self.enrolment.lessons.all())


@dataclass(frozen=True)
class Catalogue:
    due: list[Listed]
    begun: list[Listed]
    enrolments: dict[int, Enrolment]

    def listed(self, courses: Iterable[CoursePage]) -> list[Listed]:
        days = {each.course.pk: each for each in self.due}
        return [days.get(course.pk) or Listed(course, self.enrolments.get(course.pk)) for course in courses]

    @property
    def shown(self) -> set[int]:
        """Keys of the courses that stand in the first two lists."""
        return {each.course.pk for each in [*self.due, *self.begun]}


def catalogue(user: User) -> Catalogue:
    enrolments = {each.course_id: each for each in Enrolment.objects.visible_to(user).prefetch_related("lessons")}
    asked = [Listed(each.course, enrolments.get(each.course.pk), each.due_on, each.has_passed) for each in due(user)]
    named = {each.course.pk for each in asked}
    open_now = CoursePage.objects.open().in_bulk([pk for pk, each in enrolments.items() if each.completed_at is None and pk not in named])
    by_recency = sorted(open_now, key=lambda pk: enrolments[pk].touched_at, reverse=True)
    return Catalogue(asked, [Listed(open_now[pk], enrolments[pk]) for pk in by_recency], enrolments)


@dataclass(frozen=True)
class Resume:
    course: CoursePage
    outline: Outline


def to_resume(user: User) -> Resume | None:
    """The course read last that is not completed, and where one is in it."""
    begun = Enrolment.objects.visible_to(user).begun().filter(course__in=CoursePage.objects.open().order_by())
    enrolment = begun.select_related("course").first()
    return Resume(enrolment.course, outline(enrolment.course, enrolment)) if enrolment else None


def about(courses: QuerySet[CoursePage], life_event: str) -> QuerySet[CoursePage]:
    """Courses on a topic of this life event."""
    return courses.filter(pk__in=CourseTopic.objects.filter(topic__life_event=life_event).values("page"))
