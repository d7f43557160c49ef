"""Starting and running a trial of the speech engine: the only writer of `Trial`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from background.registry import enqueue
from call_review import order
from call_review.models import Trial
from call_review.sample_calls import SAMPLES
from speech import model as speech_model
from speech.transcription import transcribe

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from background.run import Run


@transaction.atomic
def start(user: User, organisation: Organisation, sample_id: str) -> Trial:
    trial = Trial.objects.create(organisation=organisation, asked_by=user, sample_id=sample_id)
    trial.job = enqueue("call_review.trial", owner=user, priority=order.FROM_A_PERSON, group=order.turn_of(organisation), trial=trial.pk)
    trial.save(update_fields=["job"])
    return trial


@transaction.atomic
def delete(trial: Trial) -> None:
    """Erases the trial; a transcription under way is told to stop."""
    if trial.job is not None:
        trial.job.cancel()
    trial.delete()


def pdf_labels() -> dict[str, str]:
    """Words of the PDF, in the language of the reader."""
    return {
        "agent": _("Agent"),
        "caller": _("Usager"),
        "unknown": _("Voix"),
        "automatic": _("Transcription automatique d’un appel inventé. Mot souligné : reconnaissance incertaine."),
        "engine": _("Moteur"),
        "model": _("Modèle"),
    }


def perform(run: Run) -> None:
    """The job: transcribes the sample; the result and the end of the job are one transaction."""
    trial = Trial.objects.filter(pk=run.arguments["trial"]).first()
    if trial is None:  # erased while it waited
        return
    transcript = transcribe(SAMPLES[trial.sample_id].path, channels="agent,caller", progress=run.progress)
    with run.finishing():
        trial.record(transcript, model_hash=speech_model.describe()["sha256"])
