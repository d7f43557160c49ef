from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do. Several at once, each held in an organisation or in one of its teams (but see `only_whole`)."""

    AGENT = "agent", _("agent")
    COACH = "coach", _("coach")
    TEAM_LEAD = "team_lead", _("responsable d’équipe")
    TRAINER = "trainer", _("formation")
    HR = "hr", _("ressources humaines")
    EDITOR = "editor", _("rédaction")
    BUREAU = "bureau", _("bureau")
    QUALITY = "quality", _("qualité")
    DPO = "dpo", _("protection des données")
    ADMINISTRATOR = "administrator", _("administration")

    @property
    def only_whole(self) -> bool:
        """Held in a whole organisation: what the role opens has no border inside it."""
        return self in ONLY_WHOLE

    @property
    def explanation(self) -> str:
        return str(EXPLANATIONS[self])

    @property
    def lazy_explanation(self) -> str | Promise:
        return EXPLANATIONS[self]


EXPLANATIONS = {
    Role.AGENT: _("Répond au téléphone. Apprend, réécoute ses propres appels, signale ce qui ne va pas."),
    Role.COACH: _("Accompagne les agents qui lui sont confiés."),
    Role.TEAM_LEAD: _("Anime une équipe et voit ses chiffres, jamais ceux d’une personne."),
    Role.TRAINER: _("Écrit les cours et les fiches, qu’une deuxième personne approuve. Suit le déroulement des cours."),
    Role.HR: _("Suit les postes, les absences et les certifications. Ne voit jamais un appel."),
    Role.EDITOR: _("Écrit et publie les pages du portail."),
    Role.BUREAU: _("Répond aux signalements sur ses procédures."),
    Role.QUALITY: _("Tient les grilles et les indicateurs."),
    Role.DPO: _("Veille aux données personnelles et voit qui a consulté quoi."),
    Role.ADMINISTRATOR: _("Gère les comptes, les équipes et l’installation. N’écoute aucun appel."),
}


ONLY_WHOLE = (Role.HR, Role.EDITOR, Role.DPO, Role.ADMINISTRATOR)


class RoleHeld(models.Model):
    """Written by `accounts.roles` only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles_held", verbose_name=_("personne"))
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="roles_held", verbose_name=_("organisation")
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="roles_held", verbose_name=_("équipe")
    )

    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rôle tenu")
        verbose_name_plural = _("rôles tenus")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "organisation", "team"], condition=~Q(team=None), name="role_once_in_a_team"),
            models.UniqueConstraint(fields=["user", "role", "organisation"], condition=Q(team=None), name="role_once_in_an_organisation"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(condition=Q(team=None) | ~Q(role__in=ONLY_WHOLE), name="role_of_the_whole_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.team or self.organisation})"

    @property
    def role_explanation(self) -> str:
        return Role(self.role).explanation
