"""All explainers, by the caller's words or by what happens to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainers.search import search


@pytest.fixture
def three(published):
    return [
        published("Je déménage : qui prévenir ?", ("CHG-COO-01",)),
        published("Carte d’identité perdue", ("DEM-TIT-02",), summary="En mairie, après un déménagement ou non."),
        published("On me réclame un trop-perçu", ("PAI-DET-01",)),
    ]


def titles(client, query=""):
    page = client.get(f"/fiches/{query}")
    assert page.status_code == 200
    return [each.title for each in page.context["page"]]


def test_everyone_sees_them_all(client, three):
    assert len(titles(client)) == 3


@pytest.mark.parametrize(
    ("words", "first"),
    [("CNI", "Carte d’identité perdue"), ("indu", "On me réclame un trop-perçu"), ("demenage", "Je déménage : qui prévenir ?")],
)
def test_the_callers_words_find_them(client, three, words, first):
    assert titles(client, f"?mots={words}")[0] == first


def test_the_question_weighs_more_than_the_text(client, three):
    assert titles(client, "?mots=déménage") == ["Je déménage : qui prévenir ?", "Carte d’identité perdue"]


def test_by_life_event(client, three):
    assert titles(client, "?moment=papers") == ["Carte d’identité perdue"]


@pytest.mark.parametrize("query", ["?mots=%00", "?mots=" + "x" * 5000, "?moment=nothing", "?page=abc", "?page=99999999999999999999"])
def test_a_senseless_filter_is_no_error(client, three, query):
    titles(client, query)


def test_nothing_found_says_what_to_do(client, three):
    assert "Essayez un mot de l’usager" in client.get("/fiches/?mots=astronaute").content.decode()


def test_nothing_published_yet_says_so(client, index):
    assert "Aucune fiche n’est encore publiée" in client.get("/fiches/").content.decode()


def test_drafts_are_not_listed(client, draft):
    draft()
    assert titles(client) == []


def test_the_page_of_wagtail_leads_to_the_list(client, index):
    assert client.get(index.url)["Location"] == "/fiches/"


def test_search_answers_at_most_eight_with_an_excerpt(three, charlie):
    (found,) = search(charlie, "trop percu")
    assert (found.title, found.excerpt) == ("On me réclame un trop-perçu", "Prévenir chaque organisme.")
    assert search(charlie, "  ") == []


def test_queries_do_not_grow_with_the_explainers(client, published):
    counts = []
    for number in range(3):
        for extra in range(3):
            published(f"Question {number} {extra}")
        client.get("/fiches/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/fiches/")
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_an_editor_is_offered_to_write_one_and_an_agent_is_not(client, index, alice, charlie):
    for person, offered in ((alice, True), (charlie, False)):
        client.force_login(person)
        assert ("Écrire une fiche" in client.get("/fiches/").content.decode()) is offered
