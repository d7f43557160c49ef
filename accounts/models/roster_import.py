from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.models import Job

if TYPE_CHECKING:
    from accounts.models import User


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User) -> RosterImportQuerySet:
        from accounts import access

        return self.filter(organisation__in=access.organisations_whose_people_one_manages(user))


class RosterImport(models.Model):
    """A file of people, first checked line by line, then applied when a person says so.

    CHECKING → CHECKED → APPLYING → APPLIED
       │          └→ ABANDONED
       ├→ ABANDONED (its job was stopped, or failed)
       └→ REFUSED (the file is no roster)

    CHECKING and APPLYING each have a job; when that was stopped or failed, the same step can be asked for again.
    The file is not kept: after the check its lines are rows, which go with the import when a person erases it.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("vérification en cours")
        CHECKED = "checked", _("à confirmer")
        REFUSED = "refused", _("fichier refusé")
        ABANDONED = "abandoned", _("abandonné")
        APPLYING = "applying", _("import en cours")
        APPLIED = "applied", _("importé")

    FINAL = (State.REFUSED, State.ABANDONED, State.APPLIED)

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="roster_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    refusal = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    """Sentences about the file as a whole."""
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import de l’annuaire")
        verbose_name_plural = _("imports de l’annuaire")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:roster_import", args=[self.pk])

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)

    @property
    def halted(self) -> bool:
        """Its job was stopped, or failed: the step waits for a person."""
        return self.under_way and (self.job is None or self.job.finished)

    @property
    def over(self) -> bool:
        return self.state in self.FINAL

    def counts(self) -> dict[str, int]:
        """Lines by verdict."""
        verdicts = RosterLine.Verdict.values
        return self.lines.aggregate(**{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in verdicts})

    def move(self, source: State, target: State, **changes: Any) -> bool:
        """Compare-and-set: two clicks on « Importer » apply once."""
        moved = RosterImport.objects.filter(pk=self.pk, state=source).update(state=target, **changes) == 1
        self.refresh_from_db(fields=["state", "refusal", "remarks", "applied_at", "job"])
        return moved


class RosterLine(models.Model):
    """One line of the file, and what becomes of it."""

    class Verdict(models.TextChoices):
        CREATE = "create", _("à créer")
        UPDATE = "update", _("à modifier")
        UNCHANGED = "unchanged", _("inchangée")
        ERROR = "error", _("à corriger")

    DONE = {Verdict.CREATE: _("créée"), Verdict.UPDATE: _("modifiée"), Verdict.ERROR: _("laissée de côté")}

    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("ligne"))
    verdict = models.CharField(_("résultat"), max_length=10, choices=Verdict.choices)
    email = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=610, blank=True)
    data = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    """[{"column", "found", "sentence"}] in the language of the person who imports."""
    changes = models.JSONField(default=list)
    """[{"column", "before", "after"}], the same."""

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster_import", "number"], name="roster_line_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.verdict}"

    def outcome(self, state: str) -> str:
        """The verdict in words: what will be done, or what was done once the import is applied."""
        verdict = self.Verdict(self.verdict)
        return str(self.DONE.get(verdict, verdict.label) if state == RosterImport.State.APPLIED else verdict.label)
