"""Human resources see who holds what, who expires, who lacks it; never a call."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import people, roles
from accounts.models import Post, Role, Team
from careers import awarding, holdings
from careers.models import Award, Certification

LIST = "/certifications/titulaires/"


@pytest.fixture
def everyone(alice, bob, somebody, awarded, certification) -> dict[str, object]:
    """Bob is certified, Carol expires in 45 days, Dan has expired, Fay was revoked, Gus never had it."""
    held = {"bob": awarded(bob, days_ago=30)}
    for name, days_ago in (("carol", 600), ("dan", 720), ("fay", 10)):
        held[name] = awarded(somebody(name), days_ago=days_ago)
    today = timezone.localdate()
    for name, left in (("carol", 45), ("dan", -3)):
        Award.objects.filter(pk=held[name].pk).update(expires_on=today + dt.timedelta(days=left))
    awarding.revoke(held["fay"], alice, "Erreur")
    somebody("gus")
    return held


def listed(user, **filters) -> list[str]:
    rows = holdings.read(list(holdings.holdings(user, filters)))
    return [row.person.first_name for row in rows]


def test_each_person_stands_once_with_one_state(alice, everyone):
    rows = holdings.read(list(holdings.holdings(alice, {})))
    states = {row.person.first_name: row.award.state.value if row.award else None for row in rows}
    assert states == {"Bob": "valid", "Carol": "expiring", "Dan": "expired", "Fay": "revoked", "Gus": None}
    assert len(rows) == 5


@pytest.mark.parametrize(
    ("state", "names"),
    [("valable", ["Bob", "Carol"]), ("expire", ["Carol"]), ("expire-deja", ["Dan"]), ("revoque", ["Fay"]), ("sans", ["Gus"])],
)
def test_the_filter_of_states(client, alice, everyone, state, names):
    assert listed(alice, etat=state) == names
    client.force_login(alice)
    page = client.get(LIST, {"etat": state}).content.decode()
    assert [name for name in ("Bob Bernard", "Carol Ex", "Dan Ex", "Fay Ex", "Gus Ex") if name in page] == [
        name for name in ("Bob Bernard", "Carol Ex", "Dan Ex", "Fay Ex", "Gus Ex") if name.split()[0] in names
    ]


def test_the_figures_on_top(alice, everyone, somebody, awarded):
    assert holdings.counts(alice) == {"valid": 2, "expiring": 1, "expiring_people": 1, "expired": 1, "without": 1}


def test_the_figures_are_those_of_the_lists(alice, everyone, somebody, caisse, awarded, calls):
    """Two certifications, one that concerns one team only."""
    other = Team.objects.create(organisation=caisse, name="Famille")
    second = Certification.objects.create(organisation=caisse, name="Stress", attests="Cela.")
    second.courses.add(calls)
    second.teams.add(other)
    somebody("hal", other)
    figures = holdings.counts(alice)
    assert figures["without"] == len(listed(alice, etat="sans")) == 3, "Gus and Hal for the first, Hal for the second"
    assert figures["valid"] == len(listed(alice, etat="valable"))
    assert listed(alice, etat="sans", certification=second) == ["Hal"]
    assert listed(alice, etat="sans", equipe=other) == ["Hal", "Hal"]


def test_other_filters_and_sorting(client, alice, everyone, retraite, caisse, prefecture):
    empty = Team.objects.create(organisation=caisse, name="Famille")
    assert listed(alice, mots="carol") == ["Carol"]
    assert listed(alice, mots=everyone["bob"].number) == ["Bob"]
    assert listed(alice, mots="’") == []
    assert listed(alice, equipe=empty) == []
    assert listed(alice, tri="-nom") == ["Gus", "Fay", "Dan", "Carol", "Bob"]
    assert listed(alice, tri="echeance") == ["Dan", "Carol", "Bob", "Fay", "Gus"]
    client.force_login(alice)
    for query in (
        {"tri": "x"},
        {"etat": "x"},
        {"equipe": "9" * 40},
        {"certification": "\x00"},
        {"mots": "\x00"},
        {"mots": "x" * 200},
        {"page": "-3"},
    ):
        response = client.get(LIST, query)
        assert response.status_code == 200
        assert "Bob Bernard" in response.content.decode(), "what is not offered is ignored"


def test_who_left_or_whose_account_is_closed_is_in_no_figure(alice, bob, everyone):
    people.close_account(bob)
    carol = everyone["carol"].holder
    Post.objects.filter(user=carol).update(started_on="2020-01-01", ended_on="2026-01-31")
    roles.revoke(carol.roles[0])
    assert listed(alice) == ["Dan", "Fay", "Gus"]
    assert holdings.counts(alice)["valid"] == 0


def test_only_agents_are_expected_to_hold_it(alice, certification):
    assert listed(alice, etat="sans") == [], "Alice is no agent"


def test_another_body_sees_nothing_of_this_one(client, charlie, everyone):
    assert listed(charlie) == []
    assert not any(holdings.counts(charlie).values())
    client.force_login(charlie)
    page = client.get(LIST).content.decode()
    assert "Personne n’est certifié pour l’instant" in page
    assert client.get(reverse("careers:award", args=[everyone["bob"].key])).status_code == 404


def test_agents_coaches_and_leads_see_nothing(client, bob, caisse, retraite, everyone):
    for role in (Role.COACH, Role.TEAM_LEAD):
        roles.grant(bob, role, organisation=caisse, team=retraite)
    client.force_login(bob)
    for path in (LIST, "/certifications/", "/certifications/titulaires.csv"):
        assert client.get(path).status_code == 404


def test_the_list_asks_as_many_questions_for_sixty_people_as_for_six(
    client, alice, everyone, somebody, awarded, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(60) as captured:
            client.get(LIST)
        return len(captured)

    client.force_login(alice)
    client.get(LIST)
    few = queries()
    for number in range(27):
        awarded(somebody(f"one{number}"))
        somebody(f"two{number}")
    assert queries() == few
    assert "Page 1 sur 3" in client.get(LIST).content.decode()


def test_nothing_of_human_resources_touches_a_call(client, alice, everyone, certification):
    """Neither the pages nor the exports, nor the card of the dashboard, read a table of call review or say a word of one."""
    client.force_login(alice)
    award = everyone["bob"]
    addresses = [
        LIST, LIST + "?etat=sans", "/certifications/", "/certifications/nouvelle/", certification.get_absolute_url(),
        "/certifications/titulaires.csv", "/certifications/titulaires.xlsx", reverse("careers:award", args=[award.key]),
        reverse("careers:certificate_pdf", args=[award.key]), reverse("careers:verify", args=[award.key]), "/",
    ]  # fmt: skip
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = " ".join(query["sql"] for query in captured)
        assert "accounts_" in asked, "nothing was captured"
        assert "call_review_" not in asked, address


def test_no_column_of_the_room_leads_to_a_call():
    for model in (Award, Certification):
        related = {field.related_model._meta.app_label for field in model._meta.get_fields() if field.related_model}
        assert "call_review" not in related
