"""What was measured of a call is measured again, when its file is damaged or gone: from the sound that one hears, and the job for it."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from background.models import Job
from background.registry import enqueue
from call_review import features
from call_review.models import Recording
from call_review.models.recording import kept_as
from call_review.parts import at_work, calls_storage
from call_review.pipeline import FEATURES
from files.workroom import workroom
from speech.audio import decode

if TYPE_CHECKING:
    from background.run import Run

KIND = "call_review.redraw"
AGAIN = datetime.timedelta(hours=1)
"""Between two attempts at one call. Of a sound that cannot be read either the job fails, and administrators see it."""


def ask(recording: Recording) -> None:
    """Whoever opens the call finds its waveform the next time."""
    lately = Job.objects.filter(kind=KIND, arguments__recording=recording.pk, created_at__gt=timezone.now() - AGAIN)
    if not lately.exists():
        enqueue(KIND, recording=recording.pk)


def perform(run: Run) -> None:
    recording = Recording.objects.playable().filter(pk=run.arguments["recording"]).first()
    if recording is None:  # withdrawn, or over its time
        return
    beat = partial(run.progress, 0.5, _("Tracé du son"))
    with workroom(at_work()) as aside:
        with decode(calls_storage().local(str(recording.listening), aside), beat=beat) as sound:
            (aside / FEATURES).write_bytes(features.measured(recording, sound, recording.turns.order_by("position"), beat))
        with run.finishing():
            _keep(recording, aside)


def _keep(recording: Recording, aside: Path) -> None:
    """Nothing when the call went, or was masked, meanwhile."""
    rows = Recording.objects.playable().filter(pk=recording.pk, listening=str(recording.listening))
    call = rows.select_for_update(of=("self",)).first()
    if call is None:
        return
    name = str(call.features) or kept_as(call, FEATURES)
    calls_storage().keep(aside / FEATURES, name)
    rows.update(features=name)
