import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.periodic import periodic
from background.registry import job
from background.run import Run
from background.sentences import register_messages
from call_review import leftovers, pipeline, purge, trials
from speech.messages import SENTENCES

register_messages(SENTENCES)
register_messages({"store_away": _("Les fichiers d’appels sont hors d’atteinte. La transcription reprendra d’elle-même.")})


@job("call_review.trial", label=_("Transcription"), queue="speech", max_attempts=3)
def trial(run: Run) -> None:
    trials.perform(run)


@periodic(purge.KIND, every=datetime.timedelta(days=1))
@job(purge.KIND, label=_("Purge des appels au terme de leur conservation"))
def purge_what_is_due(run: Run) -> None:
    purge.purge(timezone.now(), progress=run.progress)


@job("call_review.process", label=_("Transcription"), queue="speech", max_attempts=3)
def process(run: Run) -> None:
    pipeline.process(run)


@periodic("call_review.sweep", every=datetime.timedelta(minutes=3))
@job("call_review.sweep", label=_("Rangement des fichiers d’appels"))
def sweep(run: Run) -> None:
    leftovers.sweep(run)
