from django import forms
from django.utils.translation import gettext_lazy as _

from call_review.sample_calls import SAMPLES


def sample_choices() -> list[tuple[str, str]]:
    return [(sample.id, f"{sample.title} ({sample.seconds:.0f} s)") for sample in SAMPLES.values()]


class TrialForm(forms.Form):
    sample = forms.ChoiceField(
        label=_("Appel d’essai"),
        help_text=_("Des appels inventés, livrés avec le portail. Aucune personne réelle n’y parle."),
        choices=sample_choices,
        error_messages={
            "invalid_choice": _("Cet appel d’essai n’existe pas. Choisissez-en un dans la liste."),
            "required": _("Choisissez un appel d’essai."),
        },
    )
