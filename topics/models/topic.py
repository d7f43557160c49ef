from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain


class LifeEvent(models.TextChoices):
    """What happens to a person, across bodies: a tag of a topic, not a branch of the tree."""

    MOVING = "moving", _("Je déménage")
    FAMILY = "family", _("Ma famille change")
    BIRTH = "birth", _("J’accueille un enfant")
    JOB_LOSS = "job_loss", _("Je perds mon emploi")
    RETIREMENT = "retirement", _("Je prépare ma retraite")
    DEATH = "death", _("Un proche est décédé")
    PAPERS = "papers", _("Je perds ou renouvelle mes papiers")
    MONEY = "money", _("J’ai des difficultés d’argent")
    ILLNESS = "illness", _("Maladie ou handicap")
    ARRIVAL = "arrival", _("J’arrive en France")


class TopicQuerySet(models.QuerySet["Topic"]):
    def open(self) -> TopicQuerySet:
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gt=timezone.localdate()))

    def reasons(self) -> TopicQuerySet:
        """The leaves: what a caller wants. The levels above only file them."""
        return self.filter(children=None)

    def matching(self, words: str) -> TopicQuerySet:
        """Whose code, label or synonyms hold every word, whatever the accents and capitals."""
        found = self
        for word in plain(words).split()[:5]:
            found = found.filter(filed_as__contains=word)
        return found


class Topic(models.Model):
    """Why people call. Three levels; never deleted: closed, with the one that replaces it, so that what carries it keeps its meaning."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    """Stable, never used again, tells no order and no body."""
    label = models.CharField(_("intitulé"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("motif parent"))
    position = models.PositiveSmallIntegerField(_("rang"), default=0)
    life_event = models.CharField(_("événement de vie"), max_length=12, choices=LifeEvent, blank=True)
    synonyms = models.CharField(_("synonymes"), max_length=300, blank=True)
    filed_as = models.CharField(max_length=600, editable=False, db_index=True)
    closed_on = models.DateField(_("clos le"), null=True, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("remplacé par"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("motif d’appel")
        verbose_name_plural = _("motifs d’appel")

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.filed_as = plain(f"{self.code} {self.label} {self.synonyms}")
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "filed_as"}
        super().save(*args, **kwargs)

    @property
    def path(self) -> str:
        """« Signaler un changement › Coordonnées › Adresse »."""
        return f"{self.parent.path} › {self.label}" if self.parent else self.label
