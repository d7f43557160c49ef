"""From the bytes of a call to what one reads and hears: the one page to read. With `recordings.py`, the only writer of recordings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from background.errors import Cancelled
from call_review import features, glossary, heard, indexing
from call_review.models import Recording, Turn
from call_review.models.recording import kept_as
from call_review.parts import at_work, calls_storage
from files.workroom import workroom
from speech.audio import decode, encode_m4a
from speech.errors import NotACall
from speech.transcription import Transcript, transcribe

if TYPE_CHECKING:
    from background.run import Run

logger = logging.getLogger(__name__)

LISTENING, FEATURES = "listening.m4a", "features.h5"
HEARD_FROM = 0.05
"""Where the engine's own share of the work begins: what comes before is drawing and encoding."""


def process(run: Run) -> None:
    """The job. Files are written aside; their renaming, the rows and the end of the job are one transaction, hence once.

    What an attempt that was cut short heard is not heard again (`heard.py`).
    """
    recording = Recording.objects.filter(pk=run.arguments["recording"], job=run.job, state=Recording.State.WAITING).first()
    if recording is None:  # withdrawn, or asked for again
        return
    with workroom(at_work()) as aside:
        try:
            _transcribe(recording, run, aside)
        except NotACall:
            recording.move(Recording.State.WAITING, Recording.State.FAILED)
            heard.forget([recording.pk])
            raise
        except Cancelled:
            heard.forget([recording.pk])
            raise


def _transcribe(recording: Recording, run: Run, aside: Path) -> None:
    original = calls_storage().local(recording.original.name, aside)
    seconds, peaks = _draw(original, run, aside)
    transcript = _listen(recording, original, run)
    made = transcript.to_dict()
    made_by = {"engine": transcript.engine, "model": transcript.model, "tuning": transcript.tuning, "glossary": transcript.glossary}
    turns = [(turn["speaker"], turn["words"]) for turn in made["turns"]]
    drawn = features.to_bytes(recording, seconds, peaks, transcript.speech, turns, made_by)
    (aside / FEATURES).write_bytes(drawn)
    with run.finishing():
        _keep(recording, made, seconds, aside)


def _draw(original: Path, run: Run, aside: Path) -> tuple[float, dict[int, np.ndarray]]:
    """Seconds and peaks; the listening copy is left aside."""
    beat = _beat(run, 0.0, _("Préparation du son"))
    with decode(original, beat=beat) as sound:
        encode_m4a(sound, aside / LISTENING, beat)
        return sound.seconds, features.peaks_of(sound)


def _listen(recording: Recording, original: Path, run: Run) -> Transcript:
    note = _("Transcription")
    finished = heard.Heard(recording, run)
    made = transcribe(
        original,
        channels=recording.channels,
        progress=lambda done: run.progress(HEARD_FROM + (1 - HEARD_FROM) * done, note, paced=finished.hearing),
        finished=finished,
        glossary=glossary.told_to_the_engine(recording.organisation),
    )
    logger.info("%d stretches heard", finished.saved)
    return made


def _beat(run: Run, fraction: float, note: str) -> Callable[[], None]:
    return lambda: run.progress(fraction, note, paced=False)


def _keep(recording: Recording, made: dict[str, Any], seconds: float, aside: Path) -> None:
    for name in (LISTENING, FEATURES):
        calls_storage().keep(aside / name, kept_as(recording, name))
    heard.forget([recording.pk])
    recording.turns.all().delete()
    Turn.objects.bulk_create(Turn(recording=recording, position=position, **turn) for position, turn in enumerate(made["turns"]))
    indexing.index(recording)
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
