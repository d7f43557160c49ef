"""How a coach opens a way in for calls that come by themselves, and looks through what came."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from call_review.models import Arrival, Recording
from call_review.models.arrival import ArrivalQuerySet


class FolderForm(forms.Form):
    use_required_attribute = False

    channels = forms.ChoiceField(
        label=_("Qui est sur quelle voie"),
        help_text=_("Pour les appels dont la description ne le dit pas."),
        choices=[(value, capfirst(label)) for value, label in Recording.Channels.choices],
        initial=Recording.Channels.AGENT_CALLER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez qui est sur quelle voie."), "invalid_choice": _("Choisissez dans la liste.")},
    )


class ArrivalFilter(forms.Form):
    """The address of the list: anything else than what is offered is ignored."""

    STATES = [("", _("Tous")), *((state.value, capfirst(state.label)) for state in Arrival.State)]

    etat = forms.ChoiceField(label=_("État"), required=False, choices=STATES)

    def chosen(self, seen: ArrivalQuerySet) -> ArrivalQuerySet:
        self.is_valid()
        state = self.cleaned_data.get("etat")
        return seen.filter(state=state) if state else seen
