from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from privacy.identifiers import is_siret

if TYPE_CHECKING:
    from accounts.models import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> OrganisationQuerySet:
        """Where the person is now: a post that has not ended, or a role."""
        from accounts.models import Post, RoleHeld

        posts = Post.objects.lasting().filter(user=user).values("organisation")
        return self.filter(models.Q(pk__in=posts) | models.Q(pk__in=RoleHeld.objects.filter(user=user).values("organisation")))

    def answering_for(self, user: User) -> OrganisationQuerySet:
        """Where the person is now; once gone from all, those left."""
        now = self.of(user)
        return now if now.exists() else self.ever_of(user)

    def ever_of(self, user: User) -> OrganisationQuerySet:
        """Where the person is or was: who left can be brought back."""
        from accounts.models import Post, RoleHeld

        posts = Post.objects.filter(user=user).values("organisation")
        return self.filter(models.Q(pk__in=posts) | models.Q(pk__in=RoleHeld.objects.filter(user=user).values("organisation")))


class Organisation(models.Model):
    """A body that answers the phone. Nothing of one is ever seen from another."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    siret = models.CharField(_("SIRET"), max_length=14, null=True, blank=True, unique=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.siret = self.siret or None
        if self.siret and not is_siret(self.siret):
            raise ValidationError({"siret": _("Un SIRET a quatorze chiffres, et sa clé. Vérifiez-le sur l’annuaire des entreprises.")})


class TeamQuerySet(models.QuerySet["Team"]):
    def named(self, name: str) -> Team | None:
        """Whatever the capitals, accented ones too."""
        return next((team for team in self if team.name.casefold() == name.casefold()), None)

    def in_use(self) -> TeamQuerySet:
        """Teams with a post that has not ended, or a role."""
        from accounts.models import Post, RoleHeld

        posts = Post.objects.lasting().exclude(team=None).values("team")
        return self.filter(models.Q(pk__in=posts) | models.Q(pk__in=RoleHeld.objects.exclude(team=None).values("team")))


class Team(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams", verbose_name=_("organisation"))
    name = models.CharField(_("nom"), max_length=80)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("équipe")
        verbose_name_plural = _("équipes")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="team_name_once_in_an_organisation")]

    def __str__(self) -> str:
        return self.name
