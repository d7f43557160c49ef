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
from accounts.models import AccessEntry, Organisation, Team, User
from accounts.models.post import believable
from call_review import accesses, eliminations
from call_review.models import Campaign, Elimination, Recording
from topics.models import Topic


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


class Hour(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


HOUR_ERRORS = {"invalid": _("Cette heure ne se lit pas. Par exemple : 09:30.")}


class CallerRequest(forms.Form):
    """What a caller remembers of the call: its day, between which hours, maybe about what and with whom."""

    jour = forms.DateField(
        label=_("Jour de l’appel"),
        widget=Day,
        validators=[believable],
        error_messages={**DAY_ERRORS, "required": _("Indiquez le jour de l’appel.")},
    )
    de = forms.TimeField(label=_("Entre"), required=False, widget=Hour, error_messages=HOUR_ERRORS)
    a = forms.TimeField(label=_("Et"), required=False, widget=Hour, error_messages=HOUR_ERRORS)
    motif = forms.ModelChoiceField(Topic.objects.none(), label=_("Motif d’appel"), required=False, empty_label=_("Tous"))
    equipe = forms.ModelChoiceField(Team.objects.none(), label=_("Équipe"), required=False, empty_label=_("Toutes"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = Recording.objects.filter(organisation__in=organisations).order_by().values("topic")
        self.fields["motif"].queryset = Topic.objects.filter(pk__in=said)  # type: ignore[attr-defined]
        self.fields["equipe"].queryset = Team.objects.filter(organisation__in=organisations).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("de") and data.get("a") and data["a"] < data["de"]:
            self.add_error("a", _("La fin est avant le début. Vérifiez les deux heures."))
        return data

    def moments(self, column: str) -> dict[str, datetime.datetime]:
        """As conditions. The last minute is included; so is the hour that comes twice when summer time ends."""
        day, first, last = self.cleaned_data["jour"], self.cleaned_data.get("de"), self.cleaned_data.get("a")
        zone = timezone.get_current_timezone()
        start = datetime.datetime.combine(day, first, zone) if first else _midnight(day)
        if not last:
            return {f"{column}__gte": start, f"{column}__lt": _midnight(day + datetime.timedelta(days=1))}
        end = datetime.datetime.combine(day, last, zone).replace(fold=1).astimezone(datetime.UTC) + datetime.timedelta(minutes=1)
        return {f"{column}__gte": start, f"{column}__lt": end}
