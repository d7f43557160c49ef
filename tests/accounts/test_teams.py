"""Teams: made, renamed and removed by who administers the organisation."""

import pytest

from accounts import roles
from accounts.models import Role, Team


def test_dora_makes_renames_and_removes_a_team(dora, caisse, sign_in):
    client = sign_in(dora)
    client.post("/equipes/", {"name": "  Famille   et logement "})
    team = Team.objects.get(name="Famille et logement", organisation=caisse)
    client.post(f"/equipes/{team.pk}/", {"name": "Famille"})
    assert Team.objects.get(pk=team.pk).name == "Famille"
    client.post(f"/equipes/{team.pk}/supprimer/")
    assert not Team.objects.filter(pk=team.pk).exists()


@pytest.mark.parametrize(
    ("name", "told"), [("", "Donnez un nom"), ("   ", "Donnez un nom"), ("x" * 81, "80"), ("ÉQUIPE ÉTÉ", "déjà ce nom")]
)
def test_a_wrong_name_is_told(name, told, dora, caisse, sign_in):
    Team.objects.create(organisation=caisse, name="Équipe été")
    answer = sign_in(dora).post("/equipes/", {"name": name})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert caisse.teams.count() == 1


def test_two_organisations_may_have_teams_of_one_name(dora, prefecture, caisse, sign_in):
    Team.objects.create(organisation=prefecture, name="Accueil")
    assert sign_in(dora).post("/equipes/", {"name": "Accueil"}).status_code == 302


def test_a_team_with_members_stays(dora, bob, retraite, sign_in):
    answer = sign_in(dora).post(f"/equipes/{retraite.pk}/supprimer/", follow=True)
    assert "encore des membres" in answer.content.decode()
    assert Team.objects.filter(pk=retraite.pk).exists()


def test_a_team_that_everybody_left_can_go(dora, bob, retraite, sign_in):
    bob.posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    roles.revoke(bob.roles[0])
    sign_in(dora).post(f"/equipes/{retraite.pk}/supprimer/")
    assert not Team.objects.filter(pk=retraite.pk).exists()
    assert bob.posts.get().team is None


def test_charlie_finds_no_team_of_the_caisse(charlie, retraite, sign_in):
    client = sign_in(charlie)
    assert client.get(f"/equipes/{retraite.pk}/").status_code == 404
    assert client.post(f"/equipes/{retraite.pk}/supprimer/").status_code == 404
    assert retraite.name not in client.get("/equipes/").content.decode()


def test_members_are_counted_once_and_now(dora, bob, somebody, retraite, sign_in):
    somebody("gus").posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    (team,) = sign_in(dora).get("/equipes/").context["teams"]
    assert team.members == 1


def test_who_administers_two_organisations_chooses(dora, prefecture, sign_in):
    roles.grant(dora, Role.ADMINISTRATOR, organisation=prefecture)
    client = sign_in(dora)
    client.post(f"/equipes/?organisation={prefecture.pk}", {"name": "Titres"})
    assert prefecture.teams.get().name == "Titres"
