from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY_ERRORS, Day
from accounts.models import Organisation, Team, User
from courses import access
from courses.models import CoursePage
from topics.models import LifeEvent

FURTHEST_YEARS = 3
CHOOSE = _("Choisissez dans la liste.")


class CourseFilter(forms.Form):
    """A filter that makes no sense filters nothing."""

    mots = forms.CharField(label=_("Mots du cours"), required=False, max_length=200)
    moment = forms.ChoiceField(label=_("Événement de vie"), required=False, choices=[("", _("Tous")), *LifeEvent.choices])


class AssignmentForm(forms.Form):
    course = forms.ChoiceField(label=_("Cours"), error_messages={"required": _("Choisissez un cours."), "invalid_choice": CHOOSE})
    target = forms.ChoiceField(
        label=_("Pour qui"), error_messages={"required": _("Choisissez à qui le cours est demandé."), "invalid_choice": CHOOSE}
    )
    due_on = forms.DateField(
        label=_("À terminer avant le"),
        widget=Day(),
        help_text=_("La date paraît sur l’accueil de chaque personne concernée."),
        error_messages={**DAY_ERRORS, "required": _("Indiquez un jour.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = list(access.organisations_assigned_by(user))
        teams = list(access.teams_assigned_by(user).select_related("organisation"))
        self.targets: dict[str, tuple[Organisation, Team | None]] = {f"o{each.pk}": (each, None) for each in organisations}
        self.targets |= {f"t{team.pk}": (team.organisation, team) for team in teams}
        self.several = len({organisation.pk for organisation, _team in self.targets.values()}) > 1
        self.courses = {str(course.pk): course for course in CoursePage.objects.open()}
        titles = [(key, course.title) for key, course in self.courses.items()]
        self.fields["course"].choices = [("", _("Choisir un cours")), *titles]  # type: ignore[attr-defined]
        choices = [(key, _label(organisation, team, self.several)) for key, (organisation, team) in self.targets.items()]
        self.fields["target"].choices = [("", _("Choisir une équipe")), *choices]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day <= today:
            raise forms.ValidationError(_("Ce jour est déjà passé, ou c’est aujourd’hui. Laissez du temps : choisissez un jour à venir."))
        if day.year > today.year + FURTHEST_YEARS:
            raise forms.ValidationError(
                _("L’année %(year)s paraît fausse. Écrivez-la en quatre chiffres, par exemple 2026."), params={"year": day.year}
            )
        return day


def _label(organisation: Organisation, team: Team | None, several: bool) -> Any:
    name = team.name if team else _("Toute l’organisation")
    return f"{organisation} · {name}" if several else name
