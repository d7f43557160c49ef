"""Agents read the published answers of their organisation, find them by words, by topic and from the search of the portal."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.search import search
from topics.models import Topic

MINE = reverse("feedback:mine")


def lists(client, user, **query) -> tuple[set[str], set[str]]:
    client.force_login(user)
    context = client.get(MINE, query).context
    return {one.text for one in context["own"]}, {one.text for one in context["answers"]}


def test_each_finds_the_own_and_everyone_the_answers(client, alice, bob, charlie, concern_of, answered):
    answered(alice, "Une")
    concern_of(bob, "Deux")
    assert lists(client, alice) == ({"Une"}, {"Une"})
    assert lists(client, bob) == ({"Deux"}, {"Une"})
    assert lists(client, charlie) == (set(), set())


def test_found_by_words_of_the_answer_and_by_branch_of_the_tree(client, alice, bob, answered):
    answered(alice, "Une", said="Écrivez au médiateur.", topic=Topic.objects.get(code="PAI-DET-01"))
    answered(alice, "Deux")
    assert lists(client, bob, mots="MEDIATEUR")[1] == {"Une"}
    for code in ("PAI", "PAI-DET"):
        assert lists(client, bob, motif=Topic.objects.get(code=code).pk)[1] == {"Une"}
    assert lists(client, bob, motif=Topic.objects.get(code="INF").pk)[1] == set()


@pytest.mark.parametrize(
    "query", [{"mots": "\x00"}, {"mots": "x" * 500}, {"motif": "9" * 40}, {"motif": "\x00"}, {"page": "9" * 40}, {"miens": "-1"}]
)
def test_a_filter_that_makes_no_sense_filters_nothing(client, bob, alice, answered, query):
    answered(alice, "Une")
    assert lists(client, bob, **query)[1] == {"Une"}


def test_empty_lists_say_what_will_come(client, alice):
    client.force_login(alice)
    text = client.get(MINE).content.decode()
    assert "Deux lignes suffisent" in text and "tous les agents le lisent ici" in text
    assert "Aucune réponse ne porte ces mots" in client.get(MINE, {"mots": "rien"}).content.decode()


def test_the_search_finds_answers_and_the_own_and_nothing_else(alice, bob, charlie, paul, concern_of, answered):
    answered(alice, "Le trop-perçu du courrier")
    concern_of(alice, "Le courrier du trop-perçu")
    assert len(search(alice, "courrier")) == 2
    assert [found.title for found in search(bob, "trop-percu")] == ["Le trop-perçu du courrier"]
    assert search(charlie, "courrier") == search(paul, "courrier") == search(bob, " ") == []


def test_a_draft_of_an_answer_is_not_searched(alice, paul, concern_of):
    from feedback import concerns

    concern = concern_of(alice, "Une")
    concerns.take(concern, paul)
    concerns.draft_answer(concern, paul, "Secret")
    concerns.hand_back(concern, paul)
    assert search(alice, "secret") == []
    assert "Secret" not in [found.excerpt for found in search(alice, "une")]


def test_the_list_asks_as_many_questions_for_thirty_as_for_three(client, alice, bob, answered, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(MINE)
        return len(captured)

    client.force_login(alice)
    topic = Topic.objects.get(code="PAI-DET-01")
    for n in range(2):
        answered(alice, f"Une {n}", topic=topic)
    queries()
    few = queries()
    for n in range(8):
        answered(alice, f"Autre {n}", topic=topic)
    assert queries() == few
