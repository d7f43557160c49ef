from django.utils.translation import gettext_lazy as _

from background.registry import job
from background.run import Run
from background.sentences import register_messages
from call_review import trials
from speech.messages import SENTENCES

register_messages(SENTENCES)


@job("call_review.trial", label=_("Transcription"), queue="speech", max_attempts=3)
def trial(run: Run) -> None:
    trials.perform(run)
