"""Choosing topics in Wagtail, by code, label or synonym. They are not written there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import BaseChooseView, ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from topics.models import Topic
from topics.models.topic import TopicQuerySet


class TopicFilter(BaseFilterForm):
    q = forms.CharField(label=_("Mots, synonyme ou code"), required=False)

    def filter(self, objects: TopicQuerySet) -> TopicQuerySet:
        if words := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, words
            return objects.matching(words)
        return objects


class Reasons(BaseChooseView):
    filter_form_class = TopicFilter

    def get_object_list(self) -> TopicQuerySet:
        return Topic.objects.open().reasons().select_related("parent__parent")

    @property
    def columns(self) -> list[Any]:
        return [*super().columns, Column("path", label=_("Dans l’arbre"), accessor="parent.path"), Column("code", label=_("Code"))]


class ChooseReason(Reasons, ChooseView):
    pass


class ChooseReasonResults(Reasons, ChooseResultsView):
    pass


class TopicChooser(ChooserViewSet):
    model = Topic
    icon = "tag"
    choose_one_text = _("Choisir un motif d’appel")
    choose_another_text = _("Choisir un autre motif")
    page_title = _("Choisir un motif d’appel")
    choose_view_class = ChooseReason
    choose_results_view_class = ChooseReasonResults
    register_widget = True


@hooks.register("register_admin_viewset")
def topic_chooser() -> TopicChooser:
    return TopicChooser("topic_chooser")
