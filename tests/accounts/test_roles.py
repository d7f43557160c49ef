"""Who holds what, who gives it, and what it opens."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Locale, Page

from accounts import roles
from accounts.errors import LastAdministrator, WrongTeam
from accounts.models import Role, RoleHeld, Team, User


def test_several_roles_at_once_each_where_it_is_held(bob, caisse, prefecture, retraite):
    other = Team.objects.create(organisation=caisse, name="Famille")
    roles.grant(bob, Role.COACH, organisation=caisse, team=other)
    roles.grant(bob, Role.QUALITY, organisation=caisse)
    assert bob.holds(Role.AGENT, team=retraite) and not bob.holds(Role.AGENT, team=other)
    assert bob.holds(Role.QUALITY, team=retraite) and bob.holds(Role.COACH, organisation=caisse)
    assert not bob.holds(Role.AGENT, Role.COACH, organisation=prefecture)


def test_giving_twice_is_giving_once(bob, caisse):
    assert roles.grant(bob, Role.TRAINER, organisation=caisse) == roles.grant(bob, Role.TRAINER, organisation=caisse)


def test_a_team_of_another_organisation_is_refused(bob, prefecture, retraite):
    with pytest.raises(WrongTeam):
        roles.grant(bob, Role.AGENT, organisation=prefecture, team=retraite)


@pytest.mark.parametrize("role", [Role.HR, Role.EDITOR, Role.DPO, Role.ADMINISTRATOR])
def test_a_role_without_borders_is_not_held_in_a_team(role, bob, caisse, retraite):
    with pytest.raises(WrongTeam):
        roles.grant(bob, role, organisation=caisse, team=retraite)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHeld.objects.create(user=bob, role=role, organisation=caisse, team=retraite)


def test_dora_gives_a_role_and_bob_is_told(dora, bob, caisse, sign_in):
    answer = sign_in(dora).post(f"/annuaire/{bob.pk}/roles/", {"role": "trainer", "team": ""})
    assert answer.status_code == 302
    assert User.objects.get(pk=bob.pk).holds(Role.TRAINER, organisation=caisse)
    assert bob.notifications.get().title == "Vous avez un nouveau rôle : formation"


def test_alice_of_hr_gives_no_role(alice, bob, sign_in):
    assert sign_in(alice).post(f"/annuaire/{bob.pk}/roles/", {"role": "trainer"}).status_code == 403
    assert sign_in(alice).post(f"/annuaire/{alice.pk}/roles/", {"role": "administrator"}).status_code == 403


def test_charlie_gives_and_takes_nothing_elsewhere(charlie, bob, sign_in):
    client = sign_in(charlie)
    assert client.post(f"/annuaire/{bob.pk}/roles/", {"role": "trainer"}).status_code == 404
    assert client.post(f"/annuaire/{bob.pk}/roles/{bob.roles[0].pk}/retirer/").status_code == 404


def test_dora_does_not_take_back_a_role_of_another_organisation(dora, bob, prefecture, sign_in):
    held = roles.grant(bob, Role.QUALITY, organisation=prefecture)
    assert sign_in(dora).post(f"/annuaire/{bob.pk}/roles/{held.pk}/retirer/").status_code == 404
    assert RoleHeld.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"role": "roi"}, "Sélectionnez un choix valide"),
        ({}, "Choisissez un rôle"),
        ({"role": "hr", "team": "TEAM"}, "toute l’organisation"),
        ({"role": "agent", "team": "99999999999999999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_form_says_why(data, told, dora, bob, retraite, sign_in):
    data = {key: str(retraite.pk) if value == "TEAM" else value for key, value in data.items()}
    answer = sign_in(dora).post(f"/annuaire/{bob.pk}/roles/", data)
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_the_only_administrator_stays(dora, sign_in):
    held = dora.roles[0]
    with pytest.raises(LastAdministrator):
        roles.revoke(held)
    answer = sign_in(dora).post(f"/annuaire/{dora.pk}/roles/{held.pk}/retirer/", follow=True)
    assert "C’est la seule personne qui administre" in answer.content.decode()
    assert RoleHeld.objects.filter(pk=held.pk).exists()


def test_a_closed_account_does_not_count_as_an_administrator(dora, bob, caisse):
    roles.grant(bob, Role.ADMINISTRATOR, organisation=caisse)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(LastAdministrator):
        roles.revoke(dora.roles[0])


@pytest.fixture
def root(db) -> Page:
    Locale.objects.get_or_create(language_code="fr")
    return Page.get_first_root_node() or Page.add_root(title="Racine", slug="root")


def test_editors_and_administrators_write_in_wagtail_nobody_else(root, bob, dora, alice, caisse):
    editor = User.objects.create_user("edith@example.org")
    held = roles.grant(editor, Role.EDITOR, organisation=caisse)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert root.permissions_for_user(editor).can_add_subpage()
    for person in (bob, alice):
        assert not User.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")
    assert User.objects.get(pk=dora.pk).has_perm("theme.change_brand")
    assert not editor.has_perm("theme.change_brand")
    roles.revoke(held)
    assert not User.objects.get(pk=editor.pk).has_perm("wagtailadmin.access_admin")


def test_whose_role_came_to_open_wagtail_is_let_in(root, somebody, caisse):
    trainer, agent = somebody("tess"), somebody("adam")
    roles.grant(trainer, Role.TRAINER, organisation=caisse)
    roles.grant(agent, Role.AGENT, organisation=caisse)
    trainer.groups.clear()
    roles.renew_groups()
    assert User.objects.get(pk=trainer.pk).has_perm("wagtailadmin.access_admin")
    assert not User.objects.get(pk=agent.pk).has_perm("wagtailadmin.access_admin")


def test_many_roles_at_once_are_the_same_as_one_by_one(bob, somebody, caisse, retraite):
    eve = somebody("eve")
    given = [(bob, Role.AGENT, retraite), (eve, Role.AGENT, retraite), (eve, Role.EDITOR, None)]
    roles.grant_many(caisse, given)
    roles.grant_many(caisse, given)
    assert [held.role for held in eve.roles] == ["agent", "editor"]
    assert RoleHeld.objects.filter(user=bob).count() == 1
    assert eve.groups.filter(name=roles.WRITING_GROUP).exists()
