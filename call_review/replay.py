"""Erasures that a restored backup does not know are done again, before anybody is answered (law C8)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from call_review import erasures
from call_review.models import Elimination, Recording
from call_review.recordings import erase, lock_jobs_of

BATCH = 500


def replay() -> int:
    """Erase the calls of the journal that are there. Answers how many were.

    It asks nothing of how the database came to be older than the journal: `manage.py restore`, a copied file, a machine put back. Done at
    each start of the web server; where nothing came back it is one query for 500 lines.
    """
    if not settings.ERASURE_JOURNAL.exists():
        return 0
    reasons = {erasure.key: erasure.why for erasure in erasures.read(settings.ERASURE_JOURNAL)}
    keys = list(reasons)
    back = [
        call
        for start in range(0, len(keys), BATCH)
        for call in Recording.objects.filter(key__in=keys[start : start + BATCH]).order_by("pk").values_list("pk", "key")
    ]
    return sum(_erase_again(pk, Elimination.Reason(reasons[key])) for pk, key in back)


@transaction.atomic
def _erase_again(pk: int, reason: Elimination.Reason) -> bool:
    """False when another web server of the installation, started at the same moment, did it."""
    lock_jobs_of([pk])
    call = Recording.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if call is None:
        return False
    erase(call, reason)
    return True
