from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from courses import enrolling, progress
from courses.asking import Asked, Snapshot, asked, read
from courses.attempts import offered
from courses.models import CoursePage, Enrolment, Lesson
from courses.views.catalogue import course_or_404


def _lesson_or_404(course: CoursePage, number: int) -> Lesson:
    lessons = course.lesson_list
    if not 1 <= number <= len(lessons):
        raise Http404
    return lessons[number - 1]


def _enrolled_or_404(request: Request, course: CoursePage) -> Enrolment:
    enrolment = enrolling.enrolment_of(request.user, course)
    if enrolment is None:
        raise Http404
    return enrolment


def _check(block: Any) -> Snapshot | None:
    """The question of a check, as it is offered; none when the block is something else, or its question is gone."""
    question = block.value["question"] if block.block_type == "check" else None
    return offered(question.snapshot(), str(block.id)) if question else None


@require_safe
def lesson_page(request: Request, slug: str, number: int) -> HttpResponse:
    """All of its blocks. What was read furthest is marked: `#bloc-<id>` leads there."""
    course = course_or_404(slug)
    lesson = _lesson_or_404(course, number)
    enrolment = enrolling.enrolment_of(request.user, course)
    if enrolment is None:
        return redirect("courses:course", course.slug)
    outline = progress.outline(course, enrolment)
    step = outline.steps[number - 1]
    given = progress.checks_given(enrolment)
    context = {
        "course": course,
        "lesson": lesson,
        "outline": outline,
        "step": step,
        "blocks": [(block, _asked(block, given), position) for position, block in enumerate(lesson.blocks, 1)],
        "resume": step.block if step.seen > 1 and not step.done else "",
        "previous": outline.steps[number - 2] if number > 1 else None,
        "next": outline.steps[number] if number < len(outline.steps) else None,
        "question_count": len(course.questions),
        "crumbs": [
            (_("Cours"), reverse("courses:catalogue")),
            (course.title, reverse("courses:course", args=[course.slug])),
            (_("Leçon %(number)s") % {"number": number}, ""),
        ],
    }
    return render(request, "courses/lesson.html", context)


def _asked(block: Any, given: dict[str, list[str]]) -> Asked | None:
    check = _check(block)
    return asked(check, given.get(str(block.id), [])) if check else None


@require_POST
def reach_block(request: Request, slug: str, number: int) -> HttpResponse:
    """Sent while reading."""
    course = course_or_404(slug)
    lesson, enrolment = _lesson_or_404(course, number), _enrolled_or_404(request, course)
    if not progress.reach(enrolment, lesson, request.POST.get("block", "")):
        raise Http404
    return HttpResponse(status=204)


@require_POST
def answer_check(request: Request, slug: str, number: int) -> HttpResponse:
    """Kept as given, and its feedback at once: alone for htmx, else the lesson again at this block."""
    course = course_or_404(slug)
    lesson, enrolment = _lesson_or_404(course, number), _enrolled_or_404(request, course)
    block = next((each for each in lesson.blocks if str(each.id) == request.POST.get("block")), None)
    check = _check(block) if block else None
    if block is None or check is None:
        raise Http404
    chosen = read(request.POST, [check]).get(str(check["question"]), [])
    if chosen:
        progress.answer_check(enrolment, lesson, str(block.id), chosen)
    if request.headers.get("HX-Request"):
        response = render(request, "courses/_feedback.html", {"asked": asked(check, chosen)})
        patch_vary_headers(response, ["HX-Request"])
        return response
    return redirect(f"{reverse('courses:lesson', args=[course.slug, number])}#bloc-{block.id}")


@require_POST
def finish_lesson(request: Request, slug: str, number: int) -> HttpResponse:
    course = course_or_404(slug)
    lesson, enrolment = _lesson_or_404(course, number), _enrolled_or_404(request, course)
    progress.finish(enrolment, lesson)
    if number < len(course.lesson_list):
        return redirect("courses:lesson", course.slug, number + 1)
    return redirect("courses:course", course.slug)
