from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY_ERRORS, Day
from accounts.models import Organisation, Team, User
from call_review import access
from call_review.models import Campaign, Notice
from call_review.models.campaign import LONGEST
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


class KnownPeopleOrTeams(forms.ModelMultipleChoiceField):
    """Keys are compared with those on offer before the database sees them: it takes no number of thirty digits."""

    def clean(self, value: Any) -> Any:
        offered = {str(pk) for pk in self.queryset.values_list("pk", flat=True)} if self.queryset is not None else set()
        for key in value or []:
            if str(key) not in offered:
                raise forms.ValidationError(_("Un des choix n’existe pas ou plus. Choisissez dans la liste."), code="invalid_choice")
        return super().clean(value)


WHOLE_NUMBER = {"required": _("Indiquez un nombre, par exemple 5."), "invalid": _("Écrivez un nombre entier, par exemple 5.")}


class CampaignForm(forms.ModelForm):
    """A draft may be incomplete; what is there must be right. What is missing is told by the page of the campaign."""

    use_required_attribute = False

    teams = KnownPeopleOrTeams(Team.objects.none(), label=_("Équipes concernées"), required=False, widget=forms.CheckboxSelectMultiple)
    coaches = KnownPeopleOrTeams(User.objects.none(), label=_("Coachs"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Campaign
        fields = [
            "name",
            "purpose",
            "legal_basis",
            "first_day",
            "last_day",
            "teams",
            "coaches",
            "weekly_cap",
            "share_cap",
            "dpo_contact",
            "consulted_on",
            "consultation_document",
            "archives_reference",
            "caller_information",
        ]
        widgets = {
            "first_day": Day(),
            "last_day": Day(),
            "consulted_on": Day(),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "caller_information": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "purpose": _("Former, évaluer, améliorer le service. Rien d’autre n’est permis."),
            "last_day": _("Douze semaines au plus après le premier jour."),
            "weekly_cap": _("De 1 à 10. Cinq convient à la plupart des équipes."),
            "share_cap": _("De 1 à 10. Vaut pour les semaines dont vous déclarez les appels pris."),
            "archives_reference": _("Ou la référence de l’autorisation permanente. Sans elle, rien ne pourrait être effacé."),
            "caller_information": _("Par exemple : message d’accueil, et touche 2 pour ne pas être enregistré."),
        }
        error_messages = {
            "name": {"required": _("Donnez un nom à la campagne.")},
            "first_day": DAY_ERRORS,
            "last_day": DAY_ERRORS,
            "consulted_on": DAY_ERRORS,
            "legal_basis": {"invalid_choice": _("Cette base légale n’est pas proposée. Choisissez dans la liste.")},
            "weekly_cap": WHOLE_NUMBER,
            "share_cap": WHOLE_NUMBER,
        }

    def __init__(self, *args: Any, organisation: Organisation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        teams = access.teams_coached_by(user, organisation)
        if self.instance.pk:  # a colleague's team stays when one saves
            teams = Team.objects.filter(Q(pk__in=teams) | Q(pk__in=self.instance.teams.all()))
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]
        self.fields["coaches"].queryset = access.coaches_of(organisation)  # type: ignore[attr-defined]

    def without_optional_marks(self) -> CampaignForm:
        """For display, once validated: a draft is saved without them, but what opening needs must not read « facultatif »."""
        for shown in self.fields.values():
            shown.required = True
        return self

    def clean_consulted_on(self) -> datetime.date | None:
        day = self.cleaned_data["consulted_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Ce jour n’est pas encore venu. La consultation doit avoir eu lieu."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("La campagne finit avant d’avoir commencé. Vérifiez les deux dates."))
        elif first and last and last - first >= LONGEST:
            self.add_error("last_day", _("La période dépasse douze semaines. Rapprochez les deux dates."))
        return data


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"text": _("Pourquoi, quand, combien d’appels, qui écoute, combien de temps, et quels droits.")}
        error_messages = {"text": {"required": _("Écrivez le texte que les agents liront.")}}
