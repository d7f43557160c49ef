"""The directory: who is in it for whom, how it is searched, sorted and taken away."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import directory, roles
from accounts.models import Leave, Post, Role, Team, User


def names(client, query: str = "") -> list[str]:
    return [person.first_name for person in client.get(f"/annuaire/{query}").context["page"]]


def seen_by(user: User) -> set[str]:
    return {person.first_name for person in User.objects.visible_to(user)}


def test_bob_sees_his_team_and_whom_to_ask(alice, bob, dora, somebody, caisse):
    somebody("eve")
    somebody("zoe", team=Team.objects.create(organisation=caisse, name="Famille"))
    assert seen_by(bob) == {"Alice", "Bob", "Dora", "Eve"}


def test_alice_sees_all_of_her_organisation_closed_and_gone_too(alice, bob, dora, charlie, somebody, caisse):
    gone = somebody("gus")
    gone.posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    closed = somebody("lea")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert seen_by(alice) == {"Alice", "Bob", "Dora", "Gus", "Lea"}


def test_who_left_the_team_is_no_colleague_any_more(bob, somebody):
    somebody("gus").posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    assert seen_by(bob) == {"Bob"}


def test_charlie_sees_nobody_of_the_caisse(alice, bob, dora, charlie, sign_in):
    assert seen_by(charlie) == {"Charlie"}
    assert sign_in(charlie).get(f"/annuaire/{bob.pk}/").status_code == 404


def test_bob_sees_no_closed_account(bob, somebody):
    User.objects.filter(pk=somebody("lea").pk).update(is_active=False)
    assert seen_by(bob) == {"Bob"}


def test_accents_and_capitals_do_not_matter_when_searching(alice, sign_in, caisse):
    user = User.objects.create_user("eric@example.org", first_name="Éric", last_name="Le-Roux")
    Post.objects.create(user=user, organisation=caisse)
    client = sign_in(alice)
    for words in ("eric", "ÉRIC", "le roux", "roux éric", "eric@example"):
        assert names(client, f"?mots={words}") == ["Éric"]


def test_accents_do_not_matter_in_the_order(alice, sign_in, somebody, caisse):
    for last_name in ("Zola", "Éluard", "Aragon"):
        user = User.objects.create_user(f"{last_name[-3:]}@example.org", first_name=last_name, last_name=last_name)
        Post.objects.create(user=user, organisation=caisse)
    assert names(sign_in(alice)) == ["Aragon", "Alice", "Éluard", "Zola"]
    assert names(sign_in(alice), "?tri=-nom") == ["Zola", "Éluard", "Alice", "Aragon"]


def test_filters(alice, bob, dora, sign_in, retraite, somebody):
    today = timezone.localdate()
    Leave.objects.create(user=bob, first_day=today, last_day=today)
    User.objects.filter(pk=somebody("lea").pk).update(is_active=False)
    client = sign_in(alice)
    assert names(client, f"?equipe={retraite.pk}") == ["Bob"]
    assert names(client, "?role=administrator") == ["Dora"]
    assert names(client, "?etat=absent") == ["Bob"]
    assert names(client, "?etat=ferme") == ["Lea"]
    assert names(client, "?tri=-equipe")[0] == "Bob"


def test_nobody_found_says_what_to_do(alice, sign_in):
    assert "Retirez un filtre" in sign_in(alice).get("/annuaire/?mots=xyz").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "mots=%00",
        "mots=" + "x" * 5000,
        "equipe=abc",
        "equipe=99999999999999999999999",
        "equipe=-1",
        "role=roi",
        "etat=ferme",
        "tri=pk",
        "page=zero",
        "page=99",
    ],
)
def test_odd_addresses_are_no_error(query, bob, sign_in):
    assert names(sign_in(bob), f"?{query}") == ["Bob"]


@pytest.mark.parametrize("path", ["/annuaire/99999999999999999999999/", f"/annuaire/{'9' * 5000}/", "/annuaire/0/"])
def test_people_who_do_not_exist(path, alice, sign_in):
    assert sign_in(alice).get(path).status_code == 404


def test_queries_do_not_grow_with_people(alice, sign_in, somebody):
    def queries() -> int:
        client = sign_in(alice)
        client.get("/annuaire/")  # from then on the brand is in the cache, and so is the count of searches
        with CaptureQueriesContext(connection) as captured:
            client.get("/annuaire/")
        return len(captured)

    somebody("a0")
    few = queries()
    for number in range(1, 20):
        person = somebody(f"a{number}")
        roles.grant(person, Role.AGENT, organisation=person.posts.get().organisation)
    assert queries() == few


def test_the_export_has_what_the_filters_leave(alice, bob, sign_in):
    answer = sign_in(alice).get("/annuaire/annuaire.csv?mots=bernard")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nom;Prénom;Courriel")
    assert lines[1] == "Bernard;Bob;bob@example.org;agent;Retraite 2;Agent d’accueil;;A1;oui"
    assert len(lines) == 2


def test_a_post_in_another_organisation_is_not_shown(alice, bob, prefecture, sign_in):
    Post.objects.create(user=bob, organisation=prefecture, occupation="Guichetier")
    roles.grant(bob, Role.QUALITY, organisation=prefecture)
    assert "Guichetier" not in sign_in(alice).get("/annuaire/").content.decode()
    page = sign_in(alice).get(f"/annuaire/{bob.pk}/").content.decode()
    assert "Guichetier" not in page
    assert prefecture.name not in page
    assert prefecture.name in sign_in(bob).get(f"/annuaire/{bob.pk}/").content.decode()
    (row,) = directory.table(directory.people(alice, {"mots": "bob"}))[1]
    assert "Guichetier" not in row


def test_somebody_who_starts_next_month_is_in_the_directory(alice, somebody):
    somebody("eve").posts.update(started_on=timezone.localdate() + datetime.timedelta(days=30))
    assert "Eve" in seen_by(alice)
