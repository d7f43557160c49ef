"""Words of two people become turns: none is lost, each speaker's come in order and do not overlap."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from speech.conversation import HOLD, turns
from speech.engines import Word

times = st.floats(0, 600, allow_nan=False)


@st.composite
def channels(draw) -> list[Word]:
    """As engines give them: nearly in order, sometimes beginning before the last has ended, sometimes of no length."""
    starts = sorted(draw(st.lists(times, max_size=30)))
    return [Word(f" mot{i}", s, s + draw(st.floats(0, 3)), 0.5) for i, s in enumerate(starts)]


@given(st.fixed_dictionaries({"agent": channels(), "caller": channels()}))
def test_no_word_is_lost_and_nobody_talks_over_themself(said):
    made = turns(said)
    for speaker, words in said.items():
        own = [turn for turn in made if turn.speaker == speaker]
        assert [word.text for turn in own for word in turn.words] == [word.text for word in words]
        edges = [time for turn in own for word in turn.words for time in (word.start, word.end)]
        assert edges == sorted(edges)
    assert [turn.start for turn in made] == sorted(turn.start for turn in made)
    assert all(turn.words for turn in made)
    assert all(a.speaker != b.speaker or b.start - a.end >= HOLD for a, b in itertools.pairwise(made))


def word(text: str, start: float, end: float) -> Word:
    return Word(f" {text}", start, end, 0.9)


def test_an_answer_stands_between_two_sentences():
    agent = [word("Votre", 0, 0.3), word("nom ?", 0.3, 0.6), word("Merci.", 3, 3.4)]
    made = turns({"agent": agent, "caller": [word("Verdier.", 1.2, 2)]})
    assert [(turn.speaker, turn.text) for turn in made] == [("agent", "Votre nom ?"), ("caller", "Verdier."), ("agent", "Merci.")]


def test_a_hum_of_assent_does_not_cut_a_sentence():
    agent = [word(f"mot{i}", i * 0.4, i * 0.4 + 0.4) for i in range(10)]
    made = turns({"agent": agent, "caller": [word("oui", 2, 2.2)]})
    assert [turn.speaker for turn in made] == ["agent", "caller"]


def test_after_a_hold_the_same_person_begins_a_new_turn():
    made = turns({"agent": [word("Patientez.", 0, 1), word("Merci.", 40, 41)], "caller": []})
    assert [(turn.start, turn.text) for turn in made] == [(0, "Patientez."), (40, "Merci.")]


def test_words_split_by_the_engine_stay_joined():
    made = turns({"unknown": [Word(" rendez", 0, 0.3, 1), Word("-vous", 0.3, 0.6, 1), word("demain", 0.6, 1)]})
    assert made[0].text == "rendez-vous demain"


def test_where_one_channel_carries_both_people_each_pause_and_sentence_ends_a_turn():
    made = turns({"unknown": [word("Votre", 0, 0.3), word("nom ?", 0.3, 0.6), word("Verdier.", 1.4, 2), word("Merci.", 2.2, 2.6)]})
    assert [turn.text for turn in made] == ["Votre nom ?", "Verdier.", "Merci."]
    once = turns(
        {
            "unknown": [
                word("Votre", 0, 0.3),
                word("nom", 0.3, 0.6),
                word("?", 0.6, 0.7),
                word("À", 0.7, 0.8),
                word("service-public.fr", 0.8, 2),
            ]
        }
    )
    assert [turn.text for turn in once] == ["Votre nom ?", "À service-public.fr"]
