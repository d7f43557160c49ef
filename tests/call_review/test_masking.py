"""A person decides what must not be heard again: Alice coaches and publishes, Bob is heard and proposes, Charlie is nobody there."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from background.models import Job
from background.runner import work_off
from call_review import masking
from call_review.errors import AlreadyMasked, BeingMasked, NothingToMask, NotYours, SoundGone, StillToDecide
from call_review.masking import Passage
from call_review.models import Masking, Recording, Turn
from privacy.kinds import Kind
from tests.call_review.calls import words
from tests.call_review.maskable import say

MASKED, LEFT = Masking.Decision.MASKED, Masking.Decision.LEFT
BY_HAND = Passage(1.0, 2.0, Masking.Channel.AGENT, Kind.NAME)


@pytest.fixture
def told(call: Recording) -> Recording:
    say(call)
    return call


def proposed(call: Recording) -> list[Passage]:
    turns = list(call.turns.order_by("position"))
    return [masking.passage_of(one, turns) for one in masking.found_in(turns)]


def decide_all(call: Recording, person, decision=MASKED) -> None:
    for passage in proposed(call):
        masking.decide(call, person, passage, decision)


def test_a_proposal_is_on_the_voice_that_says_it(told):
    assert [(one.kind, one.channel) for one in proposed(told)] == [
        (Kind.NAME, Masking.Channel.CALLER),
        (Kind.PHONE, Masking.Channel.CALLER),
        (Kind.NAME, Masking.Channel.AGENT),
    ]


def test_nothing_is_decided_by_itself(told):
    assert not told.maskings.exists() and told.masked_at is None


def test_a_person_confirms_corrects_and_refuses(told, coach, agent):
    name, phone, again = proposed(told)
    masking.decide(told, coach, name, MASKED)
    masking.decide(told, agent, phone, LEFT)
    masking.decide(told, coach, Passage(7.0, 7.9, again.channel, Kind.NUMBER, again.found), MASKED)
    rows = [(row.decision, row.decided_by, row.kind, row.start) for row in told.maskings.order_by("decided_at")]
    assert rows == [(MASKED, coach, "name", name.start), (LEFT, agent, "phone", phone.start), (MASKED, coach, "number", 7.0)]
    assert masking.undecided(told, list(told.turns.all())) == []


def test_the_last_word_counts_and_two_clicks_are_one(told, coach, agent):
    name = proposed(told)[0]
    for person, decision in ((coach, MASKED), (coach, MASKED), (agent, LEFT)):
        masking.decide(told, person, name, decision)
    (row,) = told.maskings.all()
    assert (row.decision, row.decided_by) == (LEFT, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Masking.objects.create(recording=told, start=0, end=1, channel="both", kind="name", decision=MASKED, found=name.found)


def test_what_is_sure_is_confirmed_at_once_and_what_was_decided_stays(told, coach):
    name, phone, _again = proposed(told)
    masking.decide(told, coach, phone, LEFT)
    Turn.objects.filter(position=0).update(words=words("Appelez le 06 39 98 55 66, votre nom ?", 0.5, 3.0))
    assert masking.mask_all_sure(told, coach) == 2
    assert sorted(told.maskings.values_list("kind", "decision")) == [("name", "masked"), ("phone", "left"), ("phone", "masked")]
    assert name.found not in told.maskings.values_list("found", flat=True), "a person looks at what is only possible"


def test_a_decision_is_taken_back_before_it_is_published(told, coach, agent):
    row = masking.decide(told, coach, proposed(told)[0], MASKED)
    masking.take_back(told, row.pk)
    assert not told.maskings.exists() and len(masking.undecided(told, list(told.turns.all()))) == 3


def test_a_passage_stays_within_the_call(told, coach):
    whole = masking.decide(told, coach, Passage(-3, 99, Masking.Channel.BOTH, Kind.NAME), MASKED)
    slip = masking.decide(told, coach, Passage(20, 20, Masking.Channel.BOTH, Kind.NAME), MASKED)
    assert (whole.start, whole.end) == (0, 12)
    assert slip.start < slip.end <= 12.0001


@pytest.mark.parametrize("apart", [False, True])
def test_where_voices_are_not_apart_both_are_bleeped(told, coach, apart):
    """On one channel, or on two that carry the same sound."""
    if apart:
        Turn.objects.filter(position=2).update(speaker="unknown")
    else:
        Recording.objects.filter(pk=told.pk).update(channels="mono")
        told.refresh_from_db()
    assert masking.decide(told, coach, BY_HAND, MASKED).channel == Masking.Channel.BOTH


def test_each_proposal_is_looked_at_before_a_coach_publishes(told, coach, agent):
    with pytest.raises(StillToDecide):
        masking.publish(told, coach)
    decide_all(told, agent)
    with pytest.raises(NotYours):
        masking.publish(told, agent)
    assert not Job.objects.filter(kind="call_review.mask").exists()
    masking.publish(told, coach)
    told.refresh_from_db()
    assert told.being_masked and told.masking_job.owner_id == coach.pk and told.masked_at is None


def test_while_the_sound_is_made_nothing_changes(told, coach):
    decide_all(told, coach)
    masking.publish(told, coach)
    row = told.maskings.first()
    for act in (
        lambda: masking.decide(told, coach, BY_HAND, MASKED),
        lambda: masking.take_back(told, row.pk),
        lambda: masking.mask_all_sure(told, coach),
        lambda: masking.publish(told, coach),
    ):
        with pytest.raises(BeingMasked):
            act()


def test_what_is_published_does_not_come_back_but_more_is_added(told, coach):
    decide_all(told, coach)
    masking.publish(told, coach)
    assert work_off("speech") == 1
    row = told.maskings.first()
    assert row.applied_at
    with pytest.raises(AlreadyMasked):
        masking.take_back(told, row.pk)
    with pytest.raises(AlreadyMasked):
        masking.decide(told, coach, Passage(0, 1, Masking.Channel.BOTH, Kind.NAME, row.found), LEFT)
    with pytest.raises(NothingToMask):
        masking.publish(told, coach)
    masking.decide(told, coach, BY_HAND, MASKED)
    masking.publish(told, coach)
    assert work_off("speech") == 1 and not told.maskings.filter(applied_at=None).exists()


def test_a_call_where_nothing_is_found_is_published_too(call, coach):
    masking.publish(call, coach)
    work_off("speech")
    call.refresh_from_db()
    assert call.masked_at and call.masked_by == coach and not call.maskings.exists()


def test_once_the_sound_is_gone_nothing_is_decided(told, coach):
    Recording.objects.filter(pk=told.pk).update(sound_erased_at=timezone.now())
    for act in (lambda: masking.decide(told, coach, BY_HAND, MASKED), lambda: masking.publish(told, coach)):
        with pytest.raises(SoundGone):
            act()
