"""Forms of one word share a stem; words that a service tells apart do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from call_review.stemming import LONGEST, spans, stems_of

FAMILIES = [
    "renouveler renouvelez renouvelé renouvelée renouvelés renouvelons renouvellement renouvelle renouvelait renouvellera",
    "demande demandes demander demandé demandez demandons demandait",
    "paiement paiements payer payé payez paie",
    "perdre perdu perdue perdez perds",
    "rendre rendu rendez rendus",
    "répondre répondez répond répondu",
    "recevoir reçu reçue reçois RECU",
    "vérifier vérifié vérifiez vérification vérifications",
    "finir fini finissez finissons finit",
    "déménager déménagement déménagé déménage demenager",
    "étranger étrangère étrangers étrangères",
    "inscrire inscrit inscrite inscrivez",
    "dossier dossiers",
    "numéro numéros NUMERO numero",
    "journal journaux",
    "bureau bureaux",
    "social sociaux sociale sociales",
    "décision décisions",
    "pension pensions",
    "retraite retraites retraité retraités",
    "œuvre œuvres oeuvre",
    "impôt impôts impot",
    "refus refusé refuser",
    "justificatif justificatifs justificative",
    "Kowalczyk kowalczyk KOWALCZYK",
    "Łódź lodz",
]
APART = "carte permis acte action caisse question pension paiement courrier logement allocation retraite mars marié dossier numéro carton"


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_one_word_share_a_stem(family):
    assert len({stems_of(word) for word in family.split()}) == 1


def test_other_words_do_not():
    words = APART.split()
    assert len({stems_of(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("l’acte,", ("acte",)),
        ("d'accord", ("accord",)),
        ("et", ()),
        ("06.39", ("06", "39")),
        ("B12", ("b", "12")),
        ("trop-perçu", ("trop", "percu")),
    ],
)
def test_what_is_written_without_a_blank_is_taken_apart(text, stems):
    assert stems_of(text) == stems


@given(st.text(max_size=60))
def test_any_text_gives_short_stems_of_plain_letters_and_digits(text):
    for start, end, stems in spans(text):
        assert 0 <= start < end <= len(text)
        assert all(stem.isascii() and stem.isalnum() and stem == stem.lower() and len(stem) <= LONGEST for stem in stems)


@given(st.from_regex(r"[a-zéèêàçœ]{1,25}", fullmatch=True))
def test_accents_and_capitals_change_no_stem(word):
    assert stems_of(word) == stems_of(word.upper())
