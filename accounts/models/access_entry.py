from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class AccessEntryQuerySet(AppendOnlyQuerySet["AccessEntry"]):
    def visible_to(self, user: User) -> AccessEntryQuerySet:
        """The data protection officer reads what was done in the organisation; each person, what that person did."""
        from accounts.access import organisations_with_role
        from accounts.models import Role

        return self.filter(models.Q(organisation__in=organisations_with_role(user, Role.DPO)) | models.Q(who=user))


class AccessEntry(AppendOnlyModel):
    """Somebody reached something sensitive, then. Written and pruned by `access_log.py` only; changing or erasing a row is refused.

    Says who, when, what kind of act, on which object (its key, which means nothing once the object is erased) and why. Nothing of what
    was said, nobody who was called or who called.
    """

    class Act(models.TextChoices):
        OPEN = "open", _("a ouvert la page")
        PLAY = "play", _("a écouté")
        DOWNLOAD = "download", _("a téléchargé")
        SEARCH = "search", _("a cherché")
        DEPOSIT = "deposit", _("a déposé")

    at = models.DateTimeField(default=timezone.now)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="accesses")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="accesses")
    act = models.CharField(max_length=10, choices=Act.choices)
    object_key = models.UUIDField()
    why = models.CharField(max_length=120, blank=True)
    """The frame in which it was done, such as the name of the campaign: never a free text."""

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="access_entry_recent")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who_id} {self.act} {self.object_key}"
