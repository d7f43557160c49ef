"""What the engine heard so far of a call that it listens to, for the next attempt: the only writer of `HeardStretch`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Q

from background.models import Job
from call_review.models import HeardStretch, Recording

if TYPE_CHECKING:
    from collections.abc import Collection

    from background.run import Run

logger = logging.getLogger(__name__)


class Heard:
    """Answers `speech.checkpoint.Finished`: one attempt at one call."""

    def __init__(self, recording: Recording, run: Run) -> None:
        self._recording = recording
        self._run = run
        self._kept = dict(recording.heard.values_list("key", "content"))
        if self._kept:
            logger.info("%d stretches were heard by an earlier attempt", len(self._kept))
        self.saved = 0
        self.hearing = False
        """The engine is at work: what was only found again says nothing of its pace."""

    def load(self, key: str) -> str | None:
        found = self._kept.get(key)
        self.hearing = found is None
        return found

    def save(self, key: str, heard: str) -> None:
        """Nothing is written for a call that is gone, or whose work was stopped or given to another. Raises Cancelled, LeaseLost."""
        with self._run.holding():
            mine = Recording.objects.filter(pk=self._recording.pk, job=self._run.job, state=Recording.State.WAITING)
            if mine.select_for_update(of=("self",)).exists():
                HeardStretch.objects.update_or_create(recording=self._recording, key=key, defaults={"content": heard})
                self.saved += 1


def forget(calls: Collection[int]) -> None:
    HeardStretch.objects.filter(recording__in=calls).delete()


def forget_what_serves_no_more() -> int:
    """Nobody will go on from there: stopped by a person while it waited, or its job is forgotten. Answers how many stretches went.

    After a failure they stay as long as its job: who asks again does not begin again.
    """
    goes_on = (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED)
    of_use = Recording.objects.filter(state=Recording.State.WAITING, job__state__in=goes_on)
    gone, _by_model = HeardStretch.objects.filter(~Q(recording__in=of_use)).delete()
    return gone
