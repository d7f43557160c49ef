"""Speech is given to the engine in pieces, and its words come back at their time in the call."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import decode
from speech.engines import Segment, Word
from speech.pieces import GAP, Piece, pieces
from speech.sound import RATE
from speech.voice import FRAME

from .conftest import CLIP


@st.composite
def speech(draw) -> list[tuple[int, int]]:
    """Stretches of a long call: some last ten minutes without a pause."""
    at, found = 0, []
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 600)), max_size=20)):
        start = at + gap * RATE
        at = start + length * RATE
        found.append((start, at))
    return found


@given(speech(), st.sampled_from([18 * RATE, 300 * RATE]))
def test_nothing_is_lost_and_no_piece_is_too_long(stretches, longest):
    power = np.ones(1 + (stretches[-1][1] if stretches else 0) // FRAME)
    made = pieces(0, stretches, power, longest)
    assert all(0 < piece.samples <= longest for piece in made)
    joined: list[tuple[int, int]] = []
    for start, end in (stretch for piece in made for stretch in piece.stretches):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    assert joined == stretches


def test_long_speech_is_cut_where_it_is_quietest():
    power = np.ones(400 * RATE // FRAME)
    quiet = 295 * RATE // FRAME
    power[200 * RATE // FRAME :: 40] = 0  # not in the shortest silences, which are inside words
    power[quiet - 2 : quiet + 3] = 0
    assert pieces(0, [(0, 400 * RATE)], power, 300 * RATE)[0].stretches == ((0, quiet * FRAME),)


def test_pieces_are_of_about_the_same_length():
    """Short windows are decoded together: a short one beside long ones would be computed as a long one."""
    phrases = [(start * RATE, (start + 2) * RATE) for start in range(0, 60, 5)]  # 30 s with the gaps
    made = pieces(0, phrases, np.ones(0), 18 * RATE)
    assert [piece.samples for piece in made] == [6 * (2 * RATE + GAP)] * 2


def said(piece: Piece, *words: Word, repetition: float = 1.0) -> list[Word]:
    return list(piece.words(Segment(words, repetition)))


PIECE = Piece(0, ((10 * RATE, 12 * RATE), (60 * RATE, 63 * RATE)))


def test_words_come_back_to_their_time():
    with decode(CLIP) as sound:
        piece = Piece(0, ((RATE, 2 * RATE), (3 * RATE, 4 * RATE)))
        heard = piece.read(sound)
        second = next(i for i in range(len(heard)) if np.array_equal(heard[i : i + 500], sound.read(3 * RATE, 3 * RATE + 500)[0]))
    placed = said(piece, Word(" un", 0.2, 0.4, 0.9), Word(" deux", second / RATE + 0.2, second / RATE + 0.4, 0.9))
    assert [(w.start, w.end) for w in placed] == [(pytest.approx(1.2), pytest.approx(1.4)), (pytest.approx(3.2), pytest.approx(3.4))]


@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0, 3)), min_size=1))
def test_words_never_fall_into_a_silence(times):
    words = [Word(" mot", start, start + length, 0.5) for start, length in times]
    for word in said(PIECE, *words):
        assert any(start <= word.start * RATE <= word.end * RATE <= end for start, end in PIECE.stretches)


def test_an_engine_going_round_in_circles_is_not_believed():
    assert said(PIECE, Word(" non", 0, 1, 0.9), repetition=5.0) == []


@pytest.mark.parametrize("credit", [" Sous-titrage Société Radio-Canada", " Sous-titres réalisés par la communauté d'Amara.org"])
def test_thanks_to_captioners_are_not_speech(credit):
    assert said(PIECE, *(Word(f" {text}", 0, 1, 0.9) for text in credit.split())) == []


def test_words_of_two_segments_do_not_stick_together():
    assert said(PIECE, Word("Bonjour", 0, 1, 0.9))[0].text == " Bonjour"


def test_a_word_goes_from_a_space_to_the_next():
    """Japanese has no spaces: there, what the engine calls words are kept apart."""
    parts = [(" Est", 0, 0.2, 0.9), ("-ce", 0.2, 0.3, 0.4), (" d", 0.3, 0.4, 0.8), ("'accord", 0.4, 0.8, 0.9)]
    assert [(w.text, w.start, w.end, w.probability) for w in said(PIECE, *(Word(*part) for part in parts))] == [
        (" Est-ce", 10, 10.3, 0.4),
        (" d'accord", 10.3, 10.8, 0.8),
    ]
    assert len(said(PIECE, Word("電話", 0, 1, 0.9), Word("番号", 1, 2, 0.9))) == 2
