"""One box for the portal: Alice finds explainers and colleagues, a caller explainers only, Charlie nobody of Alice's organisation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from explainers import demo
from explainers.publishing import ensure_index
from home.search import SOURCES
from tests.access_world import page_tree
from topics import tree


@pytest.fixture(autouse=True)
def portal(alice, bob, charlie, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page_tree()
    tree.load()
    demo.load(ensure_index(), alice, bob)


def found(client, query, **headers):
    page = client.get("/recherche/", {"q": query}, headers=headers)
    assert page.status_code == 200
    return {str(group.source.label): [one.title for one, _marked in group.found] for group in page.context["groups"]}


def test_alice_finds_explainers_with_the_callers_words(client, alice):
    client.force_login(alice)
    assert found(client, "trop percu") == {"Fiches": ["On me réclame un trop-perçu"]}


def test_and_what_a_recording_says(client):
    assert found(client, "génial") == {"Fiches": ["Je déménage : qui prévenir ?"]}


def test_alice_finds_her_colleague_and_nobody_elsewhere(client, alice):
    client.force_login(alice)
    assert found(client, "bernard")["Annuaire"] == ["Bob Bernard"]
    assert found(client, "colin") == {}


def test_a_caller_finds_explainers_and_no_colleague(client):
    assert found(client, "bernard") == {}
    assert "Fiches" in found(client, "carte")


def test_a_group_leads_to_its_whole_list(client, alice):
    client.force_login(alice)
    for group in client.get("/recherche/", {"q": "bob"}).context["groups"]:
        assert client.get(group.all_url).status_code == 200


def test_while_typing_only_the_answers_come(client):
    text = client.get("/recherche/", {"q": "carte"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert 'role="status"' in text


def test_nothing_asked_and_nothing_found_say_what_to_do(client):
    assert "Deux ou trois mots suffisent" in client.get("/recherche/").content.decode()
    assert "Essayez un seul mot" in client.get("/recherche/?q=zzz").content.decode()


@pytest.mark.parametrize("query", ["%", "_", "'", "\0", "é" * 5000, "<script>alert(1)</script>", "   ", "&q=2"])
def test_odd_queries_are_only_queries(client, query):
    page = client.get("/recherche/", {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_queries_do_not_grow_with_what_is_found(client, alice):
    client.force_login(alice)
    counts = []
    for query in ("zzz", "carte", "e"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/recherche/", {"q": query})
        counts.append(len(captured))
    assert max(counts) <= counts[0] + 1, counts


def test_every_list_takes_the_words(client, bob):
    client.force_login(bob)
    for source in SOURCES:
        assert client.get(reverse(source.list_url), {"mots": "e"}).status_code == 200
