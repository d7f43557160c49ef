from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.directory import ABSENT, CLOSED, SORTS
from accounts.models import Leave, Organisation, Post, Role, Team, User
from accounts.organisations import TAKEN
from accounts.roster.text import MAX_BYTES

DAY_ERRORS = {"invalid": _("Ce jour n’existe pas ou ne se lit pas. Par exemple : 28/02/2027.")}


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DirectoryFilter(forms.Form):
    """The address of the directory: anything else than what is offered is ignored."""

    mots = forms.CharField(label=_("Nom ou adresse"), required=False, max_length=100)
    equipe = forms.ModelChoiceField(Team.objects.none(), label=_("Équipe"), required=False, empty_label=_("Toutes"))
    role = forms.ChoiceField(label=_("Rôle"), required=False)
    etat = forms.ChoiceField(label=_("Présence"), required=False)
    tri = forms.ChoiceField(required=False, choices=[(key, key) for key in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], manages: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["equipe"].queryset = Team.objects.filter(organisation__in=organisations)  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Tous")), *Role.choices]  # type: ignore[attr-defined]
        states = [("", _("Tous")), (ABSENT, _("Absents aujourd’hui"))]
        self.fields["etat"].choices = [*states, (CLOSED, _("Comptes fermés"))] if manages else states  # type: ignore[attr-defined]


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["team", "occupation", "weekly_hours", "staff_number", "started_on", "ended_on"]
        widgets = {"started_on": Day(), "ended_on": Day(), "weekly_hours": forms.TextInput(attrs={"inputmode": "decimal"})}
        help_texts = {
            "weekly_hours": _("De 1 à 48, par exemple 35 ou 17,5."),
            "staff_number": _("Unique dans l’organisation."),
            "ended_on": _("Dernier jour. Laissez vide tant que le poste dure."),
        }
        error_messages = {
            "started_on": {**DAY_ERRORS, "required": _("Indiquez le premier jour du poste.")},
            "ended_on": DAY_ERRORS,
            "weekly_hours": {"invalid": _("Écrivez un nombre d’heures par semaine, par exemple 35 ou 17,5.")},
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        self.fields["team"].queryset = organisation.teams.all()  # type: ignore[attr-defined]
        self.fields["team"].empty_label = _("Sans équipe")  # type: ignore[attr-defined]
        self.fields["weekly_hours"].localize = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("started_on"), data.get("ended_on")
        if first and last and last < first:
            self.add_error("ended_on", _("Le poste finit avant d’avoir commencé. Vérifiez les deux dates."))
        others = Post.objects.lasting().filter(organisation=self.instance.organisation).exclude(user=self.instance.user)
        if data.get("staff_number") and others.filter(staff_number=data["staff_number"]).exists():
            self.add_error("staff_number", _("Ce matricule est déjà celui d’une autre personne. Vérifiez les deux."))
        return data


class LeaveForm(forms.ModelForm):
    class Meta:
        model = Leave
        fields = ["first_day", "last_day"]
        widgets = {"first_day": Day(), "last_day": Day()}
        error_messages = {
            "first_day": {**DAY_ERRORS, "required": _("Indiquez le premier jour d’absence.")},
            "last_day": {**DAY_ERRORS, "required": _("Indiquez le dernier jour d’absence.")},
        }


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Raison"), max_length=200, help_text=_("La personne la lit dans l’e-mail qui la prévient."))


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[(role.value, role.label) for role in Role],
        error_messages={"required": _("Choisissez un rôle dans la liste.")},
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Équipe"), required=False, empty_label=_("Toute l’organisation"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = organisation.teams.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("team") and data.get("role") and Role(data["role"]).only_whole:
            self.add_error("team", _("Ce rôle porte sur toute l’organisation. Choisissez « Toute l’organisation »."))
        return data


class OrganisationForm(forms.ModelForm):
    siret = forms.CharField(
        label=_("SIRET"),
        required=False,
        max_length=30,
        help_text=_("Quatorze chiffres. Laissez vide pour que personne n’entre par ProConnect."),
        error_messages={"unique": TAKEN},
    )

    class Meta:
        model = Organisation
        fields = ["siret"]

    def clean_siret(self) -> str | None:
        return "".join(self.cleaned_data["siret"].split()) or None


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ["name"]
        error_messages = {"name": {"required": _("Donnez un nom à l’équipe.")}}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.instance.organisation.teams.exclude(pk=self.instance.pk).named(name):
            raise forms.ValidationError(_("Une équipe porte déjà ce nom. Choisissez-en un autre."))
        return name


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "email_wanted"]
        help_texts = {
            "language": _("Celle du portail et des e-mails."),
            "email_wanted": _("Les invitations, les mots de passe oubliés et ce qui touche à la sécurité arrivent toujours."),
        }


class RosterUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV"),
        help_text=_("Une ligne de titres, puis une ligne par personne. UTF-8 ou Latin-1, point-virgule ou virgule, 5 Mo au plus."),
        allow_empty_file=True,
        error_messages={
            "required": _("Choisissez un fichier CSV sur votre poste."),
            "invalid": _("Choisissez un fichier CSV sur votre poste."),
            "max_length": _("Le nom de ce fichier est trop long. Renommez-le, puis choisissez-le de nouveau."),
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError(_("Ce fichier est vide. Choisissez un CSV avec une ligne de titres et une ligne par personne."))
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Ce fichier dépasse 5 Mo. Partagez-le en plusieurs."))
        return file
