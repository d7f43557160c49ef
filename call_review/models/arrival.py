from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from call_review.models.recording import Recording

if TYPE_CHECKING:
    from accounts.models import User
    from files.entry import Entry

PATIENCE = datetime.timedelta(days=3)
"""A sound without description, or the other way round: a recorder may write them at different times."""
REFUSED_KEPT = datetime.timedelta(days=7)
"""How long a refused file stays where it can be put right."""
TABLE_KEPT = datetime.timedelta(days=1)
"""After its last change, a table whose sounds all came: a recorder may add lines to it all day."""
REFERENCE = 12


class WatchedFolderQuerySet(models.QuerySet["WatchedFolder"]):
    def visible_to(self, user: User) -> WatchedFolderQuerySet:
        """Whoever leads its campaign."""
        from call_review.models import Campaign

        return self.filter(campaign__in=Campaign.objects.led_by(user))


class WatchedFolder(models.Model):
    """Where a telephone recorder drops the calls of a campaign (docs/intake.md). Written by `watched.py` only."""

    campaign = models.ForeignKey("call_review.Campaign", on_delete=models.CASCADE, related_name="folders")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    """On whose behalf calls come in."""
    opened_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=80, unique=True)
    """Chosen by the portal: nobody can name the folder of another body."""
    channels = models.CharField(_("qui est sur quelle voie"), max_length=12, choices=Recording.Channels.choices)
    """Of calls whose description does not say."""
    looked_at = models.DateTimeField(null=True)

    objects = WatchedFolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier d’arrivée")
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return self.name

    def fingerprint(self, entry: Entry) -> str:
        """Of a file as it is now; another one once it changed."""
        return self.mark(entry.name, entry.version)

    def mark(self, *said: str) -> str:
        """Tells whether it is the same again, and not what it was: names of files are never kept."""
        words = "\0".join([self.name, *said]).encode("utf-8", "surrogateescape")
        return salted_hmac("call_review.arrival", words, algorithm="sha256").hexdigest()


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, user: User) -> ArrivalQuerySet:
        return self.filter(folder__in=WatchedFolder.objects.visible_to(user))

    def told(self) -> ArrivalQuerySet:
        """A call that its agent withdrew, or that the purge erased, is no longer in the list."""
        return self.exclude(state=Arrival.State.TAKEN, recording=None)


class Arrival(models.Model):
    """A file of a watched folder, as it was at that size and that moment. Written by `watched.py` only. Names nobody.

    ::

        WAITING (`code` says for what) ──▶ TAKEN: a call ──▶ file removed ──▶ (row gone after REFUSED_KEPT)
           │  └── changed, or gone ──▶ (row gone)
           └── `code` says why not ──▶ REFUSED ──▶ file moved aside ──▶ (file and row gone after REFUSED_KEPT)
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("en attente")
        TAKEN = "taken", _("reçu")
        REFUSED = "refused", _("refusé")

    folder = models.ForeignKey(WatchedFolder, on_delete=models.CASCADE, related_name="arrivals")
    fingerprint = models.CharField(max_length=64)
    named = models.CharField(max_length=64, blank=True)
    """Mark of its name, by which a table knows the files that it described."""
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=40, blank=True)
    line = models.PositiveIntegerField(null=True)
    """Of the table that described it."""
    ignored = models.PositiveIntegerField(default=0)
    """Fields of its description that were not read (law C4)."""
    came_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    upload = models.ForeignKey("call_review.Upload", null=True, on_delete=models.SET_NULL, related_name="+")
    recording = models.ForeignKey(Recording, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier arrivé")
        ordering = ["-came_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["folder", "fingerprint"], name="arrival_once"),
            models.CheckConstraint(condition=Q(recording=None) | Q(state="taken"), name="arrival_with_a_call_is_taken"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What the page calls it, and its name once moved aside."""
        return self.fingerprint[:REFERENCE]
