from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GridQuerySet(models.QuerySet["Grid"]):
    def in_force(self) -> GridQuerySet:
        """The last version of each."""
        newer = Grid.objects.filter(code=models.OuterRef("code"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(newer))


class Grid(models.Model):
    """What a debrief looks at: versioned data. No total, no weight, no rank. A version that was used is never changed."""

    code = models.SlugField(max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    since = models.DateField(default=timezone.localdate)

    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name = _("grille de débrief")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="grid_version_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Criterion(models.Model):
    """One thing that is heard or not, in words and acts; never tone, mood or speed."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("critère"), max_length=150)
    yes = models.TextField(_("oui"))
    partly = models.TextField(_("en partie"))
    no = models.TextField(_("non"))
    not_applicable = models.TextField(_("sans objet si"))
    example = models.TextField(_("exemple"), blank=True)
    counter_example = models.TextField(_("contre-exemple"), blank=True)

    class Meta:
        verbose_name = _("critère")
        ordering = ["grid", "position"]
        constraints = [models.UniqueConstraint(fields=["grid", "code"], name="criterion_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Rating(models.Model):
    """What a named human heard for a criterion, and at which moment, which that human had played. Written by `debriefing.py` only.

    A moment is a second of the clock: from `start` to `end`, cut at the end of the call.
    """

    class Value(models.TextChoices):
        YES = "yes", _("Oui")
        PARTLY = "partly", _("En partie")
        NO = "no", _("Non")
        NOT_APPLICABLE = "na", _("Sans objet")

    recording = models.ForeignKey("call_review.Recording", on_delete=models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="ratings")
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ratings_given")
    value = models.CharField(max_length=6, choices=Value.choices)
    start = models.FloatField()
    end = models.FloatField()
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("appréciation d’un critère")
        ordering = ["recording", "criterion__position", "rated_at"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "criterion", "rated_by"], name="criterion_rated_once_by_each"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="rating_moment_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.value}"
