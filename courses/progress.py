"""How far a learner is: the only writer of `LessonProgress`, `CheckAnswer` and `Enrolment.position`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses import completing
from courses.models import CheckAnswer, Enrolment, Lesson, LessonProgress

if TYPE_CHECKING:
    from courses.models import CoursePage


@transaction.atomic
def reach(enrolment: Enrolment, lesson: Lesson, block: str) -> bool:
    """A block was seen. Never backwards, in whatever order the news arrives. False when the lesson has no such block."""
    ids = block_ids(lesson)
    if block not in ids:
        return False
    row = _locked(enrolment, lesson)
    if row.done_at is None:
        if row.block not in ids or ids.index(block) > ids.index(row.block):
            row.block = block
            row.save(update_fields=["block"])
        _touch(enrolment, lesson.id)
    return True


@transaction.atomic
def finish(enrolment: Enrolment, lesson: Lesson) -> None:
    """The lesson is done: once, the first moment stays. Completes the course when nothing else is missing."""
    row = _locked(enrolment, lesson)
    if row.done_at is None:
        row.block, row.done_at = block_ids(lesson)[-1], timezone.now()
        row.save(update_fields=["block", "done_at"])
        _touch(enrolment, "")
        completing.complete_if_earned(enrolment)


@transaction.atomic
def answer_check(enrolment: Enrolment, lesson: Lesson, block: str, chosen: Sequence[str]) -> None:
    """Kept as given, in place of the one before. Whoever answers a check has seen it."""
    reach(enrolment, lesson, block)
    CheckAnswer.objects.update_or_create(enrolment=enrolment, block=block, defaults={"chosen": list(chosen), "answered_at": timezone.now()})


def forget(enrolment: Enrolment) -> None:
    """For a course that is begun again: nothing is read, the first lesson comes next. Rows stay, answers to checks too."""
    enrolment.lessons.update(block="", done_at=None)
    _touch(enrolment, "")


def checks_given(enrolment: Enrolment) -> dict[str, list[str]]:
    """By block: what was answered since the course was begun, or begun again."""
    again = enrolment.begun_again_at
    return dict((enrolment.checks.filter(answered_at__gt=again) if again else enrolment.checks.all()).values_list("block", "chosen"))


def block_ids(lesson: Lesson) -> list[str]:
    return [str(block.id) for block in lesson.blocks]


def _locked(enrolment: Enrolment, lesson: Lesson) -> LessonProgress:
    """One writer at a time for a learner's course: two browsers wait for each other."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    row, _created = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson=lesson.id)
    return row


def _touch(enrolment: Enrolment, position: str) -> None:
    enrolment.position, enrolment.touched_at = position, timezone.now()
    enrolment.save(update_fields=["position", "touched_at"])


# --- Where one is


@dataclass(frozen=True)
class Step:
    """A lesson of the outline, as one learner has it."""

    lesson: Lesson
    done: bool
    here: bool
    """The one to resume."""
    seen: int
    """Blocks seen, from 0."""
    block: str
    """The furthest block seen; none when the lesson was not begun."""
    url: str

    @property
    def total(self) -> int:
        return len(self.lesson.blocks)

    @property
    def resume_url(self) -> str:
        return f"{self.url}#bloc-{self.block}" if self.block and not self.done else self.url

    @property
    def minutes_left(self) -> int:
        """About: blocks are taken to be alike."""
        return max(1, round(self.lesson.minutes * (self.total - self.seen) / self.total))


@dataclass(frozen=True)
class Outline:
    """A course as one learner has it."""

    steps: list[Step]
    enrolment: Enrolment | None
    passed: bool

    @property
    def here(self) -> Step | None:
        return next((step for step in self.steps if step.here), None)

    @property
    def lessons_done(self) -> bool:
        return all(step.done for step in self.steps)

    @property
    def done_count(self) -> int:
        return sum(step.done for step in self.steps)


def outline(course: CoursePage, enrolment: Enrolment | None) -> Outline:
    rows = {row.lesson: row for row in enrolment.lessons.all()} if enrolment else {}
    lessons = course.lesson_list
    undone = [lesson.id for lesson in lessons if not (lesson.id in rows and rows[lesson.id].done_at)]
    here = enrolment.position if enrolment and enrolment.position in undone else next(iter(undone), "")
    steps = [_step(course, lesson, rows.get(lesson.id), here=bool(enrolment) and lesson.id == here) for lesson in lessons]
    return Outline(steps, enrolment, passed=enrolment is not None and enrolment.has_passed)


def _step(course: CoursePage, lesson: Lesson, row: LessonProgress | None, *, here: bool) -> Step:
    ids = block_ids(lesson)
    block = row.block if row and row.block in ids else ""
    done = bool(row and row.done_at)
    seen = len(ids) if done else ids.index(block) + 1 if block else 0
    return Step(lesson, done, here, seen, block, reverse("courses:lesson", args=[course.slug, lesson.number]))
