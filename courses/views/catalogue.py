from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from courses import access, catalogue, enrolling, progress
from courses.errors import NowhereToLearn
from courses.forms import CourseFilter
from courses.models import CoursePage, Enrolment

PER_PAGE = 20


def course_or_404(slug: str) -> CoursePage:
    return get_object_or_404(CoursePage.objects.open(), slug=slug)


@require_safe
def course_list(request: Request) -> HttpResponse:
    form = CourseFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    filtered = any(asked.values())
    mine = catalogue.catalogue(request.user)
    courses = CoursePage.objects.open().matching(asked["mots"]) if asked.get("mots") else CoursePage.objects.open()
    if asked.get("moment"):
        courses = catalogue.about(courses, asked["moment"])
    page = Paginator(courses if filtered else courses.exclude(pk__in=mine.shown), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": filtered,
        "due": [] if filtered else mine.due,
        "begun": [] if filtered else mine.begun,
        "page": page,
        "rows": mine.listed(page),
        "may_assign": access.may_assign(request.user),
    }
    return render(request, "courses/catalogue.html", context)


@require_safe
def course_page(request: Request, slug: str) -> HttpResponse:
    course = course_or_404(slug)
    enrolment = enrolling.enrolment_of(request.user, course)
    context = {
        "course": course,
        "outline": progress.outline(course, enrolment),
        "enrolment": enrolment,
        "open_attempt": enrolment.open_attempt if enrolment else None,
        "question_count": len(course.questions),
        "completion": course.completions.filter(learner=request.user).first(),
        "crumbs": [(_("Cours"), reverse("courses:catalogue")), (course.title, "")],
    }
    return render(request, "courses/course.html", context)


@require_POST
def start_course(request: Request, slug: str) -> HttpResponse:
    """Begins it, or goes back to where one was."""
    course = course_or_404(slug)
    try:
        enrolment = enrolling.enrol(request.user, course)
    except NowhereToLearn:
        messages.error(request, _("Un cours se suit au sein d’une organisation, et votre compte n’est rattaché à aucune."))
        return redirect("courses:course", course.slug)
    here = progress.outline(course, enrolment).here
    return redirect(here.resume_url if here else reverse("courses:course", args=[course.slug]))


@require_POST
def begin_again(request: Request, slug: str) -> HttpResponse:
    """Of a course completed once. A second click finds it begun again, and changes nothing."""
    course = course_or_404(slug)
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).once_completed(), course=course)
    if enrolling.begin_again(enrolment):
        messages.success(request, _("Le cours reprend à la première leçon. Ce que vous aviez terminé reste acquis."))
    return redirect("courses:course", course.slug)
