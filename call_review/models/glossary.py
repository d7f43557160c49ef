from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 60


class GlossaryWordQuerySet(models.QuerySet["GlossaryWord"]):
    def visible_to(self, user: User) -> GlossaryWordQuerySet:
        from call_review.access import organisations_whose_words_one_keeps

        return self.filter(organisation__in=organisations_whose_words_one_keeps(user))


class GlossaryWord(models.Model):
    """A word of the organisation's own (a service, a form, an acronym), as transcripts must write it. Written by `glossary.py` only."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="glossary")
    written = models.CharField(_("mot, tel qu’il s’écrit"), max_length=LONGEST)
    folded = models.CharField(max_length=3 * LONGEST)
    """`glossary.folded(written)`: databases do not agree on the small letters of those with accents."""
    misheard = models.JSONField(default=list, blank=True)
    """Texts that the engine is known to write instead: none of them is given to two words."""
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = GlossaryWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("mot du vocabulaire de l’organisme")
        ordering = ["folded", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "folded"], name="glossary_word_once")]

    def __str__(self) -> str:
        return self.written
