"""The board of a bureau: what waits, what is under way and late, what is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback import concerns
from feedback.models import Concern
from home.daily import board as board_card
from home.daily import own_concerns
from topics.models import Topic

BOARD = reverse("feedback:board")


def columns(client, user, **query) -> dict[str, list[str]]:
    client.force_login(user)
    return {column["state"].value: [one.text for one in column["concerns"]] for column in client.get(BOARD, query).context["columns"]}


@pytest.fixture
def four(alice, paul, concern_of, answered) -> None:
    concern_of(alice, "Nouveau", kind="tool")
    concerns.take(concern_of(alice, "Pris", topic=Topic.objects.get(code="PAI-DET-01")), paul)
    answered(alice, "Répondu")
    concerns.close(concern_of(alice, "Clos"), paul, "Rien.")


def test_each_stands_in_its_column(client, paul, four):
    assert columns(client, paul) == {"new": ["Nouveau"], "taken": ["Pris"], "answered": ["Répondu"], "closed": ["Clos"]}
    text = client.get(BOARD).content.decode()
    assert "Nouveaux : 1. Pris en charge : 1, dont en retard : 0." in text and "Alice" not in text


def test_filtered_by_kind_topic_words_and_owner(client, paul, bureau_member, four):
    assert columns(client, paul, nature="tool")["new"] == ["Nouveau"] and columns(client, paul, nature="rule")["new"] == []
    assert columns(client, paul, motif=Topic.objects.get(code="PAI").pk)["taken"] == ["Pris"]
    assert columns(client, paul, mots="NOUVEAU") == {"new": ["Nouveau"], "taken": [], "answered": [], "closed": []}
    assert columns(client, paul, qui="moi")["taken"] == ["Pris"]
    assert columns(client, bureau_member("Rose"), qui="moi")["taken"] == []


def test_the_oldest_waits_first_and_the_most_urgent_when_asked(client, alice, paul, concern_of):
    first, second = concern_of(alice, "Un"), concern_of(alice, "Deux")
    for concern in (first, second):
        concerns.take(concern, paul)
    Concern.objects.filter(pk=second.pk).update(due_on=timezone.localdate())
    assert columns(client, paul)["taken"] == ["Un", "Deux"]
    assert columns(client, paul, tri="echeance")["taken"] == ["Deux", "Un"]


def test_late_is_marked_and_counted(client, alice, paul, concern_of):
    concern = concern_of(alice)
    concerns.take(concern, paul)
    Concern.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    client.force_login(paul)
    text = client.get(BOARD).content.decode()
    assert "En retard depuis le" in text and "dont en retard : 1" in text
    Concern.objects.update(due_on=timezone.localdate())
    assert "En retard depuis le" not in client.get(BOARD).content.decode()


def test_one_column_alone_has_pages(client, alice, paul, concern_of):
    for n in range(25):
        concern_of(alice, f"Le {n}")
    client.force_login(paul)
    assert "17 autres" in client.get(BOARD).content.decode()
    page = client.get(BOARD, {"etat": "new", "page": "2"}).context["page"]
    assert page.paginator.count == 25 and len(page) == 5


@pytest.mark.parametrize(
    "query",
    [{"etat": "frozen"}, {"nature": "\x00"}, {"mots": "\x00"}, {"motif": "9" * 40}, {"tri": "no"}, {"qui": "x" * 300}, {"page": "-4"}],
)
def test_a_filter_that_makes_no_sense_filters_nothing(client, paul, four, query):
    assert columns(client, paul, **query)["new"] == ["Nouveau"]


def test_another_bureau_and_another_organisation_see_theirs_only(client, alice, charlie, pia, bureau_member, caisse, explainer, concern_of):
    concern_of(alice, "Routé", explainer=explainer)
    concern_of(alice, "À tous")
    concern_of(charlie, "Ailleurs")
    assert columns(client, pia)["new"] == ["Routé", "À tous"]
    assert columns(client, bureau_member("Rose", caisse.teams.create(name="Réversion")))["new"] == ["À tous"]
    assert columns(client, bureau_member("Paul"))["new"] == ["Routé", "À tous"]


def test_the_first_page_tells_what_waits(client, alice, paul, four):
    assert board_card(paul) == {"new": 1, "late": 0, "mine": 1}
    mine = own_concerns(alice)
    assert [one.text for one in mine["open"]] == ["Pris", "Nouveau"] and mine["newest"].text == "Répondu"
    for person, words in ((paul, "Nouveaux, à prendre en charge"), (alice, "Dernière réponse d’un bureau")):
        client.force_login(person)
        assert words in client.get("/").content.decode()


def test_where_one_is_in_the_menu(client, alice, paul):
    client.force_login(alice)
    for address, label in ((reverse("feedback:new"), "Signaler"), (reverse("feedback:mine"), "Signalements")):
        assert [str(item["label"]) for item in client.get(address).context["navigation"]["main"] if item["current"]] == [label]
    client.force_login(paul)
    assert [str(item["label"]) for item in client.get(BOARD).context["navigation"]["main"] if item["current"]] == ["Signalements"]


def test_the_board_asks_as_many_questions_for_many_as_for_few(client, alice, paul, concern_of, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(BOARD)
        return len(captured)

    def more(count: int) -> None:
        for n in range(count):
            concern_of(alice, f"Neuf {n}", topic=Topic.objects.get(code="PAI-DET-01"))
            concerns.take(concern_of(alice, f"Pris {n}"), paul)

    client.force_login(paul)
    more(2)
    queries()
    few = queries()
    more(6)
    assert queries() == few
