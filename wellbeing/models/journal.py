from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class JournalQuerySet(models.QuerySet["Journal"]):
    def visible_to(self, user: User) -> JournalQuerySet:
        """One's own: no role opens another's."""
        return self.filter(owner=user)


class Journal(models.Model):
    """A private journal. Its key is drawn at random and kept only wrapped: by a passphrase, and by a recovery code.

    Written by `journal.py` only. Not dated: when somebody began to write is nobody's business.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal")
    salt = models.BinaryField()
    parameters = models.JSONField()
    """Of the derivation of the passphrase (`sealing.ARGON2ID`)."""
    wrapped_by_passphrase = models.BinaryField()
    wrapped_by_code = models.BinaryField()
    code_kept = models.BooleanField(default=False)
    """The owner typed the code back. Nothing is written before."""

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal personnel")

    def __str__(self) -> str:
        return str(self.key)


class JournalEntry(models.Model):
    """A page: a day in clear, the rest sealed with the key of its journal."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="entries")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    written_on = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("page de journal")
        ordering = ["-written_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["journal", "key"], name="journal_entry_once")]

    def __str__(self) -> str:
        return str(self.key)
