from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class ProtectedAgentQuerySet(models.QuerySet["ProtectedAgent"]):
    def visible_to(self, user: User) -> ProtectedAgentQuerySet:
        from call_review.access import organisations_protected_by

        return self.filter(organisation__in=organisations_protected_by(user))


class ProtectedAgent(models.Model):
    """Somebody none of whose calls may be recorded, whatever the campaign (law C8). Written by `protected_agents.py` only.

    Why is not said anywhere: a mandate in a union is nobody's business here. Read by the data protection officer alone.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="protected_agents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="protections")
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ProtectedAgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne écartée des écoutes")
        ordering = ["user__filed_as", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="protected_once")]

    def __str__(self) -> str:
        return str(self.user)
