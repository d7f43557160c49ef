"""What is typed of a passage to mask: two moments, to the hundredth of a second, whose voice, and what is said in it."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from call_review import clock
from call_review.masking import Passage
from call_review.models import Masking, Recording
from call_review.review_forms import ClockField, WithinCall
from privacy.kinds import Kind
from privacy.masking import NAMES

FOUND_MOST = 40


class FineClockField(ClockField):
    """« 1:44,52 ». `outward` rounds away from the passage, so that showing a moment never shortens what is hidden."""

    def __init__(self, *, outward: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outward = outward

    def prepare_value(self, value: Any) -> Any:
        return clock.written_finely(self.outward(round(value * 100, 6)) / 100) if isinstance(value, float | int) else value


class PassageForm(WithinCall, forms.Form):
    start = FineClockField(
        outward=math.floor, label=_("De"), error_messages={"required": _("Indiquez où commence le passage, par exemple 1:44,5.")}
    )
    end = FineClockField(outward=math.ceil, label=_("à"), error_messages={"required": _("Indiquez où finit le passage, par exemple 1:46.")})
    channel = forms.ChoiceField(label=_("Ce qui est couvert"), choices=Masking.Channel.choices)
    kind = forms.ChoiceField(label=_("Ce qui est dit"), choices=[(kind.value, NAMES[kind]) for kind in Kind])
    found = forms.CharField(required=False, max_length=FOUND_MOST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, recording: Recording, one_voice: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recording = recording
        if one_voice:
            self.fields["channel"] = forms.ChoiceField(
                choices=Masking.Channel.choices, required=False, widget=forms.HiddenInput, initial=Masking.Channel.BOTH
            )

    @property
    def passage(self) -> Passage:
        """Of a form that is valid."""
        data = self.cleaned_data
        channel = Masking.Channel(data["channel"] or Masking.Channel.BOTH)
        return Passage(data["start"], data["end"], channel, Kind(data["kind"]), data["found"])
