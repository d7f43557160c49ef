from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from accounts.matching import plain
from courses.blocks import ChoiceBlock
from topics.models import Topic

FEWEST_CHOICES, FEWEST_TO_ORDER = 2, 3
MOST_CHOICES = 8


class QuestionQuerySet(models.QuerySet["Question"]):
    def matching(self, words: str) -> QuestionQuerySet:
        """Holding every word in its stem, its choices, its objective or its topic, whatever the accents."""
        found = self
        for word in plain(words).split()[:6]:
            found = found.filter(searchable__contains=word)
        return found


class Question(models.Model):
    """A question of the bank: written once, asked in lessons and quizzes. Its key is fixed by people; no open answer is judged.

    Whoever answers gets a copy (`snapshot`): what was asked and answered stays as it was.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("Une seule bonne réponse")
        MULTIPLE = "multiple", _("Plusieurs bonnes réponses")
        ORDERING = "ordering", _("Remise en ordre")

    kind = models.CharField(_("genre"), max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    stem = models.TextField(_("question"), max_length=400, help_text=_("Une situation, une question, sans piège."))
    hint = models.TextField(
        _("indice"), max_length=400, blank=True, help_text=_("Aide à trouver sans donner la réponse. L’agent l’ouvre s’il le veut.")
    )
    objective = models.CharField(_("objectif"), max_length=200, blank=True, help_text=_("Ce que la question vérifie : « apaiser »."))
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motif d’appel"))
    choices = StreamField([("choice", ChoiceBlock())], verbose_name=_("réponses"), max_num=MOST_CHOICES)
    searchable = models.TextField(editable=False)
    changed_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.stem

    def save(self, *args: Any, **kwargs: Any) -> None:
        said = [text for choice in self.choices for text in (choice.value["text"], choice.value["feedback"])]
        self.searchable = plain(" ".join([self.stem, self.hint, self.objective, self.topic.filed_as if self.topic else "", *said]))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "searchable"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if fault := self._fault():
            raise ValidationError({"choices": fault})

    def snapshot(self) -> dict[str, Any]:
        """What a learner is asked, frozen.

        {"question": pk, "kind": str, "stem": str, "hint": str, "objective": str,
         "choices": [{"id": str, "text": str, "right": bool, "feedback": str}, …]}
        Choices of an ordering are in the right order, each of them right.
        """
        all_right = self.kind == self.Kind.ORDERING
        return {
            "question": self.pk,
            "kind": self.kind,
            "stem": self.stem,
            "hint": self.hint,
            "objective": self.objective,
            "choices": [
                {
                    "id": choice.id,
                    "text": choice.value["text"],
                    "right": all_right or bool(choice.value["right"]),
                    "feedback": choice.value["feedback"],
                }
                for choice in self.choices
            ],
        }

    def _fault(self) -> Any:
        """Why nobody could answer it, or nothing."""
        if len(self.choices) < FEWEST_CHOICES:
            return _("Proposez au moins deux réponses.")
        if self.kind == self.Kind.ORDERING:
            too_few = len(self.choices) < FEWEST_TO_ORDER
            return _("Une remise en ordre se fait avec trois réponses ou plus, écrites dans le bon ordre.") if too_few else None
        return self._key_fault(choice.value["right"] for choice in self.choices)

    def _key_fault(self, ticked: Iterable[bool]) -> Any:
        right = sum(map(bool, ticked))
        if self.kind == self.Kind.SINGLE and right != 1:
            return _("Cochez « Bonne réponse » pour une réponse, et une seule.")
        return None if right else _("Cochez « Bonne réponse » pour au moins une réponse.")
