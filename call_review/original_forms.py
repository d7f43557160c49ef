"""Who may hear the originals of a campaign, and why one hears one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from call_review import access
from call_review.models import Campaign
from call_review.originals import Reason
from call_review.recording_forms import KnownOne

EMPTY = _("Choisissez une personne")
CHOOSE = {"required": _("Choisissez une personne."), "invalid_choice": _("Choisissez une personne dans la liste.")}


class KeepersForm(forms.Form):
    first = KnownOne(User.objects.none(), label=_("Première personne"), empty_label=EMPTY, error_messages=CHOOSE)
    second = KnownOne(User.objects.none(), label=_("Seconde personne"), empty_label=EMPTY, error_messages=CHOOSE)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        named = list(campaign.keepers.order_by("place").values_list("person", flat=True))
        kwargs["initial"] = dict(zip(("first", "second"), named, strict=False))
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = access.coaches_of(campaign.organisation)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", _("Choisissez deux personnes différentes : l’une ne suffit pas à répondre de l’autre."))
        return data

    @property
    def people(self) -> tuple[User, User]:
        """Of a form that is valid."""
        return self.cleaned_data["first"], self.cleaned_data["second"]


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Pourquoi l’entendre"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une raison : elle est inscrite au journal."),
            "invalid_choice": _("Choisissez une raison dans la liste."),
        },
    )
