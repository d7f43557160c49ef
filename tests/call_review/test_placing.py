"""A call on one channel: Alice coaches, Bob is heard; both say who speaks. Charlie is nobody there."""

import pytest
from django.http import Http404
from django.urls import reverse

from call_review import masking, placing
from call_review.errors import PlacedMeanwhile
from call_review.models import Masking, Recording, Turn
from privacy.kinds import Kind
from tests.call_review.calls import words
from tests.call_review.maskable import say

AGENT, CALLER, UNKNOWN = Turn.Speaker.AGENT, Turn.Speaker.CALLER, Turn.Speaker.UNKNOWN
SCRIPT = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def mono(call: Recording) -> Recording:
    Recording.objects.filter(pk=call.pk).update(channels=Recording.Channels.MONO)
    call.turns.update(speaker=UNKNOWN)
    call.refresh_from_db()
    return call


def speakers(call: Recording) -> list[str]:
    return list(call.turns.order_by("position").values_list("speaker", flat=True))


def keys(call: Recording) -> list[str]:
    return [one.key for one in masking.found_in(list(call.turns.order_by("position")))]


def address(call: Recording) -> str:
    return reverse("review:place", args=[call.key])


# --- The rule


def test_what_is_said_is_kept_with_who_said_it(mono, coach, agent):
    placing.place(mono, coach, 0, AGENT, UNKNOWN)
    placing.place(mono, agent, 1, CALLER, UNKNOWN)
    assert speakers(mono) == [AGENT, CALLER, UNKNOWN]
    assert [turn.placed_by for turn in mono.turns.order_by("position")] == [coach, agent, None]


def test_said_twice_it_is_said_once_and_it_is_taken_back(mono, coach):
    first = placing.place(mono, coach, 0, AGENT, UNKNOWN)
    assert placing.place(mono, coach, 0, AGENT, UNKNOWN).placed_at == first.placed_at
    placing.place(mono, coach, 0, UNKNOWN, AGENT)
    assert speakers(mono) == [UNKNOWN] * 3


def test_of_two_people_the_later_is_told_and_changes_nothing(mono, coach, agent):
    placing.place(mono, coach, 0, AGENT, UNKNOWN)
    with pytest.raises(PlacedMeanwhile) as caught:
        placing.place(mono, agent, 0, CALLER, UNKNOWN)
    assert caught.value.turn.placed_by == coach and speakers(mono)[0] == AGENT


def test_where_the_channel_tells_nobody_says_otherwise(call, coach):
    with pytest.raises(Http404):
        placing.place(call, coach, 0, CALLER, AGENT)
    assert speakers(call) == [AGENT, CALLER, AGENT]


# --- What is masked


def test_a_masking_stays_on_the_whole_sound_once_every_voice_is_said(call, coach):
    """A file of two channels that carry one sound: to bleep one would leave the words on the other."""
    call.turns.update(speaker=UNKNOWN)
    for position, speaker in enumerate((AGENT, CALLER, AGENT)):
        placing.place(call, coach, position, speaker, UNKNOWN)
    passage = masking.Passage(1.0, 2.0, Masking.Channel.AGENT, Kind.NAME)
    assert masking.decide(call, coach, passage, Masking.Decision.MASKED).channel == Masking.Channel.BOTH


@pytest.mark.parametrize("said", [(AGENT, CALLER, AGENT), (CALLER, AGENT, CALLER), (AGENT, AGENT, AGENT), (UNKNOWN, CALLER, UNKNOWN)])
def test_no_voice_given_rightly_or_wrongly_takes_a_proposal_away(mono, coach, said):
    say(mono)
    before = keys(mono)
    assert len(before) >= 3
    for position, speaker in enumerate(said):
        placing.place(mono, coach, position, speaker, UNKNOWN)
    assert set(before) <= set(keys(mono))


def test_once_the_voices_are_said_an_answer_that_came_late_is_proposed(mono, coach):
    """Not knowing who speaks, one stops waiting for a name after three sentences, those of who asks included."""
    texts = ["Quel est votre nom ?", "Prenez votre temps. Rien ne presse. Je vous attends.", "Kowalczyk."]
    for position, (text, start) in enumerate(zip(texts, (0.5, 3.4, 7.8), strict=True)):
        mono.turns.filter(position=position).update(text=text, start=start, end=start + 2.5, words=words(text, start, start + 2.5))
    assert not any(key.startswith("2:") for key in keys(mono))
    for position, speaker in enumerate((AGENT, AGENT, CALLER)):
        placing.place(mono, coach, position, speaker, UNKNOWN)
    assert any(key.startswith("2:") for key in keys(mono))


def test_a_number_cut_by_a_pause_is_found_in_both_turns(mono):
    for position, (text, start) in enumerate([("Mon numéro, 06 39 98", 0.5), ("12 34.", 3.2), ("Merci.", 9.0)]):
        mono.turns.filter(position=position).update(text=text, start=start, end=start + 2, words=words(text, start, start + 2))
    assert {key[0] for key in keys(mono)} == {"0", "1"}


# --- The page


def test_without_script_the_page_comes_back_at_the_next_turn(mono, agent, client):
    client.force_login(agent)
    page = client.get(mono.get_absolute_url()).content.decode()
    assert 'value="0 unknown agent"' in page and 'id="placing"' in page
    assert client.post(address(mono), {"place": "0 unknown agent"}).url == f"{mono.get_absolute_url()}#tour-2"
    assert client.post(address(mono), {"place": "0 agent unknown"}).url == f"{mono.get_absolute_url()}#tour-1"
    assert client.post(address(mono), {"place": "2 unknown agent"}).url == f"{mono.get_absolute_url()}#tour-3", "the last one has no next"
    assert client.post(address(mono), {"place": "2 agent unknown"}).url == f"{mono.get_absolute_url()}#tour-3"
    assert speakers(mono) == [UNKNOWN] * 3


def test_a_script_is_told_what_is_kept_and_the_later_by_whom(mono, agent, coach, client):
    client.force_login(coach)
    kept = client.post(address(mono), {"place": "1 unknown caller"}, **SCRIPT)
    assert kept.status_code == 200 and kept.json()["speaker"] == "caller" and kept.json()["who"] == "Usager"
    client.force_login(agent)
    late = client.post(address(mono), {"place": "1 unknown agent"}, **SCRIPT)
    assert late.status_code == 409 and late.json()["speaker"] == "caller" and str(coach) in late.json()["said"]
    told = client.post(address(mono), {"place": "1 unknown agent"}, follow=True).content.decode()
    assert "entre-temps" in told


@pytest.mark.parametrize("junk", ["", "0", "0 unknown", "0 unknown both", "-1 unknown agent", "0 unknown agent\n", "\0", "٣ unknown agent"])
def test_what_does_not_read_is_refused(mono, coach, client, junk):
    client.force_login(coach)
    assert client.post(address(mono), {"place": junk}).status_code == 400
    assert speakers(mono) == [UNKNOWN] * 3


def test_strangers_turns_that_are_not_and_calls_of_two_voices_are_not_found(mono, coach, stranger, client):
    client.force_login(coach)
    assert client.post(address(mono), {"place": "9999999999 unknown agent"}).status_code == 404
    client.force_login(stranger)
    assert client.post(address(mono), {"place": "0 unknown agent"}).status_code == 404
    assert speakers(mono) == [UNKNOWN] * 3


def test_a_call_of_two_voices_offers_none_to_give(call, coach, client):
    client.force_login(coach)
    page = client.get(call.get_absolute_url()).content.decode()
    assert 'id="placing"' not in page and "call-placing.js" not in page
