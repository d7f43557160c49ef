from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from call_review.models.recording import Recording
from call_review.parts import Part

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 500 * 1024 * 1024
OPEN_FOR = datetime.timedelta(hours=24)


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: User) -> UploadQuerySet:
        """Who declared it, while still a coach of its campaign."""
        from call_review.models import Campaign

        return self.filter(declared_by=user, campaign__in=Campaign.objects.led_by(user))

    def under_way(self) -> UploadQuerySet:
        """Declared, and no recording yet."""
        return self.filter(recording=None)


class Upload(models.Model):
    """A call that is declared, and whose bytes are on their way. Written by `uploads.py` only.

    ::

        declared (no byte is taken before) ──▶ bytes come ──▶ all there, a sound ──▶ `recording` is set
                      │    ▲                        │
                      │    └── not a call, no room ─┘ (`fault` says why; another file may be sent)
                      └── given up, or older than OPEN_FOR ──▶ (row and bytes gone)

    How many bytes came is asked of the file itself (`part.size`), so that no column can disagree with it. Its name is never kept:
    people write callers' names there.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """That of the recording to come."""
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey("call_review.Campaign", on_delete=models.CASCADE, related_name="uploads", verbose_name=_("campagne"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("agent"))
    topic = models.ForeignKey("topics.Topic", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("motif d’appel"))
    recorded_at = models.DateTimeField(_("jour et heure de l’appel"))
    channels = models.CharField(_("voies"), max_length=12, choices=Recording.Channels.choices)
    caller_informed = models.BooleanField(_("l’usager a été prévenu"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)
    token = models.ForeignKey("call_review.DepositToken", null=True, on_delete=models.SET_NULL, related_name="uploads")
    """By which a machine declared it; none when a person or a watched folder did."""
    length = models.PositiveBigIntegerField(null=True)
    """Bytes announced; known once a file is chosen."""
    fault = models.CharField(max_length=40, blank=True)
    fault_detail = models.CharField(max_length=40, blank=True)
    recording = models.ForeignKey(Recording, null=True, on_delete=models.CASCADE, related_name="uploads")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("dépôt d’un appel")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(caller_informed=True), name="upload_caller_informed"),
            models.CheckConstraint(condition=Q(length__lte=MAX_BYTES), name="upload_not_too_large"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M}"

    @property
    def part(self) -> Part:
        return Part(self.key)

    @property
    def open_until(self) -> datetime.datetime:
        return self.declared_at + OPEN_FOR

    @property
    def arrived(self) -> int:
        """Bytes."""
        return (self.length or 0) if self.recording_id else self.part.size

    @property
    def complete(self) -> bool:
        return self.length is not None and self.arrived == self.length
