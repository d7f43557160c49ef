"""What is typed on the page of a call: notes, replies, ratings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from call_review import clock
from call_review.models import Note, NoteReply, Rating, Recording


class ClockField(forms.CharField):
    """A moment of the call, typed as « 1:44 »: its value is in seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12, "size": 6}), **kwargs
        )

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text:
            return None
        try:
            return clock.read(text)
        except ValueError as error:
            raise forms.ValidationError(_("Écrivez un moment comme 1:44 : les minutes, puis les secondes."), code="clock") from error

    def prepare_value(self, value: Any) -> Any:
        return clock.written(value) if isinstance(value, float | int) else value


class WithinCall(forms.BaseForm):
    """Two moments of `recording`, `start` and `end`, in their order."""

    recording: Recording

    def clean_start(self) -> float:
        start: float = self.cleaned_data["start"]
        if start >= self.recording.seconds:
            length = clock.written(self.recording.seconds)
            raise forms.ValidationError(
                _("L’appel dure %(length)s : choisissez un moment avant sa fin.") % {"length": length}, code="after"
            )
        return start

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start is not None and end is not None and end < start:
            self.add_error("end", _("Le passage finit avant d’avoir commencé. Vérifiez les deux moments."))
        return data


class NoteForm(WithinCall, forms.ModelForm):
    start = ClockField(label=_("De"), error_messages={"required": _("Indiquez où commence le passage, par exemple 1:44.")})
    end = ClockField(label=_("à"), error_messages={"required": _("Indiquez où finit le passage, par exemple 1:52.")})

    class Meta:
        model = Note
        fields = ["start", "end", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        labels = {"text": _("Votre note")}
        error_messages = {"text": {"required": _("Écrivez votre note, ou fermez-la.")}}

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "note")
        super().__init__(*args, **kwargs)
        self.recording = recording


class ReplyForm(forms.ModelForm):
    class Meta:
        model = NoteReply
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        labels = {"text": _("Votre réponse")}
        error_messages = {"text": {"required": _("Écrivez votre réponse.")}}


class RatingForm(forms.Form):
    value = forms.ChoiceField(
        choices=Rating.Value.choices,
        error_messages={
            "required": _("Choisissez Oui, En partie, Non ou Sans objet."),
            "invalid_choice": _("Choisissez Oui, En partie, Non ou Sans objet."),
        },
    )
    moment = ClockField(
        label=_("au moment"), error_messages={"required": _("Écoutez un passage, puis indiquez le moment, par exemple 1:44.")}
    )
