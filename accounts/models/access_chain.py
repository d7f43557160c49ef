"""What holds the access log together: its head, and the seal of each month that is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access_marks
from accounts.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

if TYPE_CHECKING:
    from accounts.models.access_entry import AccessEntry


class AccessHead(models.Model):
    """The one row that says where the log ends. Whoever adds to the log locks it first, so that the chain never forks.

    `pruned_to` only grows, and only to the end of a sealed month that is old enough: a trigger of the database sees to it, and lets
    go of no entry after it.
    """

    sequence = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(null=True)
    seals = models.PositiveIntegerField(default=0)
    pruned_to = models.PositiveBigIntegerField(default=0)
    proof = models.CharField(max_length=64, blank=True)
    """Mark of the row itself: a head that was set back by hand has none that holds."""

    class Meta:
        verbose_name = _("fin du journal des consultations")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="access_head_alone")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.mark[:12]}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.proof = self.expected_proof
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @classmethod
    def locked(cls) -> AccessHead:
        """In a transaction. Until it ends, nobody else adds to the log."""
        heads = cls.objects.select_for_update()
        return heads.filter(pk=1).first() or heads.get_or_create(pk=1)[0]

    @property
    def expected_proof(self) -> str:
        return access_marks.of_head(self.sequence, self.mark, self.seals, self.pruned_to)

    def advance(self, entry: AccessEntry) -> None:
        self.sequence, self.mark, self.at = entry.sequence, entry.mark, entry.at
        self.save(update_fields=["sequence", "mark", "at", "proof"])


class AccessSeal(AppendOnlyModel):
    """A month of the log that is over, by its last mark, chained to the seal before. Stays when the month's entries go."""

    number = models.PositiveIntegerField(unique=True)
    month = models.DateField(unique=True)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    last_mark = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet["AccessSeal"].as_manager()

    class Meta:
        verbose_name = _("scellé du journal des consultations")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.last_mark[:12]}"


class AccessCheck(AppendOnlyModel):
    """One verification of the whole log. `finding` is empty when nothing was changed."""

    at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveBigIntegerField()
    finding = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("vérification du journal des consultations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.finding or 'ok'}"
