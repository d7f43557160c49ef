from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from topics.models import LifeEvent


class ExplainerFilter(forms.Form):
    """A filter that makes no sense filters nothing."""

    mots = forms.CharField(label=_("Mots de l’usager"), required=False, max_length=200)
    moment = forms.ChoiceField(label=_("Événement de vie"), required=False, choices=[("", _("Tous")), *LifeEvent.choices])
