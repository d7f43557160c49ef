from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from courses import attempts, enrolling, progress, reviewing
from courses.asking import asked, read, read_page
from courses.errors import AlreadyGraded
from courses.models import Attempt, CoursePage
from courses.views.catalogue import course_or_404


def _crumbs(course: CoursePage, title: str) -> list[tuple[str, str]]:
    above = [(_("Cours"), reverse("courses:catalogue")), (course.title, reverse("courses:course", args=[course.slug]))]
    return [*above, (title, "")]


def _own_or_404(request: Request, pk: int) -> Attempt:
    attempts_ = Attempt.objects.visible_to(request.user).select_related("enrolment__course")
    return get_object_or_404(attempts_, pk=pk)


def quiz(request: Request, slug: str) -> HttpResponse:
    """The open attempt; else what the quiz is, and the button that begins one."""
    course = course_or_404(slug)
    enrolment = enrolling.enrolment_of(request.user, course)
    if enrolment is None:
        return redirect("courses:course", course.slug)
    if request.method == "POST":
        attempts.start(enrolment)
        return redirect("courses:quiz", course.slug)
    if attempt := enrolment.open_attempt:
        return _answer_sheet(request, course, attempt)
    context = {
        "course": course,
        "question_count": len(course.questions),
        "outline": progress.outline(course, enrolment),
        "attempts": list(enrolment.attempts.graded().defer("questions", "answers")),
        "crumbs": _crumbs(course, _("Contrôle final")),
    }
    return render(request, "courses/quiz_start.html", context)


def _answer_sheet(request: Request, course: CoursePage, attempt: Attempt, posted: QueryDict | None = None) -> HttpResponse:
    context = {
        "course": course,
        "attempt": attempt,
        "questions": [
            asked(question, attempt.answers.get(str(question["question"]), []), number=number, posted=posted)
            for number, question in enumerate(attempt.questions, 1)
        ],
        "unanswered": attempt.unanswered if posted is not None else [],
        "crumbs": _crumbs(course, _("Contrôle final")),
    }
    return render(request, "courses/quiz.html", context, status=200 if posted is None else 400)


@require_POST
def save_answers(request: Request, pk: int) -> HttpResponse:
    """Sent as answers are given, again when the connection comes back. 409 once the attempt is graded.

    One question sent blank is an answer taken back; of a `page` sent whole, blanks say nothing.
    """
    attempt = _own_or_404(request, pk)
    try:
        attempts.save_answers(attempt, (read_page if "page" in request.POST else read)(request.POST, attempt.questions))
    except AlreadyGraded:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@require_POST
def submit_attempt(request: Request, pk: int) -> HttpResponse:
    """Grades what was saved, with what the form holds.

    Questions left without an answer are named first, unless the person said that it is meant.
    """
    attempt = _own_or_404(request, pk)
    try:
        attempt = attempts.save_answers(attempt, read_page(request.POST, attempt.questions))
    except AlreadyGraded:
        return redirect(attempt)
    if attempt.unanswered and "anyway" not in request.POST:
        return _answer_sheet(request, attempt.enrolment.course, attempt, request.POST)
    return redirect(attempts.submit(attempt))


@require_safe
def attempt_page(request: Request, pk: int) -> HttpResponse:
    attempt = _own_or_404(request, pk)
    course, enrolment = attempt.enrolment.course, attempt.enrolment
    if attempt.submitted_at is None:
        return redirect("courses:quiz", course.slug)
    context = {
        "attempt": attempt,
        "course": course,
        "enrolment": enrolment,
        "total": len(attempt.questions),
        "questions": reviewing.questions(attempt),
        "to_review": reviewing.to_review(attempt),
        "outline": progress.outline(course, enrolment),
        "completion": course.completions.filter(learner=request.user).first() if enrolment.completed_at else None,
        "crumbs": _crumbs(course, _("Contrôle final")),
    }
    return render(request, "courses/attempt.html", context)
