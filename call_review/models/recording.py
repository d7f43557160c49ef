from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.models import Job
from call_review.parts import calls_storage, folder_name

if TYPE_CHECKING:
    from accounts.models import User

SOUND_KEPT = datetime.timedelta(days=183)
"""Six months (CNIL): sound, transcript, waveform and all that follows the sound."""
ANALYSES_KEPT = datetime.timedelta(days=365)
"""One year (CNIL): notes and grids; then the row itself goes."""
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)
WITHDRAWAL = datetime.timedelta(hours=48)
"""How long the agent may take an own call back, without asking anyone."""


def kept_as(recording: Recording, name: str) -> str:
    """`name` is one of ours, never that of who sent the file."""
    return f"{folder_name(recording.key)}/{name}"


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User) -> RecordingQuerySet:
        """Those that the person may open: the own ones, and, for a coach named in the campaign, those of agents of the teams coached.

        Quarantined ones are nobody's to open. Team leads, HR, administrators and the data protection officer open none.
        """
        from call_review.access import recordings_visible_to

        return recordings_visible_to(self, user)

    def of_agent(self, user: User) -> RecordingQuerySet:
        return self.filter(agent=user)

    def playable(self) -> RecordingQuerySet:
        return self.filter(state=Recording.State.READY, sound_erased_at=None)

    def sealed_for(self, user: User) -> RecordingQuerySet:
        """Whose original the person may hear, being one of the two named in the campaign: it is no right to the page of the call."""
        from call_review.access import organisations_coached_by

        named = self.filter(campaign__keepers__person=user, organisation__in=organisations_coached_by(user))
        return named.playable().exclude(sealed="")

    def in_progress(self) -> RecordingQuerySet:
        return self.filter(state=Recording.State.WAITING, job__state__in=UNFINISHED)

    def stopped(self) -> RecordingQuerySet:
        """To be asked for again: refused by the engine, stopped by its owner, or given up after several attempts."""
        return self.filter(Q(state=Recording.State.FAILED) | Q(state=Recording.State.WAITING)).exclude(job__state__in=UNFINISHED)


