import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.periodic import periodic
from background.registry import job
from background.run import Run
from background.sentences import register_messages
from background.starting import at_start
from call_review import bleeping, leftovers, pipeline, purge, redrawing, trials, watched
from call_review.parts import at_work
from files.workroom import remove_what_was_left
from speech.messages import SENTENCES

register_messages(SENTENCES)
register_messages({"store_away": _("Les fichiers d’appels sont hors d’atteinte. La transcription reprendra d’elle-même.")})


PURGE_ATTEMPTS = 30
"""Ten minutes apart at most, about four hours in all: a store that is away for a while does not put off to the next day what is due."""


@at_start
def remove_sounds_of_killed_work() -> None:
    """A call that this machine had fetched when it lost its power may be another's work since: it does not wait here for the next one."""
    remove_what_was_left(at_work())


@job("call_review.trial", label=_("Transcription"), queue="speech", max_attempts=3)
def trial(run: Run) -> None:
    trials.perform(run)


@periodic(purge.KIND, every=datetime.timedelta(days=1))
@job(purge.KIND, label=_("Purge des appels au terme de leur conservation"), max_attempts=PURGE_ATTEMPTS)
def purge_what_is_due(run: Run) -> None:
    purge.purge(timezone.now(), progress=run.progress)


@job("call_review.process", label=_("Transcription"), queue="speech", max_attempts=3)
def process(run: Run) -> None:
    pipeline.process(run)


@job("call_review.mask", label=_("Masquage des données personnelles"), queue="speech", max_attempts=3)
def mask(run: Run) -> None:
    bleeping.perform(run)


@job(redrawing.KIND, label=_("Tracé du son"), queue="speech", max_attempts=3)
def redraw(run: Run) -> None:
    redrawing.perform(run)


@periodic("call_review.sweep", every=datetime.timedelta(minutes=3))
@job("call_review.sweep", label=_("Rangement des fichiers d’appels"))
def sweep(run: Run) -> None:
    leftovers.sweep(run)


@periodic("call_review.look", every=datetime.timedelta(minutes=1))
@job("call_review.look", label=_("Arrivées automatiques d’appels"))
def look(run: Run) -> None:
    watched.look_everywhere(between=lambda: run.progress(0))
