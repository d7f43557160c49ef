"""What is proposed to who must hide personal data: whole words, with the seconds at which they are heard."""

import pytest

from bench.personal_data import Coverage, inside, marked, union
from call_review.redaction import MARGIN, proposals
from privacy.kinds import Kind
from tests.call_review.calls import words


def turn(speaker: str, start: float, end: float, text: str) -> dict:
    return {"speaker": speaker, "start": start, "end": end, "text": text, "words": words(text, start, end)}


ASKED = turn("agent", 0, 2, "Votre date de naissance ?")
BORN = turn("caller", 2, 8, "Le douze mars soixante-deux, oui.")


def test_words_are_proposed_with_their_seconds():
    (one,) = proposals([ASKED, BORN])
    step = 6 / 5
    assert (one.turn, one.first, one.last, one.kind) == (1, 1, 3, Kind.BIRTH_DATE)
    assert one.start == pytest.approx(2 + step - MARGIN) and one.end == pytest.approx(2 + 4 * step + MARGIN)


def test_none_begins_before_the_call():
    (one,) = proposals([turn("caller", 0, 2, "06 39 98 12 34")])
    assert one.start == 0


def test_a_call_without_words_has_none():
    assert proposals([]) == [] and proposals([{"speaker": "agent", "words": []}]) == []


def test_what_is_hidden_is_proposed_no_more():
    hidden = {**BORN, "words": [{"text": "[date de naissance]", "start": 2, "end": 6, "probability": 1.0, "masked": "birth_date"}]}
    called = turn("caller", 8, 9, "[nom de personne]")
    called["words"] = [{"text": "[nom de personne]", "start": 8, "end": 9, "probability": 1.0, "masked": "name"}]
    assert proposals([ASKED, hidden, turn("agent", 7, 8, "Votre nom ?"), called]) == []


def test_the_bench_counts_what_is_covered_and_what_is_false():
    said = [
        {**ASKED, "pii": []},
        {**BORN, "text": "Le 12 mars 62, oui.", "pii": [{"kind": "birth_date", "char_start": 3, "char_end": 13}]},
        {**turn("caller", 9, 11, "Voilà."), "pii": [{"kind": "name", "char_start": 0, "char_end": 5}]},
    ]
    heard = [ASKED, BORN, turn("agent", 20, 24, "06 39 98 12 34")]
    coverage = Coverage()
    coverage.add(said, heard, 60)
    assert (coverage.marked, coverage.covered.total(), coverage.covered["birth_date"]) == ({"birth_date": 1, "name": 1}, 1, 1)
    assert coverage.false.total() == 1
    assert list(coverage.table())[-1].split() == ["total", "2", "1", "1", "1.00"]


def test_figures_take_longer_to_say_than_letters():
    (kind, (start, end)) = next(
        iter(marked([{"start": 0, "end": 10, "text": "ab12", "pii": [{"kind": "x", "char_start": 2, "char_end": 4}]}]))
    )
    assert (kind, start, end) == ("x", pytest.approx(10 * 2 / 12), pytest.approx(10))


def test_spans_that_overlap_are_counted_once():
    spans = union(iter([(3.0, 5.0), (0.0, 2.0), (1.0, 4.0)]))
    assert spans == [(0.0, 5.0)] and inside((4.0, 9.0), spans) == 1.0
