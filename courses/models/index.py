from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from explainers.models.review import NobodyPublishesAlone


class CourseIndexPage(Page):
    """Where courses hang in Wagtail's tree. Learners get the catalogue, at an address of its own."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("sommaire des cours")
        verbose_name_plural = _("sommaires des cours")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("courses:catalogue")

    def permissions_for_user(self, user: User) -> NobodyPublishesAlone:
        return NobodyPublishesAlone(user, self)
