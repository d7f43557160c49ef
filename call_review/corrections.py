"""What was said of a call on its way in is put right: its topic, its moment, its agent, who is on which side.

A moment or an agent for whom the call was not announced sets it aside, as it would have been on its way in (law C5); a week never holds
more calls than its cap (law C2).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from background.models import Job
from call_review import heard, indexing, recordings, uploads
from call_review.errors import DepositRefused
from call_review.models import Campaign, Masking, Note, Rating, Recording, Turn
from call_review.models.recording import ANALYSES_KEPT, SOUND_KEPT

if TYPE_CHECKING:
    from accounts.models import User
    from topics.models import Topic

Channels = Recording.Channels
OTHER_WAY = {Channels.AGENT_CALLER: Channels.CALLER_AGENT, Channels.CALLER_AGENT: Channels.AGENT_CALLER}


@dataclass(frozen=True)
class Correction:
    topic: Topic | None
    recorded_at: datetime.datetime
    agent: User


@transaction.atomic
def correct(recording: Recording, user: User, said: Correction) -> Recording:
    """Raises DepositRefused, with a key of `uploads.SENTENCES`. The campaign is locked, as for a declaration."""
    campaign = Campaign.objects.select_for_update().get(pk=recording.campaign_id)
    recordings.lock_jobs_of([recording.pk])
    call = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    before = call.agent
    if said.agent != before:
        _check_agent(call, user, campaign, said.agent)
    if (said.agent, said.recorded_at) != (before, call.recorded_at):
        uploads.check_day(said.recorded_at)
        _check_week(call, campaign, said)
        _move(call, campaign, said)
    call.topic = said.topic
    call.save()
    if call.agent != before and call.state != Recording.State.QUARANTINED:
        recordings.tell_of(call)
    if call.agent != before:
        _tell_that_it_was_another(before)
    return call


def _check_agent(call: Recording, user: User, campaign: Campaign, agent: User) -> None:
    """What was written to one agent is not for another to read."""
    written = (Note.objects.filter(recording=call), Rating.objects.filter(recording=call), call.maskings.all())
    if any(rows.exists() for rows in written):
        raise DepositRefused("agent_written_to")
    if agent not in uploads.agents_for(user, campaign):
        raise DepositRefused("agent_not_concerned")


def _check_week(call: Recording, campaign: Campaign, said: Correction) -> None:
    """The call itself is one of that week already, or not."""
    start, end = uploads.week_of(said.recorded_at)
    uploads.check_week(campaign, said.agent, said.recorded_at, itself=call.agent == said.agent and start <= call.recorded_at < end)


def _move(call: Recording, campaign: Campaign, said: Correction) -> None:
    """A later moment keeps nothing for longer; another agent has two days from now to withdraw the call."""
    if said.agent != call.agent:
        call.received_at = timezone.now()
    call.agent, call.recorded_at = said.agent, said.recorded_at
    call.erase_sound_at = min(call.erase_sound_at, said.recorded_at + SOUND_KEPT)
    call.erase_at = min(call.erase_at, said.recorded_at + ANALYSES_KEPT)
    reason = recordings.quarantine_of(campaign, said.agent, said.recorded_at)
    if reason:
        call.state, call.quarantine = Recording.State.QUARANTINED, reason
        for job in recordings.jobs_of([call.pk]).filter(state__in=[Job.State.WAITING, Job.State.RUNNING]):
            job.cancel()
        heard.forget([call.pk])


def _tell_that_it_was_another(before: User) -> None:
    notices.notify(
        before,
        "call_not_yours",
        _("Un appel rangé à votre nom n’était pas le vôtre"),
        _("Il a été corrigé : vous ne le voyez plus."),
        reverse("recordings:list"),
        discreet=True,
    )


@transaction.atomic
def swap_sides(recording: Recording) -> bool:
    """Who was taken for the agent is the caller. False where there is one side, or while the call is worked on."""
    recordings.lock_jobs_of([recording.pk])
    call = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    at_work = recordings.jobs_of([call.pk]).filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    if call.channels not in OTHER_WAY or at_work.exists():
        return False
    call.channels = OTHER_WAY[Channels(call.channels)]
    call.save(update_fields=["channels"])
    Turn.objects.filter(recording=call, placed_at=None).update(speaker=_the_other("speaker"))  # what people said stays said
    Masking.objects.filter(recording=call).update(channel=_the_other("channel"))
    indexing.index(call)
    return True


def _the_other(column: str) -> Case:
    return Case(
        When(**{column: Turn.Speaker.AGENT}, then=Value(Turn.Speaker.CALLER)),
        When(**{column: Turn.Speaker.CALLER}, then=Value(Turn.Speaker.AGENT)),
        default=F(column),
    )
