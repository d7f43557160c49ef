from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from topics.models import LifeEvent


class ExplainerFilter(forms.Form):
    """A filter that makes no sense filters nothing."""

    mots = forms.CharField(label=_("Mots de l’usager"), required=False, max_length=200)
    moment = forms.ChoiceField(label=_("Événement de vie"), required=False, choices=[("", _("Tous")), *LifeEvent.choices])


class ExplainerPageForm(WagtailAdminPageForm):
    """Knows an untouched page from a changed one: whoever approves without changing anything has not made it their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django compares a field whose default is computed with a hidden twin, which Wagtail's screens do not draw.
        for field in self.fields.values():
            field.show_hidden_initial = False
