"""What was played is merged, never invented: nothing outside the call, nothing that was not reported."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_review import clock, debriefing
from call_review.errors import NotPlayed
from call_review.models import Played
from call_review.stretches import JOINED, SHORTEST, heard, merged

ANY_NUMBER = st.floats() | st.integers(-(10**6), 10**6).map(float)
INSIDE = st.floats(0, 600, allow_nan=False)
LENGTH = st.floats(1, 11_000, allow_nan=False)


@given(st.lists(st.tuples(ANY_NUMBER, ANY_NUMBER), max_size=30), LENGTH)
def test_whatever_is_told_stretches_are_apart_in_order_and_inside(told, length):
    found = merged(told, length)
    assert all(start >= 0 and end <= length and end - start >= SHORTEST for start, end in found)
    assert all(after[0] - before[1] > JOINED for before, after in pairwise(found))
    assert merged(found, length) == found, "told again, nothing changes"


@given(st.lists(st.tuples(INSIDE, INSIDE), max_size=20), LENGTH, INSIDE)
def test_a_moment_is_heard_only_if_somebody_told_of_it(told, length, moment):
    """Up to the short gaps that two reports of one listening leave."""
    second = math.floor(moment)
    near = [end - start >= SHORTEST and start < second + 1 + JOINED and end > second - JOINED for start, end in told]
    if heard(merged(told, length), moment):
        assert any(near)


@given(st.lists(st.tuples(INSIDE, INSIDE), max_size=20), LENGTH)
def test_the_order_of_reports_does_not_matter(told, length):
    assert merged(told, length) == merged(list(reversed(told)), length)


@given(st.lists(st.tuples(INSIDE, INSIDE), max_size=10), st.lists(st.tuples(INSIDE, INSIDE), max_size=10), LENGTH)
def test_more_listening_never_takes_a_moment_back(before, after, length):
    first = merged(before, length)
    both = merged([*first, *after], length)
    assert all(any(start <= one and end >= other for start, end in both) for one, other in first)


@given(st.integers(0, 3 * 3600))
def test_a_clock_reads_what_it_writes(seconds):
    assert clock.read(clock.written(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "x", "1:", ":12", "1:60", "1:60:00", "-3", "1:2:3:4", "9" * 40, "1\x00", "١:٢٠"])
def test_what_is_no_clock_is_refused(text):
    with pytest.raises(ValueError):
        clock.read(text)


def test_two_reports_become_one_stretch_of_that_listener_alone(call, coach, agent, listened):
    listened(coach, (1.0, 4.0))
    listened(coach, (4.1, 6.0), (9.0, 100.0))
    listened(agent, (0.0, 1.0))
    assert debriefing.played_by(coach, call) == [(1.0, 6.0), (9.0, 12.0)]
    assert debriefing.played_by(agent, call) == [(0.0, 1.0)]
    call.delete()
    assert not Played.objects.exists(), "it dies with the call"


def test_what_was_never_handed_over_was_not_played(call, coach):
    with pytest.raises(NotPlayed):
        debriefing.record_played(call, coach, [(1.0, 4.0)])
    assert not Played.objects.exists()


def test_the_player_reports_in_its_own_words(call, coach, sign_in):
    client, url = sign_in(coach), f"/appels/{call.key}/ecoute/"

    def report(body: str) -> int:
        return client.post(url, body, content_type="application/json").status_code

    assert report("[[1, 4]]") == 409, "the sound was not asked for"
    b"".join(client.get(f"/appels/{call.key}/son.m4a").streaming_content)
    answer = client.post(url, "[[1, 4], [3.5, 5.25]]", content_type="application/json")
    assert answer.json() == {"played": [[1.0, 5.25]]}
    for wrong in ("", "x", "{}x", "3", "null", "[1]", "[[1]]", '[["a", 2]]', "[[1,2,3]]", "[" * 20_000, json.dumps([[0, 1]] * 501), "\x00"):
        assert report(wrong) == 400, wrong[:20]
    assert report("[[NaN, 3], [-Infinity, Infinity], [1e999, 3]]") == 200
    assert debriefing.played_by(coach, call) == [(1.0, 5.25)]


def test_nobody_reports_for_a_call_that_is_not_theirs(call, stranger, sign_in):
    assert sign_in(stranger).post(f"/appels/{call.key}/ecoute/", "[[1, 4]]", content_type="application/json").status_code == 404
