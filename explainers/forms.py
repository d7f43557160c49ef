from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import BlockField

from topics.models import LifeEvent


class ExplainerFilter(forms.Form):
    """A filter that makes no sense filters nothing."""

    mots = forms.CharField(label=_("Mots de l’usager"), required=False, max_length=200)
    moment = forms.ChoiceField(label=_("Événement de vie"), required=False, choices=[("", _("Tous")), *LifeEvent.choices])


class ReviewedPageForm(WagtailAdminPageForm):
    """Knows an untouched page from a changed one: whoever approves without changing anything has not made it their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django compares a field whose default is computed with a hidden twin, which Wagtail's screens do not draw.
        for field in self.fields.values():
            field.show_hidden_initial = False

    @cached_property
    def changed_data(self) -> list[str]:
        """Wagtail compares blocks with what was typed, where "5" is not 5 nor a day its date: compared here as they were read."""
        return [name for name in super().changed_data if not self._reads_the_same(name)]

    def _reads_the_same(self, name: str) -> bool:
        field, cleaned = self.fields[name], getattr(self, "cleaned_data", {})
        if not isinstance(field, BlockField) or name not in cleaned:
            return False
        kept = field.block.get_prep_value(self.get_initial_for_field(field, name))
        return bool(kept == field.block.get_prep_value(cleaned[name]))
