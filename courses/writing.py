"""How a course is written in Wagtail: its form and its tabs. A draft may be incomplete; what a second person reads may not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel, ObjectList, Panel, TabbedInterface, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput

from explainers.forms import ReviewedPageForm

TAKEN = {"affectations", "tentatives"}
"""Addresses of the room beside those of its courses (`courses/urls.py`)."""


class CoursePageForm(ReviewedPageForm):
    def defer_required_fields(self) -> None:
        """Wagtail lets drafts be incomplete. Not one that awaits approval: it could be approved as it is."""
        if not self.instance.workflow_in_progress:
            super().defer_required_fields()

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN:
            raise ValidationError(gettext("Le portail se sert déjà de cette adresse : donnez-en une autre au cours."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation and (fault := self._quiz_fault(cleaned.get("pass_mark"))):
            self.add_error("pass_mark", fault)
        return cleaned

    def _quiz_fault(self, asked: int | None) -> str | None:
        rows = self.formsets["course_questions"].forms
        count = sum(1 for row in rows if row.is_valid() and row.cleaned_data.get("question") and not row.cleaned_data.get("DELETE"))
        if not count:
            return gettext("Ajoutez au moins une question au quiz final.")
        if asked is None or asked <= count:
            return None
        said = ngettext(
            "Le quiz a %(count)d question : attendez-en une.", "Le quiz a %(count)d questions : attendez-en %(count)d au plus.", count
        )
        return said % {"count": count}


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
        "course_questions", chooser_field_name="question", heading=_("Questions du quiz"), label=_("Question"), icon="help"
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
