"""A table that somebody sends, and what is told of its lines that were not taken: the same whatever it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.errors import RosterError
from accounts.roster.text import MAX_BYTES
from call_review.tables import NotUnderstood, Report

FAULTS_SHOWN = 50
Sentences = Mapping[str, str | Promise]


class TableForm(forms.Form):
    use_required_attribute = False
    label: Any = ""
    help_text: Any = ""
    sentences: Sentences = {}

    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": gettext_lazy("Choisissez le tableau."), "empty": gettext_lazy("Ce fichier est vide.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].help_text = self.label, self.help_text

    def taken(self, take: Callable[[bytes], Report]) -> Report | None:
        """None when the form tells why nothing was."""
        if not self.is_valid():
            return None
        try:
            return take(self.cleaned_data["file"].read(MAX_BYTES + 1))
        except RosterError as error:
            self.add_error("file", str(error))
        except NotUnderstood as error:
            self.add_error("file", str(self.sentences[error.code]))
        return None

    def faults(self, report: Report | None) -> dict[str, Any]:
        """For `_faults.html`."""
        found = report.faults if report else []
        shown = [(fault.line, self.sentences[fault.code]) for fault in found[:FAULTS_SHOWN]]
        return {"faults": shown, "wrong": len(found), "more": max(0, len(found) - FAULTS_SHOWN)}
