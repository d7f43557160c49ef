"""Filters of the data protection officer's lists. They are read from the address: what is not on offer is ignored, a day that does not
read is told."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY_ERRORS, Day
from accounts.models import AccessEntry, Organisation, User
from accounts.models.post import believable
from call_review import accesses, eliminations
from call_review.models import Campaign, Elimination


class PeriodFilter(forms.Form):
    """Two days, both included."""

    du = forms.DateField(label=_("Du"), required=False, widget=Day, validators=[believable], error_messages=DAY_ERRORS)
    au = forms.DateField(label=_("Au"), required=False, widget=Day, validators=[believable], error_messages=DAY_ERRORS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("du") and data.get("au") and data["au"] < data["du"]:
            self.add_error("au", _("La période finit avant d’avoir commencé. Vérifiez les deux dates."))
        return data

    def period(self, moment: str) -> dict[str, datetime.datetime]:
        """As conditions on the column `moment`."""
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        conditions = {}
        if first:
            conditions[f"{moment}__gte"] = _midnight(first)
        if last:
            conditions[f"{moment}__lt"] = _midnight(last + datetime.timedelta(days=1))
        return conditions

    @property
    def narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "tri")


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


class EliminationFilter(PeriodFilter):
    campagne = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campagne"), required=False, empty_label=_("Toutes"))
    motif = forms.ChoiceField(label=_("Motif"), required=False, choices=[("", _("Tous")), *Elimination.Reason.choices])
    tri = forms.ChoiceField(required=False, choices=[(key, key) for key in eliminations.SORTS], widget=forms.HiddenInput)

    field_order = ["campagne", "motif", "du", "au", "tri"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campagne"].queryset = Campaign.objects.filter(organisation__in=organisations).order_by("name")  # type: ignore[attr-defined]


class AccessFilter(PeriodFilter):
    personne = forms.ModelChoiceField(User.objects.none(), label=_("Personne"), required=False, empty_label=_("Toutes"))
    acte = forms.ChoiceField(label=_("Acte"), required=False, choices=[("", _("Tous")), *AccessEntry.Act.choices])
    tri = forms.ChoiceField(required=False, choices=[(key, key) for key in accesses.SORTS], widget=forms.HiddenInput)

    field_order = ["personne", "acte", "du", "au", "tri"]

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = AccessEntry.objects.filter(organisation__in=organisations).order_by().values("who")
        self.fields["personne"].queryset = User.objects.filter(pk__in=seen)  # type: ignore[attr-defined]
