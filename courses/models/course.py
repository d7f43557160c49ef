from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class CoursePage(Page):
    """A course: its lessons, then its final quiz. One page, so that one revision is one version, approved and published as a whole."""

    summary = models.CharField(_("en une phrase"), max_length=300)
    minutes = models.PositiveSmallIntegerField(_("durée indicative, en minutes"), default=15)

    class Meta:
        verbose_name = _("cours")
        verbose_name_plural = _("cours")
