"""What one searches calls by. Read from the address; what cannot be read is told, and then nothing is searched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from call_review import searching
from call_review.models import Campaign
from call_review.models.recording import RecordingQuerySet
from call_review.protection_forms import PeriodFilter
from call_review.recording_forms import KnownOne
from topics.models import Topic

LONGEST = 200


class CallSearch(PeriodFilter):
    ORDERS = [("pertinence", _("Les plus proches d’abord")), ("date", _("Les plus récents d’abord"))]

    mots = forms.CharField(
        label=_("Mots dits dans l’appel"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    motif = KnownOne(Topic.objects.none(), label=_("Motif d’appel"), required=False, empty_label=_("Tous"))
    agent = KnownOne(User.objects.none(), label=_("Agent"), required=False, empty_label=_("Tous"))
    campagne = KnownOne(Campaign.objects.none(), label=_("Campagne"), required=False, empty_label=_("Toutes"))
    tri = forms.ChoiceField(label=_("Ordre"), required=False, choices=ORDERS)

    field_order = ["mots", "motif", "agent", "campagne", "du", "au", "tri"]

    def __init__(self, data: Any, *, seen: RecordingQuerySet, coaches: bool) -> None:
        # PostgreSQL keeps no NUL, and nobody types one.
        super().__init__({name: str(data[name]).replace("\0", " ") for name in data} or None)
        self.seen = seen
        # One reading of the calls for three lists: of a coach's it is thousands of rows.
        rows = set(seen.order_by().values_list("topic", "agent", "campaign").distinct())
        topics, agents, campaigns = ({row[place] for row in rows} for place in range(3))
        self.fields["motif"].queryset = Topic.objects.filter(pk__in=topics - {None})  # type: ignore[attr-defined]
        self.fields["campagne"].queryset = Campaign.objects.filter(pk__in=campaigns)  # type: ignore[attr-defined]
        if coaches:
            self.fields["agent"].queryset = User.objects.filter(pk__in=agents)  # type: ignore[attr-defined]
        else:
            del self.fields["agent"]

    def clean_mots(self) -> searching.Asked:
        typed = self.cleaned_data["mots"]
        if len(typed) > LONGEST:
            raise forms.ValidationError(_("Deux cents signes au plus : gardez les mots les plus rares."))
        asked = searching.read(typed)
        if typed and not asked.terms:
            raise forms.ValidationError(_("Ces mots sont dans tous les appels, ou ne se lisent pas. Cherchez un mot plus rare."))
        if len(asked.stems) > searching.MOST_WORDS:
            raise forms.ValidationError(_("Douze mots au plus : gardez les plus rares."))
        return asked

    @property
    def asks_something(self) -> bool:
        """Words or a filter: the order alone is no question."""
        return any(self.data.get(name) for name in self.fields if name != "tri") if self.is_bound else False