class Recording(models.Model):
    """One recorded call of one agent, from its last byte on.

    Written by `recordings.py`, `corrections.py`, `pipeline.py`, `bleeping.py`, `redrawing.py` and `purge.py`.

    ::

        (upload complete) ──▶ WAITING ── transcribed ──▶ READY
               │                 │ └──── no call, engine ────▶ FAILED ── asked again ──▶ WAITING
               └──▶ QUARANTINED (outside what was announced: nobody plays it; erased by the purge)
        any state ── corrected to what was not announced ──▶ QUARANTINED
        any state ── withdrawn by the agent within 48 h, or end of the legal period ──▶ (row and files gone)

    After SOUND_KEPT the sound and all that was drawn from it are gone (`sound_erased_at`); after ANALYSES_KEPT the row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("transcription en attente")
        READY = "ready", _("prêt à réécouter")
        FAILED = "failed", _("à reprendre")
        QUARANTINED = "quarantined", _("mis de côté")

    class Channels(models.TextChoices):
        AGENT_CALLER = "agent,caller", _("agent à gauche, usager à droite")
        CALLER_AGENT = "caller,agent", _("usager à gauche, agent à droite")
        MONO = "mono", _("une seule voie")

    class Quarantine(models.TextChoices):
        NONE = "", ""
        PERIOD = "period", _("appel hors de la période annoncée")
        NOTICE = "notice", _("l’agent n’avait pas pris connaissance de la notice")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="recordings")
    campaign = models.ForeignKey("call_review.Campaign", on_delete=models.PROTECT, related_name="recordings", verbose_name=_("campagne"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recordings", verbose_name=_("agent"))
    topic = models.ForeignKey(
        "topics.Topic", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("motif d’appel")
    )
    recorded_at = models.DateTimeField(_("jour et heure de l’appel"))
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    channels = models.CharField(_("voies"), max_length=12, choices=Channels.choices, default=Channels.AGENT_CALLER)
    original = models.FileField(storage=calls_storage, upload_to=kept_as, blank=True)
    listening = models.FileField(storage=calls_storage, upload_to=kept_as, blank=True)
    """What browsers play: an M4A of the original, two channels kept."""
    features = models.FileField(storage=calls_storage, upload_to=kept_as, blank=True)
    """HDF5, written and read by `features.py`."""
    sealed = models.FileField(storage=calls_storage, upload_to=kept_as, blank=True)
    """The original of a call that was masked, where it is kept at all (`VIGIE_KEEP_ORIGINAL`): nothing else of the portal reads it."""
    masking_job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="masked_recording")
    masked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    masked_at = models.DateTimeField(null=True)
    """When what one hears and reads was last masked; nothing before."""
    sha256 = models.CharField(max_length=64)
    seconds = models.FloatField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    quarantine = models.CharField(max_length=10, choices=Quarantine.choices, blank=True, default="")
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="recording")
    transcribed_at = models.DateTimeField(null=True)
    engine = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    erase_sound_at = models.DateTimeField()
    erase_at = models.DateTimeField()
    sound_erased_at = models.DateTimeField(null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel enregistré")
        verbose_name_plural = _("appels enregistrés")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="recording_once_in_an_organisation"),
            models.CheckConstraint(condition=Q(erase_sound_at__lte=F("recorded_at") + SOUND_KEPT), name="recording_sound_six_months"),
            models.CheckConstraint(condition=Q(erase_at__lte=F("recorded_at") + ANALYSES_KEPT), name="recording_one_year"),
            models.CheckConstraint(
                condition=Q(state="quarantined", quarantine__in=["period", "notice"]) | (~Q(state="quarantined") & Q(quarantine="")),
                name="recording_quarantined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.erase_sound_at:
            self.erase_sound_at = self.recorded_at + SOUND_KEPT
        if not self.erase_at:
            self.erase_at = self.recorded_at + ANALYSES_KEPT
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("review:call", args=[self.key])

    @property
    def address(self) -> str:
        """Where a list leads: its page once it can be heard, what becomes of it before."""
        return self.get_absolute_url() if self.state == self.State.READY else reverse("recordings:status", args=[self.key])

    @property
    def withdrawable_until(self) -> datetime.datetime:
        return self.received_at + WITHDRAWAL

    @property
    def may_be_withdrawn(self) -> bool:
        return timezone.now() < self.withdrawable_until

    @property
    def duration(self) -> tuple[int, int]:
        """Minutes and seconds."""
        return divmod(round(self.seconds), 60)

    @property
    def in_progress(self) -> bool:
        return self.state == self.State.WAITING and self.job is not None and not self.job.finished

    @property
    def being_masked(self) -> bool:
        return self.masking_job is not None and not self.masking_job.finished

    @property
    def stopped(self) -> bool:
        """See `RecordingQuerySet.stopped`."""
        return self.state in (self.State.WAITING, self.State.FAILED) and (self.job is None or self.job.finished)

    def move(self, source: State, target: State, **changes: Any) -> bool:
        """Compare-and-set: two workers, or two clicks, move it once."""
        moved = Recording.objects.filter(pk=self.pk, state=source).update(state=target, **changes) == 1
        self.refresh_from_db()
        return moved


class TurnQuerySet(models.QuerySet["Turn"]):
    def one_voice(self) -> TurnQuerySet:
        """See `Turn.one_voice`."""
        return self.filter(Q(speaker=Turn.Speaker.UNKNOWN) | Q(placed_at__isnull=False))


class Turn(models.Model):
    """What one speaker said without being interrupted, as the engine heard it. Times in seconds from the start of the call."""

    class Speaker(models.TextChoices):
        AGENT = "agent", _("Agent")
        CALLER = "caller", _("Usager")
        UNKNOWN = "unknown", _("Voix")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    speaker = models.CharField(max_length=8, choices=Speaker.choices)
    start = models.FloatField()
    end = models.FloatField()
    text = models.TextField()
    words = models.JSONField(default=list)
    """[{"start", "end", "text", "probability"}]: `speech.transcription.Transcript.to_dict`."""
    placed_at = models.DateTimeField(null=True)
    """When a person last said who speaks; nothing where the channel tells. Written by `placing.py`."""
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("tour de parole")
        ordering = ["recording", "position"]
        constraints = [models.UniqueConstraint(fields=["recording", "position"], name="turn_position_once")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def one_voice(self) -> bool:
        """Heard on a channel that carries both people, whoever was said to speak since."""
        return self.speaker == self.Speaker.UNKNOWN or self.placed_at is not None
