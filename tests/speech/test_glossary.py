"""An organisation's own words: told to the engine, put right where a person said how they are misheard, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.engines import Word
from speech.glossary import LONGEST_HINT, Entry, Glossary
from speech.transcription import transcribe

from .conftest import CLIP

ENTRIES = (
    Entry("récépissé", ("récepticène", "récepticez")),
    Entry("Carsat", ("carte sat", "car ça")),
    Entry("Aspa", ("aspas", "asse pas")),
    Entry("carte Vitale"),
)
GLOSSARY = Glossary(ENTRIES)


def spoken(text: str) -> list[Word]:
    return [Word(f" {word}", number, number + 0.5, 0.9 - 0.1 * number) for number, word in enumerate(text.split())]


def righted(text: str, glossary: Glossary = GLOSSARY) -> str:
    return "".join(word.text for word in glossary.put_right(spoken(text))).strip()


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("mon récepticène est fini", "mon récépissé est fini"),
        ("Récepticez, bonjour.", "récépissé, bonjour."),
        ("à la carte sat de Lyon", "à la Carsat de Lyon"),
        ("Voyez l’aspas, ou l'asse pas !", "Voyez l’Aspa, ou l'Aspa !"),
        ("la carte vitale et la carte satellite", "la carte vitale et la carte satellite"),
        ("une carte", "une carte"),
    ],
)
def test_what_a_person_listed_is_put_right_signs_and_elisions_kept(heard, right):
    assert righted(heard) == right


def test_what_the_engine_wrote_stays_beside_it_as_doubtful_as_its_worst_word():
    [before, word, after] = GLOSSARY.put_right(spoken("la carte sat. Bien"))
    assert (word.text, word.heard, word.start, word.end) == (" Carsat.", "carte sat.", 1, 2.5)
    assert word.probability == pytest.approx(0.7) and before.heard == after.heard == ""


def test_numbers_are_left_alone():
    assert righted("le 20 12 à 2012", Glossary([Entry("2013", ("2012", "20 12")), Entry("douze", ("12",))])) == "le 20 12 à 2012"


def test_of_two_forms_that_begin_alike_the_longer_is_taken():
    both = Glossary([Entry("CAF", ("caisse",)), Entry("Caisse de retraite", ("caisse retraite",))])
    assert righted("ma caisse retraite et ma caisse", both) == "ma Caisse de retraite et ma CAF"


@given(st.lists(st.text(min_size=1, max_size=8).map(lambda text: f" {text}"), max_size=12))
def test_other_words_come_back_as_they_were(texts):
    words = [Word(text, number, number + 1, 0.5) for number, text in enumerate(texts)]
    assert list(Glossary().put_right(words)) == words
    assert list(Glossary([Entry("Aspa", ("une forme que personne ne tape",))]).put_right(words)) == words


def test_the_hint_is_a_sentence_of_bounded_length():
    assert GLOSSARY.hint == "Glossaire : récépissé, Carsat, Aspa, carte Vitale."
    assert Glossary().hint == "" == Glossary().digest
    long = Glossary(Entry("mot" * 10 + str(number)) for number in range(300))
    assert LONGEST_HINT / 2 < len(long.hint) < LONGEST_HINT * 1.2 and long.hint.endswith(".")


def test_its_digest_says_which_one():
    assert GLOSSARY.digest == Glossary(ENTRIES).digest != Glossary(ENTRIES[:2]).digest
    assert Glossary([Entry("a", ("b",))]).digest != Glossary([Entry("a")]).digest


def test_an_engine_that_says_what_it_was_told_to_expect_heard_nothing():
    assert GLOSSARY.is_echo(spoken("Glossaire : récépissé, Carsat, Aspa")) and GLOSSARY.is_echo(spoken("récépissé Carsat Aspa"))
    assert not GLOSSARY.is_echo(spoken("mon récépissé de la Carsat")) and not GLOSSARY.is_echo(spoken("carte Vitale"))
    assert not Glossary().is_echo(spoken("Glossaire de mots"))


def test_through_the_real_engine():
    made = transcribe(CLIP, glossary=Glossary([Entry("limpide", ("clair",)), Entry("Carsat")]))
    words = [word for turn in made.to_dict()["turns"] for word in turn["words"]]
    assert "limpide" in made.turns[0].text and "clair" not in made.turns[0].text
    assert any(word.get("heard", "").startswith("clair") for word in words if "limpide" in word["text"])
    assert made.glossary and transcribe(CLIP).glossary == ""


def test_without_words_nothing_changes():
    assert transcribe(CLIP, glossary=Glossary()).turns == transcribe(CLIP).turns


def test_a_call_in_another_language_is_left_alone():
    made = transcribe(CLIP, language="en", glossary=GLOSSARY)
    assert made.glossary == ""
