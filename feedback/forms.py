from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from explainers.models import ExplainerPage
from feedback.access import agent_may_keep, bureau_may_keep
from feedback.concerns import Report
from feedback.models import Concern
from feedback.models.concern import ANSWER_MOST, TEXT_MOST
from feedback.topic_choices import TopicSelect, branches, offer_reasons
from privacy.findings import find
from privacy.kinds import Finding
from privacy.masking import RESEMBLES, label, mask
from topics.models import Topic


@dataclass(frozen=True)
class Doubt:
    """Something in a text that resembles personal data, as a person is asked about it."""

    said: str
    resembles: str | Promise
    masked: str
    token: str
    may_be_kept: bool


def doubts(text: str, may_keep: Callable[[Finding], bool]) -> list[tuple[Finding, Doubt]]:
    found = find(text)
    said = [text[one.start : one.end] for one in found]
    return [
        (one, Doubt(words, RESEMBLES[one.kind], label(one.kind), f"{one.kind}:{words}", may_keep(one)))
        for one, words in zip(found, said, strict=True)
    ]


class Lines(forms.CharField):
    """A text of several lines, counted as the page counts it: a line break is one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class WithoutPersonalData(forms.Form):
    """Asks about what resembles personal data in `text`. Nothing of it passes unless masked, or kept where that is allowed."""

    text = Lines(max_length=TEXT_MOST)
    kept = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    mask = forms.CharField(required=False, widget=forms.HiddenInput)

    may_keep = staticmethod(agent_may_keep)
    asked: list[Doubt] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # While one types, a script asks too.
        attrs = {"hx-post": reverse("feedback:check"), "hx-trigger": "input changed delay:500ms", "hx-target": "#typed"}
        self.fields["text"].widget.attrs.update(attrs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = data.get("text")
        if not text:
            return data
        kept = set(data.get("kept") or [])
        left = [(one, doubt) for one, doubt in doubts(text, self.may_keep) if not (doubt.may_be_kept and doubt.token in kept)]
        if left and data.get("mask"):
            data["text"] = self._masked(text, [one for one, _doubt in left])
        elif left:
            self.asked = [doubt for _one, doubt in left]
            self.add_error("text", forms.ValidationError(_("Ce texte semble contenir une donnée personnelle."), code="personal_data"))
        return data

    @property
    def only_asks(self) -> bool:
        """Everything else is right."""
        return bool(self.asked) and set(self.errors) == {"text"}

    def _masked(self, text: str, found: list[Finding]) -> str:
        masked = mask(text, found)
        most = self.fields["text"].max_length  # type: ignore[attr-defined]
        if len(masked) > most:
            self.add_error("text", _("Une fois masqué, ce texte est trop long. Retirez quelques mots."))
        return masked


class ConcernForm(WithoutPersonalData):
    kind = forms.ChoiceField(
        label=_("De quoi s’agit-il ?"),
        choices=Concern.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce qui s’en approche le plus."),
            "invalid_choice": _("Cette réponse n’est pas proposée. Choisissez-en une dans la liste."),
        },
    )
    topic = forms.ChoiceField(
        label=_("Motif d’appel"),
        required=False,
        widget=TopicSelect,
        error_messages={"invalid_choice": _("Ce motif n’existe pas ou plus. Choisissez dans la liste.")},
    )
    about = forms.BooleanField(required=False, initial=True)
    text = Lines(
        label=_("Ce qui se passe"),
        max_length=TEXT_MOST,
        help_text=_("Sans nom, numéro ni adresse d’usager. 600 caractères au plus."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_MOST}),
        error_messages={
            "required": _("Écrivez ce qui se passe : deux lignes suffisent."),
            "max_length": _("600 caractères au plus. Gardez l’essentiel : deux lignes suffisent."),
        },
    )
    sent_as = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Rechargez cette page, puis envoyez de nouveau.")},
    )

    def __init__(self, *args: Any, explainer: ExplainerPage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explainer = explainer
        self.topics = offer_reasons(self.fields["topic"])  # type: ignore[arg-type]
        self.initial["sent_as"] = uuid4()
        if explainer:
            self.fields["about"].label = _("Il s’agit de la fiche « %(title)s »") % {"title": explainer.title}
            self.initial["kind"] = Concern.Kind.PROCEDURE
            self.initial["topic"] = next((str(topic.pk) for topic in explainer.topics if str(topic.pk) in self.topics), "")
            self.fields["text"].widget.attrs["autofocus"] = True

    def clean_topic(self) -> Topic | None:
        return self.topics.get(self.cleaned_data["topic"])

    @property
    def report(self) -> Report:
        data = self.cleaned_data
        sent_as: UUID = data["sent_as"] or uuid4()
        return Report(data["kind"], data["text"], data["topic"], self.explainer if data["about"] else None, sent_as)


class AnswerForm(WithoutPersonalData):
    may_keep = staticmethod(bureau_may_keep)

    text = Lines(
        label=_("Réponse"),
        max_length=ANSWER_MOST,
        help_text=_("Lue par tous les agents de l’organisme, et trouvée par la recherche. Dites ce qui change, et quand."),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": ANSWER_MOST}),
        error_messages={
            "required": _("Écrivez la réponse que les agents liront."),
            "max_length": _("1 500 caractères au plus. Renvoyez à une fiche pour le détail."),
        },
    )


class CloseForm(WithoutPersonalData):
    may_keep = staticmethod(bureau_may_keep)

    text = Lines(
        label=_("Pourquoi rien ne change"),
        max_length=ANSWER_MOST,
        help_text=_("Lu par l’agent qui a signalé. Par exemple : la règle est claire, ou un autre service s’en occupe déjà."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": ANSWER_MOST}),
        error_messages={
            "required": _("Écrivez pourquoi : l’agent qui a signalé le lira."),
            "max_length": _("1 500 caractères au plus. Gardez l’essentiel."),
        },
    )


class AnswersFilter(forms.Form):
    """A filter that makes no sense filters nothing."""

    mots = forms.CharField(label=_("Mots"), required=False, max_length=200)
    motif = forms.ChoiceField(label=_("Motif"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].choices = branches()  # type: ignore[attr-defined]


class BoardFilter(AnswersFilter):
    EVERYONE, MINE = "", "moi"
    AGE, DUE = "", "echeance"

    nature = forms.ChoiceField(label=_("Nature"), required=False, choices=[("", _("Toutes")), *Concern.Kind.choices])
    qui = forms.ChoiceField(label=_("Responsable"), required=False, choices=[(EVERYONE, _("Tout le bureau")), (MINE, _("Moi"))])
    tri = forms.ChoiceField(label=_("Trier par"), required=False, choices=[(AGE, _("Âge")), (DUE, _("Échéance"))])
    etat = forms.ChoiceField(required=False, choices=[("", ""), *Concern.State.choices], widget=forms.HiddenInput)
