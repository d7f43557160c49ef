from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from explainers.models.review import NobodyPublishesAlone


class ExplainerIndexPage(Page):
    """Where explainers hang in Wagtail's tree. Readers get the list, at an address of its own."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["explainers.ExplainerPage"]

    class Meta:
        verbose_name = _("sommaire des fiches")
        verbose_name_plural = _("sommaires des fiches")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("explainers:list")

    def permissions_for_user(self, user: User) -> NobodyPublishesAlone:
        return NobodyPublishesAlone(user, self)
