"""What HR and administrators change about a person: post, leave, account, invitation."""

import pytest

from accounts import roles
from accounts.models import Leave, Post, Role, User

POST = {"team": "", "occupation": "Coach", "weekly_hours": "17,5", "staff_number": "A1", "started_on": "2026-01-01", "ended_on": ""}


def test_alice_edits_the_post(alice, bob, sign_in):
    assert sign_in(alice).post(f"/annuaire/{bob.pk}/poste/", POST).status_code == 302
    post = bob.posts.get()
    assert (post.occupation, str(post.weekly_hours), post.team) == ("Coach", "17.50", None)


def test_nobody_else_does(bob, charlie, somebody, sign_in):
    eve = somebody("eve")
    assert sign_in(eve).post(f"/annuaire/{bob.pk}/poste/", POST).status_code == 403
    assert sign_in(charlie).post(f"/annuaire/{bob.pk}/poste/", POST).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("weekly_hours", "beaucoup", "nombre d’heures"),
        ("weekly_hours", "60", "limite légale"),
        ("weekly_hours", "NaN", "nombre d’heures"),
        ("weekly_hours", "1e400", "weekly_hours"),
        ("started_on", "30/02/2026", "n’existe pas"),
        ("started_on", "0026-01-01", "paraît fausse"),
        ("ended_on", "2025-01-01", "finit avant"),
        ("ended_on", "9999-12-31", "paraît fausse"),
        ("staff_number", "Z9", "autre personne"),
        ("staff_number", "x" * 41, "40"),
        ("occupation", "a\0b", "occupation"),
        ("team", "99999999999999999999", "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_post_is_told_and_what_was_typed_stays(field, typed, told, alice, bob, somebody, sign_in):
    somebody("eve").posts.update(staff_number="Z9")
    answer = sign_in(alice).post(f"/annuaire/{bob.pk}/poste/", {**POST, field: typed})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert told in page
    assert 'value="Coach"' in page or field == "occupation"
    assert bob.posts.get().occupation == "Agent d’accueil"


def test_a_post_that_starts_next_year_is_the_one_edited(alice, bob, sign_in):
    bob.posts.update(started_on="2090-01-01")
    sign_in(alice).post(f"/annuaire/{bob.pk}/poste/", {**POST, "started_on": "2090-01-01"})
    assert bob.posts.get().occupation == "Coach"


def test_who_left_can_be_taken_back(alice, bob, sign_in):
    bob.posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    sign_in(alice).post(f"/annuaire/{bob.pk}/poste/", POST)
    assert bob.posts.count() == 2


def test_alice_adds_and_removes_leave(alice, bob, sign_in):
    client = sign_in(alice)
    client.post(f"/annuaire/{bob.pk}/absences/", {"first_day": "2030-01-01", "last_day": "2030-01-05"})
    leave = bob.leaves.get()
    assert "Du 1 janvier 2030 au 5 janvier 2030" in client.get(f"/annuaire/{bob.pk}/").content.decode()
    assert client.post(f"/annuaire/{bob.pk}/absences/{leave.pk}/retirer/").status_code == 302
    assert not bob.leaves.exists()


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2030-01-05", "2030-01-01", "avant d’avoir commencé"),
        ("2030-02-03", "2030-02-20", "recoupent"),
        ("", "2030-01-01", "Indiquez le premier jour"),
        ("demain", "2030-01-01", "n’existe pas"),
        ("0001-01-01", "2030-01-01", "paraît fausse"),
        ("2030-01-01", "9999-12-31", "paraît fausse"),
    ],
)
def test_wrong_leave_is_told(first, last, told, alice, bob, sign_in):
    Leave.objects.create(user=bob, first_day="2030-02-01", last_day="2030-02-05")
    answer = sign_in(alice).post(f"/annuaire/{bob.pk}/absences/", {"first_day": first, "last_day": last})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert bob.leaves.count() == 1


def test_the_leave_of_one_is_not_removed_through_another(alice, bob, charlie, sign_in):
    leave = Leave.objects.create(user=charlie, first_day="2030-02-01", last_day="2030-02-05")
    assert sign_in(alice).post(f"/annuaire/{bob.pk}/absences/{leave.pk}/retirer/").status_code == 404
    assert charlie.leaves.exists()


def test_bob_sees_neither_the_leave_nor_the_hours_of_a_colleague(bob, somebody, sign_in):
    eve = somebody("eve")
    eve.posts.update(weekly_hours="28", staff_number="Z9")
    Leave.objects.create(user=eve, first_day="2030-02-01", last_day="2030-02-05")
    page = sign_in(bob).get(f"/annuaire/{eve.pk}/").content.decode()
    assert "2030" not in page and "Z9" not in page and "Heures" not in page


def test_closing_an_account_ends_its_sessions(alice, bob, sign_in):
    client = sign_in(bob)
    assert client.get("/annuaire/").status_code == 200
    sign_in(alice).post(f"/annuaire/{bob.pk}/fermer/")
    assert client.get("/annuaire/").status_code == 302
    sign_in(alice).post(f"/annuaire/{bob.pk}/rouvrir/")
    assert User.objects.get(pk=bob.pk).is_active


def test_nobody_closes_their_own_account(alice, sign_in):
    assert sign_in(alice).post(f"/annuaire/{alice.pk}/fermer/").status_code == 403


def test_hr_does_not_close_an_administrator(alice, dora, sign_in):
    assert sign_in(alice).post(f"/annuaire/{dora.pk}/fermer/").status_code == 403


def test_alice_does_not_close_the_account_of_who_also_works_elsewhere(alice, bob, prefecture, sign_in):
    Post.objects.create(user=bob, organisation=prefecture)
    assert sign_in(alice).post(f"/annuaire/{bob.pk}/fermer/").status_code == 403


def test_the_last_administrator_of_a_second_organisation_is_not_closed(dora, bob, caisse, prefecture, sign_in):
    """Dora manages both, but nobody else administers the Préfecture."""
    roles.grant(bob, Role.ADMINISTRATOR, organisation=prefecture)
    roles.grant(dora, Role.ADMINISTRATOR, organisation=prefecture)
    User.objects.filter(pk=dora.pk).update(is_active=True)
    assert sign_in(dora).post(f"/annuaire/{bob.pk}/fermer/").status_code == 302
    assert not User.objects.get(pk=bob.pk).is_active


def test_inviting_again(alice, somebody, bob, sign_in):
    eve = somebody("eve")
    sign_in(alice).post(f"/annuaire/{eve.pk}/inviter/")
    assert eve.notifications.get().delivery.state == "queued"
    sign_in(alice).post(f"/annuaire/{bob.pk}/inviter/")
    assert not bob.notifications.exists()
