"""The parts of a form: each field with its label, help and error, and the summary of what is to be corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from theme.drawing import draw as _draw

CHOICES = {"": "vg-choice", "choice_cards": "vg-choice vg-choice-kinds", "segmented": "vg-seg"}


def form_errors(form: forms.BaseForm) -> SafeString:
    """After a failed form: what to correct, each line leading to its field. Takes the focus."""
    if not form.errors:
        return SafeString("")
    fields = [(form[name], _first_control(form[name]), errors) for name, errors in form.errors.items() if name in form.fields]
    return _draw("form_errors", fields=fields, others=form.non_field_errors())


def field(bound: BoundField, kind: str = "") -> SafeString:
    """Label, help, control and error of one field, tied by aria-describedby. `kind` of radio buttons and boxes: choice_cards, segmented."""
    if bound.is_hidden:
        return SafeString(str(bound))
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _control("checkbox", bound, "form-check-input")
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return _choices(bound, kind)
    if isinstance(widget, forms.PasswordInput):
        return _control("password", bound, "form-control")
    return _control("input", bound, "form-select" if isinstance(widget, forms.Select) else "form-control")


def _choices(bound: BoundField, kind: str) -> SafeString:
    choices = list(bound)
    for choice in choices:
        choice.data["attrs"].setdefault("class", "form-check-input")
    return _draw("field_choices", field=bound, choices=choices, css=CHOICES[kind], described_by=_described_by(bound))


def _control(shape: str, bound: BoundField, css: str) -> SafeString:
    attrs: dict[str, Any] = {**bound.field.widget.attrs, "class": f"{css} is-invalid" if bound.errors else css}
    if described_by := _described_by(bound):
        attrs["aria-describedby"] = described_by
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return _draw(f"field_{shape}", field=bound, control=bound.as_widget(attrs=attrs))


def _described_by(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}-help"] if bound.help_text else []
    if bound.errors:
        parts.append(f"{bound.auto_id}-error")
    return " ".join(parts)


def _first_control(bound: BoundField) -> str:
    """The id that a link must name to put the focus where one corrects: of several boxes, the first. A hidden field has none."""
    if bound.is_hidden:
        return ""
    return bound.id_for_label or next((choice.id_for_label for choice in bound), bound.auto_id)
