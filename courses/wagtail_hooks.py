from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet

from accounts.requests import Request
from courses.bank import QuestionViewSet
from courses.models import CoursePage, Question
from courses.usage import courses_remembering

register_snippet(QuestionViewSet)


class CourseListing(PageListingViewSet):
    model = CoursePage
    icon = "clipboard-list"
    menu_label = gettext_lazy("Cours")
    menu_order = 330
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def courses() -> CourseListing:
    return CourseListing("course_listing", url_prefix="cours")


@hooks.register("before_delete_snippet")
def questions_that_courses_remember(request: Request, instances: list[Any]) -> HttpResponse | None:
    """A question that a course asks, or asked in an earlier version, stays: without it that version could not be read again."""
    questions = [each for each in instances if isinstance(each, Question)]
    if not questions or not (courses := courses_remembering(questions)):
        return None
    titles = ", ".join(course.title for course in courses)
    said = _("Rien n’est supprimé : une question posée par un cours, même dans une version passée, est gardée. Cours : %(titles)s.")
    messages.error(request, said % {"titles": titles})
    return redirect(QuestionViewSet().get_url_name("list"))
