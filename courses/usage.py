"""Which courses ask a question. A course is read as it was saved: its published version, its draft, its history."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision, WorkflowState

from courses.models import CoursePage, Question

Uses = dict[int, list[CoursePage]]
"""By the key of a question: courses in the order of their titles."""


def current_uses() -> Uses:
    """Courses whose published version or last draft asks each question."""
    return _by_question((course, [course.live_revision, course.latest_revision]) for course in _courses())


def courses_bound(question: Question) -> list[CoursePage]:
    """Courses in which it is published or awaits approval: what a second person reads must not change behind her."""
    courses = ContentType.objects.get_for_model(CoursePage)
    reviewed = WorkflowState.objects.filter(content_type=courses, status=WorkflowState.STATUS_IN_PROGRESS)
    awaiting = set(reviewed.values_list("object_id", flat=True))
    read = ((course, [course.live_revision, course.latest_revision if str(course.pk) in awaiting else None]) for course in _courses())
    return _by_question(read).get(question.pk, [])


def courses_remembering(questions: Iterable[Question]) -> list[CoursePage]:
    """Courses that ask one of them in any version, past ones too: to look at a version again, its questions are needed."""
    sought = {question.pk for question in questions}
    told = set()
    for revision in Revision.objects.filter(content_type=ContentType.objects.get_for_model(CoursePage)).iterator():
        if str(revision.object_id) not in told and sought & _asked(revision.content):
            told.add(str(revision.object_id))
    return [course for course in _courses() if str(course.pk) in told]


def _courses() -> Iterable[CoursePage]:
    return CoursePage.objects.select_related("live_revision", "latest_revision").order_by("filed_as", "pk")


def _by_question(courses: Iterable[tuple[CoursePage, list[Revision | None]]]) -> Uses:
    uses: Uses = defaultdict(list)
    for course, versions in courses:
        for key in set().union(*(_asked(version.content) for version in versions if version)):
            uses[key].append(course)
    return uses


def _asked(content: dict[str, Any]) -> set[int]:
    """Keys of the questions in a saved version: those of its quiz, and those of the checks in its lessons."""
    lessons = json.loads(content.get("lessons") or "[]")
    checks = [block["value"].get("question") for lesson in lessons for block in lesson["value"]["content"] if block["type"] == "check"]
    return {key for key in [*(row["question"] for row in content.get("course_questions", [])), *checks] if key}
