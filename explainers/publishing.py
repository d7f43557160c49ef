"""Two people publish an explainer: whoever changed it last cannot approve it, and nobody publishes alone.

The index page carries the workflow; `ensure_index` makes both, once, in every deployment. Courses carry the same one.
"""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Page, Site, Workflow, WorkflowPage, WorkflowTask

from accounts.roles import WRITING_GROUP, group
from explainers.models import ExplainerIndexPage, SecondPersonTask

INDEX_SLUG = "fiches"
WORKFLOW = TASK = "Relecture à deux"


@transaction.atomic
def ensure_index() -> ExplainerIndexPage:
    if index := ExplainerIndexPage.objects.first():
        return index
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else Page.get_first_root_node()
    index = ExplainerIndexPage(title="Fiches", slug=INDEX_SLUG)
    root.add_child(instance=index)
    index.save_revision().publish()
    carry_workflow(index)
    return index


def carry_workflow(index: Page) -> None:
    """What is written under `index` is published by two people. One workflow for every index of the portal."""
    workflow, created = Workflow.objects.get_or_create(name=WORKFLOW)
    if created:
        task = SecondPersonTask.objects.create(name=TASK)
        task.groups.add(group(WRITING_GROUP))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})


def let_writers_keep_media() -> None:
    """Whoever writes explainers adds, corrects and removes captioned media too. Idempotent."""
    rights = Permission.objects.filter(content_type__app_label="explainers", content_type__model="captionedmedia")
    group(WRITING_GROUP).permissions.add(*rights)
