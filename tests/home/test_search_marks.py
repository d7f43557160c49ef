"""What was asked for is marked in what was found, letter by letter, whatever the accents."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.search import mark


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Je déménage", "deme", "Je <mark>démé</mark>nage"),
        ("Carte d’identité", "ident carte", "<mark>Carte</mark> d’<mark>ident</mark>ité"),
        ("Ma sœur", "soeu", "Ma <mark>sœu</mark>r"),
        ("A & B", "b", "A &amp; <mark>B</mark>"),
        ("Trop-perçu", "percu", "Trop-<mark>perçu</mark>"),
        ("Rien", "", "Rien"),
    ],
)
def test_the_words_asked_for_are_marked(text, query, marked):
    assert mark(text, query) == marked


@given(st.text(max_size=80), st.text(max_size=20))
def test_marking_loses_no_letter(text, query):
    assert unescape(mark(text, query).replace("<mark>", "").replace("</mark>", "")) == unescape(text.replace("&", "&amp;"))
