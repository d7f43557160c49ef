"""What to read again after a quiz: the lessons that check the same objective."""

from __future__ import annotations

from dataclasses import dataclass

from courses.asking import Asked, asked
from courses.models import Attempt, CoursePage, Lesson


@dataclass(frozen=True)
class Point:
    """What to come back to: the objective of some questions, or a question that has none."""

    name: str
    asked: list[Asked]
    lessons: list[Lesson]


def questions(attempt: Attempt) -> list[Asked]:
    return [
        asked(question, attempt.answers.get(str(question["question"]), []), number=number)
        for number, question in enumerate(attempt.questions, 1)
    ]


def to_review(attempt: Attempt) -> list[Point]:
    """Empty when every answer is right."""
    missed = [each for each in questions(attempt) if not each.right]
    lessons = lessons_by_objective(attempt.enrolment.course) if missed else {}
    points: dict[str, Point] = {}
    for each in missed:
        name = each.objective or each.stem
        points.setdefault(name, Point(name, [], lessons.get(each.objective, []))).asked.append(each)
    return list(points.values())


def lessons_by_objective(course: CoursePage) -> dict[str, list[Lesson]]:
    found: dict[str, list[Lesson]] = {}
    for lesson in course.lesson_list:
        checks = [block.value["question"] for block in lesson.blocks if block.block_type == "check"]
        for objective in {question.objective for question in checks if question and question.objective}:
            found.setdefault(objective, []).append(lesson)
    return found
