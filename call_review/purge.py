"""What is over its time goes, every day, and each disappearance leaves its bordereau. The periods are in `retention.py`."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access_log
from accounts.models import User
from background.models import Job
from background.registry import enqueue
from call_review import calls_taken, heard, orphans
from call_review.models import CallWords, Campaign, Elimination, Masking, Purge, Recording, Turn
from call_review.models.recording import SOUND_KEPT, RecordingQuerySet
from call_review.recordings import jobs_of, lock_jobs_of
from call_review.retention import DUE

KIND = "call_review.purge"
BATCH = 500
"""Calls erased in one transaction, hence on one bordereau: others wait for the database no longer than that."""

Progress = Callable[[float, str], None]


@dataclass
class Report:
    """What went, or would go: bordereaux (unsaved when nothing was done), files without a call, entries of the access log."""

    eliminations: list[Elimination] = field(default_factory=list)
    files: int = 0
    accesses: int = 0


def purge(now: datetime.datetime, *, dry_run: bool = False, progress: Progress = lambda fraction, note: None) -> Report:
    """Erase what is due at `now`. May be cut short and done again at any moment: what is gone is told, what is told is gone.

    Raises StoreAway once all that needs no store is done: the job is tried again, and finds the files that are left.
    """
    if dry_run:
        planned = [one for reason in DUE for one in _planned(now, reason)]
        return Report(planned, files=sum(1 for _name in orphans.find(now)), accesses=access_log.expired(now).count())
    passage = Purge.objects.create(began_at=now)
    report, total = Report(), sum(due(now).count() for due in DUE.values())
    for reason in DUE:
        for campaign in _campaigns(DUE[reason](now)):
            while done := _erase_batch(now, reason, campaign, passage):
                report.eliminations.append(done)
                # No number: the purge is the whole portal's, and whoever watches it knows one organisation.
                progress(min(_count(report) / max(total, 1), 0.95), _("Effacement en cours"))
    report.accesses = access_log.prune(now)
    calls_taken.forget((now - SOUND_KEPT).date())
    _empty_the_journal()
    report.files = orphans.remove(orphans.find(now))
    Purge.objects.filter(pk=passage.pk).update(ended_at=timezone.now())
    return report


def launch(user: User) -> Job | None:
    """Somebody does not want to wait for the night. None when it is waiting or under way already."""
    with transaction.atomic():
        jobs = Job.objects.filter(kind=KIND)
        jobs.select_for_update().order_by("-created_at").first()
        if jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
            return None
        return enqueue(KIND, owner=user)


def _count(report: Report) -> int:
    return sum(one.count for one in report.eliminations)


def _campaigns(due: RecordingQuerySet) -> list[Campaign]:
    return list(Campaign.objects.filter(pk__in=due.order_by().values("campaign")).order_by("pk"))


def _planned(now: datetime.datetime, reason: Elimination.Reason) -> list[Elimination]:
    due = DUE[reason](now)
    found = due.order_by("campaign").values("campaign").annotate(Count("pk"), Min("recorded_at"), Max("recorded_at"))
    campaigns = {campaign.pk: campaign for campaign in _campaigns(due)}
    return [
        Elimination.of(campaigns[row["campaign"]], reason, row["pk__count"], row["recorded_at__min"], row["recorded_at__max"], done_at=now)
        for row in found
    ]


@transaction.atomic
def _erase_batch(now: datetime.datetime, reason: Elimination.Reason, campaign: Campaign, passage: Purge) -> Elimination | None:
    """Rows and bordereau in one transaction, files once it is over. None when nothing is due any more."""
    due = DUE[reason](now).filter(campaign=campaign).order_by("pk")
    lock_jobs_of(list(due.values_list("pk", flat=True)[:BATCH]))
    calls = list(due.select_for_update(of=("self",))[:BATCH])
    if not calls:
        return None
    keys = [call.pk for call in calls]
    for job in jobs_of(keys).filter(state__in=[Job.State.WAITING, Job.State.RUNNING]):
        job.cancel()
    if reason == Elimination.Reason.SOUND:
        _erase_sound(keys, now)
    else:
        Recording.objects.filter(pk__in=keys).delete()
    files = [file.name for call in calls for file in (call.original, call.sealed, call.listening, call.features) if file.name]
    transaction.on_commit(partial(orphans.remove_after_commit, files))
    moments = [call.recorded_at for call in calls]
    done = Elimination.of(campaign, reason, len(calls), min(moments), max(moments), done_at=now, purge=passage)
    done.save()
    return done


def _erase_sound(keys: list[int], now: datetime.datetime) -> None:
    """All that was drawn from it too. The row stays for notes and ratings; what waited for a transcript will have none."""
    Turn.objects.filter(recording__in=keys).delete()
    CallWords.objects.filter(recording__in=keys).delete()
    heard.forget(keys)
    Masking.objects.filter(recording__in=keys).delete()
    calls = Recording.objects.filter(pk__in=keys)
    calls.update(original="", sealed="", listening="", features="", sound_erased_at=Coalesce("sound_erased_at", Value(now)))
    calls.filter(state=Recording.State.WAITING).update(state=Recording.State.FAILED)


def _empty_the_journal() -> None:
    """SQLite keeps what it wrote, erased lines included, in a journal beside the database until it is emptied."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
