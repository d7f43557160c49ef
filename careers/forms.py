from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from careers.holdings import EXPIRED, EXPIRING, NONE, REVOKED, SORTS, VALID
from careers.models import Certification
from careers.validity import EXPIRING_WITHIN
from careers.verifying import LONGEST
from courses.models import CoursePage


class KnownObjects(forms.ModelMultipleChoiceField):
    """Keys are compared with those on offer before the database sees them: it takes no number of thirty digits."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        offered = {str(pk) for pk in self.queryset.values_list("pk", flat=True)} if self.queryset is not None else set()
        for key in value or []:
            if str(key) not in offered:
                raise forms.ValidationError(_("Un des choix n’existe pas ou plus. Choisissez dans la liste."), code="invalid_choice")
        return super().clean(value)


class CertificationForm(forms.ModelForm):
    courses = KnownObjects(
        CoursePage.objects.none(),
        label=_("Cours à terminer"),
        help_text=_("Le certificat est délivré dès que tous sont terminés."),
        error_messages={"required": _("Choisissez au moins un cours.")},
    )
    teams = KnownObjects(
        Team.objects.none(),
        label=_("Équipes concernées"),
        help_text=_("Celles dont les agents doivent l’avoir. Aucune cochée : tous les agents de l’organisme."),
        required=False,
    )

    class Meta:
        model = Certification
        fields = ["name", "attests", "courses", "months", "teams"]
        widgets = {"attests": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "attests": _("Ce que la personne sait faire, comme un autre organisme doit le lire. Ce texte figure sur le certificat."),
            "months": _("Comptée à partir du dernier cours terminé. Par exemple 24."),
        }
        error_messages = {
            "name": {"required": _("Donnez un nom à la certification."), "max_length": _("Raccourcissez ce nom : 120 signes au plus.")},
            "attests": {
                "required": _("Écrivez ce que le certificat atteste."),
                "max_length": _("Raccourcissez ce texte : 2 000 signes au plus."),
            },
            "months": {
                "required": _("Indiquez un nombre de mois, par exemple 24."),
                "invalid": _("Écrivez un nombre entier, par exemple 24."),
            },
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        asked = Q(live=True)
        if self.instance.pk:  # one that is no longer published stays when one saves
            asked |= Q(pk__in=self.instance.courses.all())
        self.fields["courses"].queryset = CoursePage.objects.filter(asked).order_by("title", "pk")  # type: ignore[attr-defined]
        self.fields["teams"].queryset = organisation.teams.all()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Certification.objects.open().filter(organisation=self.instance.organisation).exclude(pk=self.instance.pk)
        if any(other.name.casefold() == name.casefold() for other in others):
            raise forms.ValidationError(_("Une certification ouverte porte déjà ce nom. Choisissez-en un autre."))
        return name


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La personne le lit. Qui vérifie le certificat apprend seulement qu’il est révoqué."),
        error_messages={
            "required": _("Écrivez le motif : la personne le lira."),
            "max_length": _("Raccourcissez le motif : 300 signes au plus."),
        },
    )


class VerificationForm(forms.Form):
    q = forms.CharField(
        label=_("Numéro ou adresse du certificat"),
        max_length=LONGEST,
        help_text=_("Le numéro est sur le certificat, par exemple VG-2026-7K3M-9QTX."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Écrivez le numéro, ou collez l’adresse de vérification.")},
    )


class HoldersFilter(forms.Form):
    """The address of the list: anything else than what is offered is ignored."""

    mots = forms.CharField(label=_("Nom ou numéro"), required=False, max_length=100)
    certification = forms.ModelChoiceField(Certification.objects.none(), label=_("Certification"), required=False, empty_label=_("Toutes"))
    equipe = forms.ModelChoiceField(Team.objects.none(), label=_("Équipe"), required=False, empty_label=_("Toutes"))
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[
            ("", _("Tous")),
            (VALID, _("Valable")),
            (EXPIRING, format_lazy(_("Expire dans {days} jours"), days=EXPIRING_WITHIN)),
            (EXPIRED, _("Expiré")),
            (REVOKED, _("Révoqué")),
            (NONE, _("Sans certificat")),
        ],
    )
    tri = forms.ChoiceField(required=False, choices=[(key, key) for key in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, certifications: QuerySet[Certification], organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certification"].queryset = certifications  # type: ignore[attr-defined]
        self.fields["equipe"].queryset = Team.objects.filter(organisation__in=organisations)  # type: ignore[attr-defined]
