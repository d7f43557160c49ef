"""What a coach says of a call, which file it is, and how the list of calls is looked through."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import DAY_ERRORS, Day
from accounts.models import User
from accounts.models.post import believable
from call_review import uploads
from call_review.models import Campaign, Recording
from call_review.models.recording import RecordingQuerySet
from topics.models import Topic

SORTS = {"date": ["recorded_at", "pk"], "-date": ["-recorded_at", "-pk"], "agent": ["agent__filed_as", "-recorded_at"]}
ACCEPTED = "audio/*,.wav,.mp3,.m4a,.ogg,.opus,.flac,.amr,.wma,.webm,.gsm"
SORTS["-agent"] = ["-agent__filed_as", "-recorded_at"]


class KnownOne(forms.ModelChoiceField):
    """The key is compared with those on offer before the database sees it: it takes no number of thirty digits."""

    def to_python(self, value: Any) -> Any:
        offered = {str(pk) for pk in self.queryset.values_list("pk", flat=True)} if self.queryset is not None else set()
        if value not in self.empty_values and str(value) not in offered:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class Moment(forms.DateTimeField):
    """A day and a time as a browser writes them, in the time of the portal."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime.datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            # Of an hour that does not exist, or twice, Django says so in its own words.
            raise forms.ValidationError(self.error_messages.get(error.code or "", self.error_messages["invalid"]), error.code) from error


