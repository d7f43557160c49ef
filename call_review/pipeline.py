"""From the bytes of a call to what one reads and hears: the one page to read. With `recordings.py`, the only writer of recordings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from call_review import features
from call_review.models import Recording, Turn
from call_review.models.recording import kept_as
from call_review.parts import folder_of
from speech.audio import decode, encode_m4a
from speech.errors import NotACall
from speech.transcription import Transcript, transcribe

if TYPE_CHECKING:
    from background.run import Run

LISTENING, FEATURES = "listening.m4a", "features.h5"
HEARD_FROM = 0.05
"""Where the engine's own share of the work begins: what comes before is drawing and encoding."""


def process(run: Run) -> None:
    """The job. Files are written aside; their renaming, the rows and the end of the job are one transaction, hence once."""
    recording = Recording.objects.filter(pk=run.arguments["recording"], job=run.job, state=Recording.State.WAITING).first()
    if recording is None:  # withdrawn, or asked for again
        return
    try:
        seconds, peaks = _draw(recording, run)
        transcript = _listen(recording, run)
    except NotACall:
        recording.move(Recording.State.WAITING, Recording.State.FAILED)
        raise
    made = transcript.to_dict()
    drawn = features.to_bytes(
        str(recording.key), recording.sha256, seconds, peaks, made["turns"], engine=transcript.engine, model=transcript.model
    )
    _aside(recording, FEATURES).write_bytes(drawn)
    with run.finishing():
        _keep(recording, made, seconds)


def _draw(recording: Recording, run: Run) -> tuple[float, dict[int, np.ndarray]]:
    """Seconds and peaks; the listening copy is left aside."""
    beat = _beat(run, 0.0, _("Préparation du son"))
    with decode(recording.original.path, beat=beat) as sound:
        encode_m4a(sound, _aside(recording, LISTENING), beat)
        return sound.seconds, features.peaks_of(sound)


def _listen(recording: Recording, run: Run) -> Transcript:
    note = _("Transcription")
    return transcribe(
        recording.original.path,
        channels=recording.channels,
        progress=lambda done: run.progress(HEARD_FROM + (1 - HEARD_FROM) * done, note),
    )


def _beat(run: Run, fraction: float, note: str) -> Callable[[], None]:
    return lambda: run.progress(fraction, note)


def _aside(recording: Recording, name: str) -> Path:
    """Where a file is written before it is whole. A second attempt writes over what a killed one left."""
    return folder_of(recording.key) / f"aside-{name}"


def _keep(recording: Recording, made: dict[str, Any], seconds: float) -> None:
    for name in (LISTENING, FEATURES):
        _aside(recording, name).replace(folder_of(recording.key) / name)
    recording.turns.all().delete()
    Turn.objects.bulk_create(Turn(recording=recording, position=position, **turn) for position, turn in enumerate(made["turns"]))
    recording.move(
        Recording.State.WAITING,
        Recording.State.READY,
        listening=kept_as(recording, LISTENING),
        features=kept_as(recording, FEATURES),
        seconds=seconds,
        transcribed_at=timezone.now(),
        engine=made["engine"],
        model=made["model"],
        language=made["language"],
    )
