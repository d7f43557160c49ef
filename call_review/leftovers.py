"""What a crash left on the disk between a commit and the removal of files, and deposits that nobody ended: looked for every few minutes."""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from background.models import Job
from call_review import heard, uploads
from call_review.models import Recording, Upload
from call_review.models.upload import OPEN_FOR
from call_review.parts import Part, folders, remove_folder
from files.errors import StoreRefused

if TYPE_CHECKING:
    from background.run import Run

logger = logging.getLogger(__name__)


def sweep(run: Run) -> None:
    """The job. Its own finished rows go too: one every few minutes would fill the table."""
    for upload in uploads.abandoned(timezone.now() - OPEN_FOR):
        uploads.discard(upload)
    remove_orphans()
    heard.forget_what_serves_no_more()
    uploads.finish_delayed()  # last: what one deposit has wrong keeps nothing else from going
    Job.objects.filter(kind=run.job.kind, state=Job.State.DONE).exclude(pk=run.job.pk).delete()


def remove_orphans() -> int:
    """Folders of calls that are no more, and parts of deposits that are over. Answers how many went. One that resists is logged and left:
    the next look finds it again.

    Folders are listed before rows are read: the row of a deposit is there before its folder. Deposits are read before calls: one that
    becomes a call meanwhile is in both, and left alone.
    """
    found = list(folders())
    coming = set(Upload.objects.under_way().values_list("key", flat=True))
    kept = set(Recording.objects.values_list("key", flat=True))
    for key in found:
        if key in kept - coming:
            Part(key).remove()
    orphans = [key for key in found if key not in kept | coming]
    return sum(_removed(key) for key in orphans)


def _removed(key: uuid.UUID) -> bool:
    try:
        remove_folder(key)
    except StoreRefused as error:
        logger.error("The folder of an erased call resists (%s): %s", error, key.hex)
        return False
    return True
