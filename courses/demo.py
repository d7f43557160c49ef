"""Courses of the demonstration, one JSON file each: written by one person and approved by another, as any course is."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage, CourseQuestion, CourseTopic, Question
from explainers.models import CaptionedMedia
from topics.models import Topic

FILES = Path(__file__).parent / "demonstration"
Draft = dict[str, Any]
Block = tuple[str, dict[str, Any]]


@transaction.atomic
def load(index: CourseIndexPage, author: User, approver: User, folder: Path = FILES) -> int:
    """Adds the courses that are missing, with their questions, pictures and captioned media. Answers how many."""
    drafts = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    missing = [draft for draft in drafts if not CoursePage.objects.filter(slug=draft["slug"]).exists()]
    for draft in missing:
        page = _written(index, draft, folder)
        page.save_revision(user=author)
        page.get_workflow().start(page, author)
        page.current_workflow_task_state.approve(user=approver)
    return len(missing)


def _written(index: CourseIndexPage, draft: Draft, folder: Path) -> CoursePage:
    questions = {key: _question(said) for key, said in draft["questions"].items()}
    page = CoursePage(
        slug=draft["slug"],
        title=draft["title"],
        summary=draft["summary"],
        minutes=draft["minutes"],
        objectives=[("objective", objective) for objective in draft["objectives"]],
        lessons=[("lesson", _lesson(lesson, questions, folder)) for lesson in draft["lessons"]],
        pass_mark=draft["pass_mark"],
        live=False,
    )
    page.course_topics = [CourseTopic(topic=Topic.objects.get(code=code), sort_order=place) for place, code in enumerate(draft["topics"])]
    page.course_questions = [CourseQuestion(question=questions[key], sort_order=place) for place, key in enumerate(draft["quiz"])]
    index.add_child(instance=page)
    return page


def _question(said: Draft) -> Question:
    if known := Question.objects.filter(stem=said["stem"]).first():
        return known
    question = Question(
        kind=said["kind"],
        stem=said["stem"],
        hint=said["hint"],
        objective=said["objective"],
        topic=Topic.objects.get(code=said["topic"]) if said["topic"] else None,
        choices=[("choice", choice) for choice in said["choices"]],
    )
    question.full_clean()
    question.save()
    return question


def _lesson(lesson: Draft, questions: dict[str, Question], folder: Path) -> dict[str, Any]:
    content = [_check(said, questions) if said["type"] == "check" else BLOCKS[said["type"]](said, folder) for said in lesson["content"]]
    return {"title": lesson["title"], "minutes": lesson["minutes"], "content": content}


def _check(said: Draft, questions: dict[str, Question]) -> Block:
    return "check", {"question": questions[said["question"]]}


def _text(said: Draft, _folder: Path) -> Block:
    return "text", {"title": said["title"], "text": said["html"]}


def _steps(said: Draft, _folder: Path) -> Block:
    return "steps", {"title": said["title"], "steps": said["steps"]}


def _picture(said: Draft, folder: Path) -> Block:
    images = get_image_model()
    image = images.objects.filter(title=said["title"]).first()
    if image is None:
        file = ImageFile(BytesIO((folder / said["file"]).read_bytes()), name=said["file"])
        image = images.objects.create(title=said["title"], file=file)
    return "picture", {"image": image, "alternative": said["alternative"], "caption": said["caption"]}


def _media(said: Draft, folder: Path) -> Block:
    media = CaptionedMedia.objects.filter(title=said["title"]).first()
    if media is None:
        file = ContentFile((folder / said["file"]).read_bytes(), name=said["file"])
        media = CaptionedMedia(
            title=said["title"], file=file, captions=(folder / said["captions"]).read_text("utf-8"), credit=said["credit"]
        )
        media.full_clean()
        media.save()
    return "media", {"media": media, "caption": said["caption"]}


BLOCKS: dict[str, Callable[[Draft, Path], Block]] = {"text": _text, "steps": _steps, "picture": _picture, "media": _media}