class DeclarationForm(forms.Form):
    """Step one: before any byte (law C7)."""

    use_required_attribute = False

    campaign = KnownOne(
        Campaign.objects.none(),
        label=_("Campagne d’écoute"),
        empty_label=_("Choisissez une campagne"),
        error_messages={
            "required": _("Choisissez la campagne qui annonce cet enregistrement."),
            "invalid_choice": uploads.SENTENCES["campaign_not_live"],
        },
    )
    agent = KnownOne(
        User.objects.none(),
        label=_("Agent entendu dans l’appel"),
        empty_label=_("Choisissez une personne"),
        error_messages={"required": _("Choisissez l’agent."), "invalid_choice": uploads.SENTENCES["agent_not_concerned"]},
    )
    recorded_at = Moment(
        label=_("Jour et heure de l’appel"),
        error_messages={
            "required": _("Indiquez le jour et l’heure de l’appel."),
            "invalid": _("Ce moment n’existe pas ou ne se lit pas. Par exemple : 28/02/2027 09:12."),
            "ambiguous_timezone": _("Ce moment n’existe pas, ou deux fois : c’est la nuit du changement d’heure. Décalez-le d’une heure."),
        },
    )
    topic = KnownOne(
        Topic.objects.none(),
        label=_("Motif de l’appel"),
        required=False,
        error_messages={"invalid_choice": _("Choisissez un motif dans la liste.")},
    )
    channels = forms.ChoiceField(
        label=_("Qui est sur quelle voie"),
        help_text=_("Votre téléphonie le dit. En cas de doute, écoutez le début avec un casque."),
        choices=[(value, capfirst(label)) for value, label in Recording.Channels.choices],
        initial=Recording.Channels.AGENT_CALLER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez qui est sur quelle voie."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    caller_informed = forms.BooleanField(
        label=_("L’usager a été prévenu de l’enregistrement et de son droit de refuser"),
        error_messages={"required": uploads.SENTENCES["caller_not_informed"]},
    )
    caller_objected = forms.BooleanField(label=_("L’usager a refusé d’être enregistré"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = Campaign.objects.led_by(user).live().select_related("organisation")
        agents = {agent.pk for campaign in campaigns for agent in uploads.agents_for(user, campaign)}
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        self.fields["agent"].queryset = User.objects.filter(pk__in=agents)  # type: ignore[attr-defined]
        self.fields["topic"].queryset = Topic.objects.open().reasons()  # type: ignore[attr-defined]
        self.fields["topic"].choices = _topics()  # type: ignore[attr-defined]
        self.campaigns = list(campaigns)
        if len(self.campaigns) == 1:
            self.fields["campaign"].initial = self.campaigns[0]

    def clean_caller_objected(self) -> bool:
        if self.cleaned_data["caller_objected"]:
            raise forms.ValidationError(uploads.SENTENCES["caller_objected"])
        return False

    def declaration(self) -> uploads.Declaration:
        return uploads.Declaration(**self.cleaned_data)


def _topics() -> list[tuple[str, Any]]:
    """Reasons under the family they are filed in."""
    reasons = Topic.objects.open().reasons().select_related("parent").order_by("parent__position", "parent__code", "position", "code")
    families = groupby(reasons, key=lambda topic: topic.parent.label if topic.parent else "")
    return [("", _("Je ne sais pas")), *((family, [(topic.pk, topic.label) for topic in found]) for family, found in families)]


class FileForm(forms.Form):
    """Step two, without a script: the whole file at once."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Enregistrement de l’appel"),
        help_text=_("WAV, MP3, M4A, Ogg, FLAC, AMR, WMA ou WebM, une ou deux voies, 500 Mo au plus. Son nom n’est pas gardé."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Choisissez l’enregistrement."),
            "invalid": _("Choisissez l’enregistrement."),
            "missing": _("Choisissez l’enregistrement."),
            "empty": uploads.SENTENCES["nothing_in_it"],
        },
    )


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Never posted: a script sends each file, without its name, once its call is declared (law C4, C7)."""

    file = forms.FileField(
        label=_("Enregistrements des appels"),
        help_text=_(
            "Choisissez-les, ou glissez-les ici. Un fichier par appel, 500 Mo et trois heures au plus. Leurs noms ne sont pas envoyés."
        ),
        widget=SeveralFiles(attrs={"accept": ACCEPTED, "multiple": True}),
    )


class RecordingFilter(forms.Form):
    """The address of the list: anything else than what is offered is ignored."""

    STATES = [("", _("Tous")), ("ready", _("Prêts à réécouter")), ("progress", _("En transcription")), ("stopped", _("À reprendre"))]

    agent = KnownOne(User.objects.none(), label=_("Agent"), required=False, empty_label=_("Tous"))
    campagne = KnownOne(Campaign.objects.none(), label=_("Campagne"), required=False, empty_label=_("Toutes"))
    etat = forms.ChoiceField(label=_("État"), required=False, choices=STATES)
    du = forms.DateField(label=_("Du"), required=False, widget=Day(), validators=[believable], error_messages=DAY_ERRORS)
    au = forms.DateField(label=_("Au"), required=False, widget=Day(), validators=[believable], error_messages=DAY_ERRORS)
    tri = forms.ChoiceField(required=False, choices=[(key, key) for key in SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen: RecordingQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["agent"].queryset = User.objects.filter(pk__in=seen.values("agent"))  # type: ignore[attr-defined]
        self.fields["campagne"].queryset = Campaign.objects.filter(pk__in=seen.values("campaign"))  # type: ignore[attr-defined]

    def chosen(self) -> RecordingQuerySet:
        self.is_valid()
        data = self.cleaned_data
        states = {"ready": self.seen.playable, "progress": self.seen.in_progress, "stopped": self.seen.stopped}
        found = states.get(data.get("etat", ""), self.seen.all)()
        asked = Q()
        if data.get("agent"):
            asked &= Q(agent=data["agent"])
        if data.get("campagne"):
            asked &= Q(campaign=data["campagne"])
        if data.get("du"):
            asked &= Q(recorded_at__gte=_midnight(data["du"]))
        if data.get("au"):
            asked &= Q(recorded_at__lt=_midnight(data["au"] + datetime.timedelta(days=1)))
        return found.filter(asked).order_by(*SORTS.get(data.get("tri", ""), SORTS["-date"]))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
