"""Two people publish a course, exactly as an explainer: the index carries the same workflow."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Page, Site

from accounts.roles import WRITING_GROUP, group
from courses.models import CourseIndexPage
from explainers.publishing import carry_workflow

INDEX_SLUG = "cours"


@transaction.atomic
def ensure_index() -> CourseIndexPage:
    """Made once, in every deployment. Idempotent."""
    if index := CourseIndexPage.objects.first():
        return index
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else Page.get_first_root_node()
    index = CourseIndexPage(title="Cours", slug=INDEX_SLUG)
    root.add_child(instance=index)
    index.save_revision().publish()
    carry_workflow(index)
    return index


def let_writers_keep_questions() -> None:
    """Whoever writes courses keeps the bank of questions too. Idempotent."""
    rights = Permission.objects.filter(content_type__app_label="courses", content_type__model="question")
    group(WRITING_GROUP).permissions.add(*rights)
