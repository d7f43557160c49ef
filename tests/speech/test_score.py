"""The score counts what a reader would call an error."""

import pytest

from bench import score


@pytest.mark.parametrize(
    ("reference", "transcript", "wrong"),
    [
        ("Bonjour, Madame !", "bonjour madame", 0),
        ("le vingt-trois mars", "le 23 mars", 0),
        ("Mme Martin a reçu 12,50 €", "madame martin a reçu 12,50 euros", 0),
        ("G, A, R", "GAR", 0),
        ("euh oui", "oui", 0),
        ("à 9h30", "à 9 heures 30", 0),
        ("oui bonjour", "non bonjour", 1),
        ("oui", "oui oui oui", 2),
        ("un très long silence", "", 4),
        ("", "des mots inventés", 3),
    ],
)
def test_errors(reference, transcript, wrong):
    assert score.compare(reference, transcript).wrong == wrong


def test_a_transcript_that_confuses_the_speakers_is_wrong():
    reference = [{"speaker": "agent", "text": "Bonjour.", "start": 0}, {"speaker": "caller", "text": "Allô.", "start": 1}]
    exchanged = [{"speaker": "caller", "text": "Bonjour.", "start": 0}, {"speaker": "agent", "text": "Allô.", "start": 1}]
    alone = [{"speaker": "unknown", "text": "Bonjour. Allô.", "start": 0}]
    assert score.call(reference, reference)["both"].wrong == 0
    assert score.call(reference, exchanged)["both"].wrong == 2
    assert score.call(reference, alone)["both"].wrong == 0
