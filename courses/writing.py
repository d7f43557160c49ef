"""How a course is written in Wagtail: its form and its tabs. A draft may be incomplete; what a second person reads may not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList, Panel, TabbedInterface, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput

from explainers.forms import ReviewedPageForm


class CoursePageForm(ReviewedPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if quiz := self.formsets.get("course_questions"):
            quiz.error_messages["too_few_forms"] = _("Ajoutez au moins une question au quiz final.")

    def defer_required_fields(self) -> None:
        """Wagtail lets drafts be incomplete. Not one that awaits approval: it could be approved as it is."""
        if not self.instance.workflow_in_progress:
            super().defer_required_fields()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._check_pass_mark(cleaned.get("pass_mark"))
        return cleaned

    def _check_pass_mark(self, asked: int | None) -> None:
        count = self._questions_in_quiz()
        if count and asked and asked > count:
            fault = ngettext(
                "Le quiz a %(count)d question : attendez-en une.", "Le quiz a %(count)d questions : attendez-en %(count)d au plus.", count
            )
            self.add_error("pass_mark", fault % {"count": count})

    def _questions_in_quiz(self) -> int:
        rows = self.formsets["course_questions"].forms
        return sum(1 for row in rows if row.is_valid() and row.cleaned_data.get("question") and not row.cleaned_data.get("DELETE"))


PRESENTATION = [
    TitleFieldPanel("title"),
    FieldPanel("summary"),
    FieldPanel("minutes"),
    FieldPanel("objectives", help_text=_("« À la fin, je sais… » : deux ou trois suffisent.")),
    MultipleChooserPanel("course_topics", chooser_field_name="topic", heading=_("Motifs d’appel"), label=_("Motif"), icon="tag"),
]
LESSONS = [FieldPanel("lessons", help_text=_("Trois leçons courtes valent mieux qu’une longue. Chacune se suit aussi le son coupé."))]
QUIZ = [
    MultipleChooserPanel(
        "course_questions", chooser_field_name="question", heading=_("Questions du quiz"), label=_("Question"), icon="help", min_num=1
    ),
    FieldPanel("pass_mark"),
]
COURSE: Panel = TabbedInterface(
    [
        ObjectList(PRESENTATION, heading=_("Présentation")),
        ObjectList(LESSONS, heading=_("Leçons")),
        ObjectList(QUIZ, heading=_("Quiz final")),
        ObjectList([FieldPanel("slug", widget=SlugInput)], heading=_("Adresse")),
    ],
    base_form_class=CoursePageForm,
)
