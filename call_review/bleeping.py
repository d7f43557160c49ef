"""From what people decided of a call to what everyone hears and reads from then on: the job, and the one page to read of it.

As in `pipeline.py`, files are written aside; their names, the rows and the end of the job are one transaction. The names are new ones, so
that until then the call is whole as it was, and what a killed worker leaves is a file that no row names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from call_review import features, indexing, masked_text, orphans
from call_review.models import Masking, Recording, Turn
from call_review.models.recording import kept_as
from call_review.parts import at_work, calls_storage
from files.workroom import workroom
from speech.audio import decode, encode_m4a
from speech.editing import Passage, bleeped

if TYPE_CHECKING:
    from background.run import Run

SOUND, FEATURES = "masked-{job}.m4a", "masked-{job}.h5"


def perform(run: Run) -> None:
    recording = Recording.objects.playable().filter(pk=run.arguments["recording"], masking_job=run.job).first()
    if recording is None:  # withdrawn, or over its time
        return
    with workroom(at_work()) as aside:
        _bleep(recording, run, aside)


def source_of(recording: Recording) -> str:
    """What is bleeped: the original as long as there is one; else the copy that is listened to, where what was bleeped stays so."""
    return str(recording.original or recording.sealed or recording.listening)


def _bleep(recording: Recording, run: Run, aside: Path) -> None:
    maskings = list(recording.maskings.masked().order_by("start", "pk"))
    turns = list(recording.turns.order_by("position"))
    changed = masked_text.hide(turns, maskings)
    source = calls_storage().local(source_of(recording), aside)
    with (
        decode(source, beat=partial(run.progress, 0.05, _("Lecture du son"))) as heard,
        bleeped(heard, _passages(recording, heard.channels, maskings), partial(run.progress, 0.3, _("Pose du bip"))) as sound,
    ):
        encode_m4a(sound, aside / SOUND, partial(run.progress, 0.5, _("Copie à écouter")))
        drawn = features.measured(recording, sound, turns, partial(run.progress, 0.8, _("Tracé du son")))
    (aside / FEATURES).write_bytes(drawn)
    with run.finishing():
        _publish(recording, run, changed, aside)


def _passages(recording: Recording, channels: int, maskings: list[Masking]) -> Iterator[Passage]:
    apart = channels == 2 and recording.channels != Recording.Channels.MONO
    names = str(recording.channels).split(",") if apart else ["unknown"] * channels
    for one in maskings:
        yield from (Passage(number, one.start, one.end) for number, name in enumerate(names) if one.hides(name))


def _publish(recording: Recording, run: Run, changed: list[Turn], aside: Path) -> None:
    """Nothing when the call went meanwhile. What was heard before is erased once all is written."""
    call = Recording.objects.playable().select_for_update().filter(pk=recording.pk, masking_job=run.job).first()
    if call is None:
        return
    names = [kept_as(call, name.format(job=run.job.pk.hex)) for name in (SOUND, FEATURES)]
    for name, path in zip(names, (SOUND, FEATURES), strict=True):
        calls_storage().keep(aside / path, name)
    original = str(call.original or call.sealed)
    before = {str(file) for file in (call.listening, call.features, call.original, call.sealed)}
    now, kept = timezone.now(), original if settings.KEEP_ORIGINAL else ""
    Turn.objects.bulk_update(changed, ["text", "words"])
    call.maskings.waiting().update(applied_at=now)
    indexing.index(call)
    Recording.objects.filter(pk=call.pk).update(listening=names[0], features=names[1], original="", sealed=kept, masked_at=now)
    gone = sorted(before - {"", kept, *names})
    transaction.on_commit(partial(orphans.remove_after_commit, gone))
