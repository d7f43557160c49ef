from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.models import Job

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.sample_calls import Sample
    from speech.transcription import Transcript


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, user: User) -> TrialQuerySet:
        """Those who may try the engine see the trials of the organisations where they may."""
        from call_review.access import organisations_where_one_may_try

        return self.filter(organisation__in=organisations_where_one_may_try(user))


class Trial(models.Model):
    """One run of the speech engine on a fictional sample call, so that an installation is judged before a real call comes.

    The state is the job's: WAITING → RUNNING → DONE | FAILED | CANCELLED. `finished_at` is set in the transaction that ends
    the job, hence once. No recording of a person passes here.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, verbose_name=_("organisation"))
    sample_id = models.CharField(_("appel d’essai"), max_length=20)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, verbose_name=_("demandé par"))
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    job = models.OneToOneField(Job, null=True, on_delete=models.SET_NULL, related_name="trial")
    transcript = models.JSONField(_("transcription"), null=True)
    model_hash = models.CharField(_("empreinte du modèle"), max_length=64, blank=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("essai de transcription")
        verbose_name_plural = _("essais de transcription")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.asked_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("call_review:trial", args=[self.pk])

    @property
    def sample(self) -> Sample | None:
        """None when a later version of the portal no longer carries the sample."""
        from call_review.sample_calls import SAMPLES

        return SAMPLES.get(self.sample_id)

    @property
    def slowness(self) -> float:
        """Seconds of computing per second of audio."""
        return self.transcript["elapsed_seconds"] / max(self.transcript["audio_seconds"], 0.001) if self.transcript else 0.0

    def record(self, transcript: Transcript, model_hash: str) -> None:
        """Called once, inside `run.finishing()`."""
        self.transcript = transcript.to_dict()
        self.model_hash = model_hash
        self.finished_at = timezone.now()
        self.save(update_fields=["transcript", "model_hash", "finished_at"])
