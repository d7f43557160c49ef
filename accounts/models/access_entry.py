from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access_marks
from accounts.models.access_chain import AccessHead
from accounts.models.append_only import AppendOnlyError, AppendOnlyModel, AppendOnlyQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class AccessEntryQuerySet(AppendOnlyQuerySet["AccessEntry"]):
    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[AccessEntry]:
        raise AppendOnlyError("AccessEntry: rows are chained one by one")

    def visible_to(self, user: User) -> AccessEntryQuerySet:
        """The data protection officer reads what was done in the organisation; each person, what that person did."""
        from accounts.access import organisations_with_role
        from accounts.models import Role

        return self.filter(models.Q(organisation__in=organisations_with_role(user, Role.DPO)) | models.Q(who=user))


class AccessEntry(AppendOnlyModel):
    """Somebody reached something sensitive, then. Written and pruned by `access_log.py` only; changing or erasing a row is refused.

    Each row carries a mark that depends on the row before (`access_marks.py`). People and organisations are named by their key without a
    constraint: when one is erased, no row changes.

    Says who, when, what kind of act, on which object (its key, which means nothing once the object is erased) and why. Nothing of what
    was said, nobody who was called or who called.
    """

    class Act(models.TextChoices):
        OPEN = "open", _("a ouvert la page")
        PLAY = "play", _("a écouté")
        DOWNLOAD = "download", _("a téléchargé")
        SEARCH = "search", _("a cherché")
        DEPOSIT = "deposit", _("a déposé")
        ORIGINAL = "original", _("a demandé l’original")

    sequence = models.PositiveBigIntegerField(unique=True)
    """Dense: the log has no hole."""
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="accesses")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.DO_NOTHING, db_constraint=False, related_name="accesses")
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """At the end of the chain. A clock that goes back does not reorder the log: an entry is never before the last one."""
        if not self._state.adding:
            raise AppendOnlyError("AccessEntry: a row that is written is not changed")
        with transaction.atomic():
            head = AccessHead.locked()
            self.sequence = head.sequence + 1
            self.at = self.at or max(timezone.now(), head.at or timezone.now())
            self.mark = access_marks.of_entry(head.mark, self)
            super().save(*args, **kwargs)
            head.advance(self)
