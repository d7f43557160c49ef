"""How a coach opens a way in for calls that come by themselves, and looks through what came."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY_ERRORS, Day
from call_review.models import Arrival, Campaign, Recording
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


class TokenForm(FolderForm):
    label = forms.CharField(
        label=_("À quoi il sert"),
        help_text=_("Par exemple : enregistreur du site de Brest."),
        max_length=80,
        error_messages={"required": _("Dites à quoi il sert : vous saurez lequel révoquer.")},
    )
    expires_on = forms.DateField(
        label=_("Dernier jour"),
        widget=Day(),
        error_messages=DAY_ERRORS | {"required": _("Indiquez le dernier jour où il vaut.")},
    )
    field_order = ["label", "expires_on", "channels"]

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "token_%s"} | kwargs)
        self.campaign = campaign
        self.fields["expires_on"].initial = campaign.last_day

    def clean_expires_on(self) -> datetime.date:
        """It ends with its campaign at the latest."""
        day: datetime.date = self.cleaned_data["expires_on"]
        last = self.campaign.last_day
        if not last or not timezone.localdate() <= day <= last:
            raise forms.ValidationError(_("Choisissez un jour d’ici à la fin de la campagne."), code="outside")
        return day


class ArrivalFilter(forms.Form):
    """The address of the list: anything else than what is offered is ignored."""

    STATES = [("", _("Tous")), *((state.value, capfirst(state.label)) for state in Arrival.State)]

    etat = forms.ChoiceField(label=_("État"), required=False, choices=STATES)

    def chosen(self, seen: ArrivalQuerySet) -> ArrivalQuerySet:
        self.is_valid()
        state = self.cleaned_data.get("etat")
        return seen.filter(state=state) if state else seen
