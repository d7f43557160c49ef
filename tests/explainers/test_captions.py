"""Captions are read as people paste them, refused with the number of the line, and written so that a browser reads them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.captions import Cue, NotCaptions, parse, to_webvtt

VTT = """WEBVTT

NOTE relu

un
00:01.000 --> 00:00:02.500 align:start
<v Agent>Bonjour, <b>que puis-je</b>
pour vous ?

01:00:00.000 --> 01:00:01.000
Au revoir &amp; merci.
"""
SRT = "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nBonjour.\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\nAu revoir.\r\n"


def test_webvtt_with_all_its_ornaments():
    assert parse(VTT) == [Cue(1.0, 2.5, "Bonjour, que puis-je pour vous ?", "Agent"), Cue(3600.0, 3601.0, "Au revoir & merci.")]


def test_the_spaces_that_french_keeps_together_stay():
    said = "00:01.000 --> 00:02.000\n<v Agent>Vous êtes\u00a0\tlà\u00a0?   Oui\u202f!\u00a0"
    assert [cue.text for cue in parse(said)] == ["Vous êtes\u00a0 là\u00a0? Oui\u202f!"]


def test_srt_as_exported_on_windows():
    assert parse(SRT) == [Cue(1.0, 2.5, "Bonjour."), Cue(2.5, 3.0, "Au revoir.")]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 0),
        ("WEBVTT\n\n", "empty", 0),
        ("Bonjour tout le monde", "times", 1),
        ("WEBVTT\n\n1\n00:01 --> 00:02\nBonjour", "times", 4),
        ("WEBVTT\n\n00:00:02.000 --> 00:00:01.000\nBonjour", "order", 3),
        ("00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", "order", 4),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>", "wordless", 3),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, code, line):
    with pytest.raises(NotCaptions) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.line) == (code, line)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
SPANS = st.lists(st.integers(0, 3_600_000), min_size=2, max_size=12, unique=True).map(sorted)


@given(SPANS, WORDS, st.one_of(st.just(""), WORDS))
def test_what_is_written_is_read_again(times, words, speaker):
    cues = [Cue(a / 1000, b / 1000, words, speaker) for a, b in itertools.pairwise(times)]
    assert parse(to_webvtt(cues)) == cues


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    try:
        assert parse(text)
    except NotCaptions as refusal:
        assert refusal.line <= len(text.splitlines())
