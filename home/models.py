from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

HELP, DATA, LEGAL = "aide", "donnees-personnelles", "mentions-legales"
"""The last part of the addresses that the frame of every page links to."""


class InformationPage(Page):
    """A page about the portal itself: help, personal data, legal notice. Public, written in Wagtail."""

    lede = models.CharField(_("chapeau"), max_length=250, blank=True)
    body = RichTextField(_("texte"), features=["h2", "h3", "bold", "italic", "ul", "ol", "link", "hr"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: list[str] = []
    template = "home/information_page.html"

    class Meta:
        verbose_name = _("page d’information")
        verbose_name_plural = _("pages d’information")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        revised = self.last_published_at or self.latest_revision_created_at
        # The legal notice names the body from the settings of the portal, so that they cannot contradict each other.
        return {**super().get_context(request, *args, **kwargs), "revised": revised, "is_legal": self.slug == LEGAL}
