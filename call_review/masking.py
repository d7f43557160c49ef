"""A person decides what must not be heard or read again of a call, then publishes it: the only writer of what is decided.

Whoever comes here may open the call (`Recording.objects.visible_to`): that is asked before. `bleeping.py` does what was decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from background.registry import enqueue
from call_review import access, indexing, one_voice_words, order, redaction
from call_review.errors import AlreadyMasked, BeingMasked, NothingToMask, NotYours, SoundGone, StillToDecide
from call_review.models import Masking, Recording, Turn
from privacy.kinds import Certainty, Kind

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST = 0.1
"""Seconds. Shorter than any word, it would be a slip of the hand."""


@dataclass(frozen=True)
class Passage:
    """Seconds of the call; `found`: the proposal it answers, or nothing."""

    start: float
    end: float
    channel: Masking.Channel
    kind: Kind
    found: str = ""


def found_in(turns: list[Turn]) -> list[redaction.Proposal]:
    """What rules propose of a call as it reads today: what is hidden already is found no more."""
    if any(turn.one_voice for turn in turns):
        return one_voice_words.found_in(turns)
    return redaction.proposals([{"speaker": turn.speaker, "words": turn.words} for turn in turns])


def passage_of(proposal: redaction.Proposal, turns: list[Turn]) -> Passage:
    """As it is proposed: on the voice that says it."""
    return Passage(proposal.start, proposal.end, channel_of(turns[proposal.turn].speaker), proposal.kind, proposal.key)


def channel_of(speaker: str) -> Masking.Channel:
    return Masking.Channel.BOTH if speaker == Turn.Speaker.UNKNOWN else Masking.Channel(speaker)


def one_voice(recording: Recording) -> bool:
    """Both people are on one channel, or on two that carry the same sound: to bleep one is to bleep both, whoever is said to speak."""
    return recording.channels == Recording.Channels.MONO or recording.turns.one_voice().exists()


@transaction.atomic
def decide(recording: Recording, person: User, passage: Passage, decision: Masking.Decision) -> Masking:
    """Said again of the same proposal, the last word counts. Raises SoundGone, BeingMasked, AlreadyMasked."""
    call = _open(recording)
    row = _decide(call, person, passage, decision)
    indexing.index(call)
    return row


def _decide(call: Recording, person: User, passage: Passage, decision: Masking.Decision) -> Masking:
    before = call.maskings.filter(found=passage.found).first() if passage.found else None
    if before and before.applied_at:
        raise AlreadyMasked
    row = before or Masking(recording=call, found=passage.found)
    row.start, row.end = _within(call, passage)
    row.channel = Masking.Channel.BOTH if one_voice(call) else passage.channel
    row.kind, row.decision, row.decided_by, row.decided_at = passage.kind, decision, person, timezone.now()
    row.save()
    return row


@transaction.atomic
def mask_all_sure(recording: Recording, person: User) -> int:
    """Proposals whose key fits, and that nobody has looked at. Answers how many. Raises SoundGone, BeingMasked."""
    call = _open(recording)
    turns = list(call.turns.order_by("position"))
    sure = [one for one in undecided(call, turns) if one.certainty == Certainty.SURE]
    for one in sure:
        _decide(call, person, passage_of(one, turns), Masking.Decision.MASKED)
    if sure:
        indexing.index(call)
    return len(sure)


@transaction.atomic
def take_back(recording: Recording, pk: int) -> None:
    """As if nobody had said anything of it. Raises SoundGone, BeingMasked, AlreadyMasked."""
    call = _open(recording)
    row = get_object_or_404(call.maskings, pk=pk)
    if row.applied_at:
        raise AlreadyMasked
    row.delete()
    indexing.index(call)


@transaction.atomic
def publish(recording: Recording, coach: User) -> None:
    """From here on nothing is taken back. A call where nothing was found is published too: a person looked.

    Raises NotYours, SoundGone, BeingMasked, StillToDecide, NothingToMask (nothing new since the last time).
    """
    if not access.may_publish_maskings(coach, recording):
        raise NotYours
    call = _open(recording)
    if undecided(call, list(call.turns.order_by("position"))):
        raise StillToDecide
    if call.masked_at and not call.maskings.waiting().exists():
        raise NothingToMask
    turn = order.turn_of(call.organisation)
    job = enqueue("call_review.mask", owner=coach, priority=order.SHORT, group=turn, recording=call.pk)
    Recording.objects.filter(pk=call.pk).update(masking_job=job, masked_by=coach)


def undecided(recording: Recording, turns: list[Turn]) -> list[redaction.Proposal]:
    decided = set(recording.maskings.exclude(found="").values_list("found", flat=True))
    return [one for one in found_in(turns) if one.key not in decided]


def _open(recording: Recording) -> Recording:
    """Locked, so that nothing is decided of a call while its publication is asked for."""
    call = get_object_or_404(Recording.objects.select_for_update(of=("self",)).select_related("masking_job"), pk=recording.pk)
    if call.sound_erased_at:
        raise SoundGone
    if call.being_masked:
        raise BeingMasked
    return call


def _within(call: Recording, passage: Passage) -> tuple[float, float]:
    start = min(max(passage.start, 0), max(call.seconds - SHORTEST, 0))
    return start, max(min(passage.end, call.seconds), start + SHORTEST)
