"""How the bank of questions is kept in Wagtail: its form, its list, and choosing a question from a course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.blocks import StreamValue
from wagtail.snippets.views.chooser import BaseSnippetChooseView, ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from courses.models import CoursePage, Question
from courses.models.question import QuestionQuerySet
from courses.usage import courses_bound, current_uses

CHOICES_AT_FIRST = 3


class QuestionForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.choices:
            choice = self.instance.choices.stream_block.child_blocks["choice"]
            empty = [("choice", choice.get_default()) for _number in range(CHOICES_AT_FIRST)]
            self.initial["choices"] = StreamValue(self.instance.choices.stream_block, empty)

    def clean(self) -> dict[str, Any]:
        """What two people have read, or one is reading, does not change behind them: it is copied."""
        cleaned = super().clean()
        if self.instance.pk and self.has_changed() and (bound := courses_bound(self.instance)):
            fault = gettext(
                "Cette question est dans le cours « %(course)s », publié ou en relecture : elle ne change plus. "
                "Copiez-la, modifiez la copie, puis remplacez-la dans le cours."
            )
            raise ValidationError(fault % {"course": bound[0].title})
        return cleaned


class BoundNotice(HelpPanel):
    """Says at the top of a question that it does not change any more, and what to do instead."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "template": "courses/writing/bound.html"})

    class BoundPanel(HelpPanel.BoundPanel):
        @cached_property
        def courses(self) -> list[Any]:
            return courses_bound(self.instance) if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.courses)


QUESTION: Panel = ObjectList(
    [
        BoundNotice(),
        FieldPanel("kind"),
        FieldPanel("stem"),
        FieldPanel("choices"),
        FieldPanel("hint"),
        FieldRowPanel([FieldPanel("objective"), FieldPanel("topic")]),
    ],
    base_form_class=QuestionForm,
)


class QuestionCreationForm(QuestionForm):
    """A question written from the course that will ask it."""

    class Meta(WagtailAdminModelForm.Meta):
        model = Question
        fields = ("kind", "stem", "choices", "hint", "objective")


class QuestionFilter(BaseFilterForm):
    q = forms.CharField(label=_("Mots de la question, de l’objectif ou du motif"), required=False)
    kind = forms.ChoiceField(label=_("Genre"), required=False, choices=[("", _("Tous")), *Question.Kind.choices])

    def filter(self, objects: QuestionQuerySet) -> QuestionQuerySet:
        if kind := self.cleaned_data.get("kind"):
            objects = objects.filter(kind=kind)
        if words := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, words
            return objects.matching(words)
        return objects


class Questions(BaseSnippetChooseView):
    filter_form_class = QuestionFilter
    results_template_name = "courses/writing/questions.html"
    page_subtitle = ""

    @property
    def columns(self) -> list[Any]:
        return [
            *super().columns,
            Column("kind", label=_("Genre"), accessor="get_kind_display"),
            Column("objective", label=_("Objectif")),
        ]


class ChooseQuestion(Questions, ChooseView):
    pass


class ChooseQuestionResults(Questions, ChooseResultsView):
    pass


class QuestionChooser(SnippetChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
    choose_one_text = _("Choisir une question")
    choose_another_text = _("Choisir une autre question")
    creation_form_class = QuestionCreationForm
    creation_tab_label = _("Écrire une question")
    create_action_label = _("Ajouter à la banque")

    @cached_property
    def widget_class(self) -> AdminSnippetChooser:
        widget = super().widget_class
        widget.choose_one_text, widget.choose_another_text = self.choose_one_text, self.choose_another_text
        return widget


def _titles(courses: Iterable[CoursePage]) -> str:
    return ", ".join(course.title for course in courses)


class QuestionIndex(IndexView):
    def search_queryset(self, queryset: QuestionQuerySet) -> QuestionQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Any]:
        uses = current_uses()
        return [*super().columns, Column("courses", label=_("Cours"), accessor=lambda question: _titles(uses.get(question.pk, [])))]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 340
    add_to_admin_menu = True
    edit_handler = QUESTION
    index_view_class = QuestionIndex
    chooser_viewset_class = QuestionChooser
    list_display = [
        "stem",
        Column("kind", label=_("Genre"), accessor="get_kind_display", sort_key="kind"),
        Column("objective", label=_("Objectif"), sort_key="objective"),
        Column("topic", label=_("Motif d’appel"), sort_key="topic__label"),
        "changed_at",
    ]
    list_filter = ["kind"]
    search_fields = ["searchable"]

    def get_queryset(self, request: Any) -> QuestionQuerySet:
        return Question.objects.select_related("topic")
