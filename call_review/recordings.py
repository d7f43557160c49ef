"""Recorded calls are received, asked for again and erased: with `pipeline.py`, the only writer of recordings."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access_log, notices
from accounts.models import AccessEntry
from background.models import Job
from background.registry import enqueue
from call_review import erasures, heard, order
from call_review.models import Acknowledgement, Elimination, Recording
from call_review.parts import erase_folder

if TYPE_CHECKING:
    from accounts.models import User
    from background.models.queue import JobQuerySet
    from call_review.models import Campaign, Upload

Quarantine = Recording.Quarantine


def receive(upload: Upload, original: str, sha256: str, seconds: float | None) -> Recording:
    """In the transaction of `uploads.finish`: the row, its job, the line of the access log, and a word to the agent.

    `seconds`: what the file says of itself, for estimates only."""
    reason = quarantine_of(upload.campaign, upload.agent, upload.recorded_at)
    recording = Recording.objects.create(
        key=upload.key,
        organisation=upload.organisation,
        campaign=upload.campaign,
        agent=upload.agent,
        topic=upload.topic,
        recorded_at=upload.recorded_at,
        received_by=upload.declared_by,
        channels=upload.channels,
        original=original,
        sha256=sha256,
        state=Recording.State.QUARANTINED if reason else Recording.State.WAITING,
        quarantine=reason,
    )
    access_log.record(upload.declared_by, upload.organisation, AccessEntry.Act.DEPOSIT, recording.key, why=upload.campaign.name)
    if not reason:
        _ask(recording, upload.declared_by, order.priority_of(upload), seconds)
        tell_of(recording)
    return recording


def tell_of(recording: Recording) -> None:
    """Its agent may withdraw it."""
    notices.notify(
        recording.agent,
        "call_received",
        _("Un de vos appels a été déposé"),
        _("Vous pouvez le retirer pendant 48 heures, sans donner de raison."),
        reverse("recordings:list"),
        discreet=True,
    )


def quarantine_of(campaign: Campaign, agent: User, recorded_at: datetime.datetime) -> str:
    """Why nobody may play a call of that moment, or nothing (law C5)."""
    day = timezone.localtime(recorded_at).date()
    if not (campaign.first_day and campaign.last_day and campaign.first_day <= day <= campaign.last_day):
        return Quarantine.PERIOD
    in_force = campaign.notices.filter(published_at__lte=recorded_at).order_by("-version").first()
    read = Acknowledgement.objects.filter(notice=in_force, agent=agent, acknowledged_at__lte=recorded_at)
    return Quarantine.NONE if in_force and read.exists() else Quarantine.NOTICE


def _ask(recording: Recording, owner: User | None, priority: int, seconds: float | None) -> None:
    recording.job = enqueue(
        "call_review.process",
        owner=owner,
        priority=priority,
        group=order.turn_of(recording.organisation),
        size=round(seconds) if seconds else None,
        recording=recording.pk,
    )
    recording.save(update_fields=["job"])


@transaction.atomic
def ask_again(recording: Recording, owner: User) -> bool:
    """After a failure or a stop. False when it is under way already."""
    stopped = Recording.objects.stopped().select_for_update(of=("self",)).filter(pk=recording.pk).first()
    if stopped is None:
        return False
    if stopped.job is None or stopped.job.state != Job.State.FAILED:
        heard.forget([stopped.pk])
    if stopped.state == Recording.State.FAILED:
        stopped.move(Recording.State.FAILED, Recording.State.WAITING)
    _ask(stopped, owner, order.FROM_A_PERSON, stopped.job.size if stopped.job else stopped.seconds)
    return True


def may_go_first(recording: Recording) -> bool:
    job = recording.job
    return recording.in_progress and job is not None and job.state == Job.State.WAITING and job.priority < order.FIRST


def bring_forward(recording: Recording) -> bool:
    """Before the other calls of its body that wait. False when it does not wait, or goes first already."""
    return recording.in_progress and recording.job is not None and recording.job.bring_forward(order.FIRST)


# --- The end


class Withdrawal(enum.Enum):
    """Either way nobody hears, reads or finds the call any more."""

    DONE = "done"
    BYTES_LATER = "bytes_later"
    """The store is away: `leftovers.sweep` erases the files as soon as it answers."""


def withdraw(recording: Recording, agent: User) -> Withdrawal | None:
    """By the agent heard in it, within 48 hours, no reason asked (law C8). None when it is too late."""
    with transaction.atomic(durable=True):
        lock_jobs_of([recording.pk])
        mine = Recording.objects.select_for_update().filter(pk=recording.pk, agent=agent).first()
        if mine is None or not mine.may_be_withdrawn:
            return None
        _erase_row(mine, Elimination.Reason.WITHDRAWN)
    return _with_its_bytes(recording)


def erase_for_caller(recording: Recording) -> Withdrawal | None:
    """By the data protection officer, as the caller heard in it asked (law C16). The agent is told. None when it is gone."""
    with transaction.atomic(durable=True):
        lock_jobs_of([recording.pk])
        there = Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk).first()
        if there is None:
            return None
        _erase_row(there, Elimination.Reason.CALLER)
        if there.state != Recording.State.QUARANTINED:
            _tell_it_is_gone(there)
    return _with_its_bytes(recording)


def _tell_it_is_gone(recording: Recording) -> None:
    """Not of a call set aside: its agent never saw it."""
    title = _("Un de vos appels a été effacé")
    body = _("L’usager l’a demandé. Le son, la transcription, les notes et la grille sont partis.")
    notices.notify(recording.agent, "call_erased", title, body, reverse("recordings:list"), discreet=True)


def _with_its_bytes(recording: Recording) -> Withdrawal:
    return Withdrawal.DONE if erase_folder(recording.key) else Withdrawal.BYTES_LATER


def lock_jobs_of(calls: Sequence[int]) -> None:
    """Jobs before recordings, as the pipeline takes them: two that lock the other way round would wait for one another."""
    list(jobs_of(calls).select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def jobs_of(calls: Sequence[int]) -> JobQuerySet:
    """Transcriptions and maskings."""
    return Job.objects.filter(Q(recording__in=calls) | Q(masked_recording__in=calls))


@transaction.atomic
def erase(recording: Recording, reason: Elimination.Reason) -> None:
    """Before its time (the purge has its own way, in batches): a line of the journal first, so that no backup brings it back; then the row
    and its `Elimination` at once; the files after the commit."""
    _erase_row(recording, reason)
    transaction.on_commit(partial(erase_folder, recording.key))


def _erase_row(recording: Recording, reason: Elimination.Reason) -> None:
    erasures.note(recording.key, reason)
    Elimination.of(recording.campaign, reason, 1, recording.recorded_at, recording.recorded_at).save()
    for job in jobs_of([recording.pk]):
        job.cancel()
    Recording.objects.filter(pk=recording.pk).delete()
