from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from accounts.models.role import Role

if TYPE_CHECKING:
    from accounts.models import User


class SecurityEventQuerySet(AppendOnlyQuerySet["SecurityEvent"]):
    def of(self, user: User) -> SecurityEventQuerySet:
        """Each person reads all that concerns the own account."""
        return self.filter(person=user)

    def followed_by(self, user: User) -> SecurityEventQuerySet:
        """Administrators and data protection officers read what was done in their organisations: never when people came to work, which
        their sign-ins would tell."""
        from accounts.access import organisations_with_role

        organisations = organisations_with_role(user, Role.ADMINISTRATOR, Role.DPO)
        return self.filter(organisations__in=organisations, kind__in=FOLLOWED).distinct()


class SecurityEvent(AppendOnlyModel):
    """The ways into an account changed, or what it may do, or the number that lets an organisation's people in. Written, and forgotten
    after a time, by `accounts.security` only."""

    class Kind(models.TextChoices):
        BY_PASSWORD = "by_password", _("connexion par mot de passe")
        BY_TWO_FACTORS = "by_two_factors", _("connexion par mot de passe et second facteur")
        BY_PASSKEY = "by_passkey", _("connexion par clé d’accès")
        BY_PROCONNECT = "by_proconnect", _("connexion par ProConnect")
        PASSWORD_CHANGED = "password_changed", _("mot de passe changé")
        PASSKEY_ADDED = "passkey_added", _("clé d’accès ajoutée")
        PASSKEY_REMOVED = "passkey_removed", _("clé d’accès retirée")
        PASSKEY_COPIED = "passkey_copied", _("clé d’accès refusée, car elle semble avoir été copiée")
        APPLICATION_ON = "application_on", _("application d’authentification activée")
        APPLICATION_OFF = "application_off", _("application d’authentification désactivée")
        CODES_MADE = "codes_made", _("codes de secours refaits")
        FACTOR_RESET = "factor_reset", _("second facteur retiré")
        PROCONNECT_BOUND = "proconnect_bound", _("identité ProConnect liée")
        PROCONNECT_UNBOUND = "proconnect_unbound", _("identité ProConnect déliée")
        ROLE_GIVEN = "role_given", _("rôle donné")
        ROLE_TAKEN = "role_taken", _("rôle retiré")
        ACCOUNT_CLOSED = "account_closed", _("compte fermé")
        ACCOUNT_OPENED = "account_opened", _("compte rouvert")
        SIRET_CHANGED = "siret_changed", _("SIRET de l’organisation changé")
        TOKEN_MADE = "token_made", _("jeton de dépôt d’appels créé")
        TOKEN_REVOKED = "token_revoked", _("jeton de dépôt d’appels révoqué")

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="security_events")
    """Nobody when the organisation itself changed."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who did it; nobody when it was the portal, or its command line."""
    organisations = models.ManyToManyField("accounts.Organisation", related_name="+")
    """Whose administrators read it: the one that changed or where the role is held; else those where the person was at that time, since
    who comes later must not inherit the past. None for a sign-in, which nobody else reads."""
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    """The team of the role, or the reason that was given."""

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement de sécurité")
        verbose_name_plural = _("événements de sécurité")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="security_event_of_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.person_id}"

    @property
    def where(self) -> str:
        return ", ".join(map(str, self.organisations.all()))


FOLLOWED = (
    SecurityEvent.Kind.PASSKEY_COPIED,
    SecurityEvent.Kind.FACTOR_RESET,
    SecurityEvent.Kind.PROCONNECT_BOUND,
    SecurityEvent.Kind.PROCONNECT_UNBOUND,
    SecurityEvent.Kind.ROLE_GIVEN,
    SecurityEvent.Kind.ROLE_TAKEN,
    SecurityEvent.Kind.ACCOUNT_CLOSED,
    SecurityEvent.Kind.ACCOUNT_OPENED,
    SecurityEvent.Kind.SIRET_CHANGED,
    SecurityEvent.Kind.TOKEN_MADE,
    SecurityEvent.Kind.TOKEN_REVOKED,
)
