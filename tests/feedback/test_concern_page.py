"""Who raised a concern is known to nobody else; who may not see it is told that it does not exist."""

from __future__ import annotations

import pytest

from accounts.models import Notification
from feedback import concerns


def page(client, user, concern) -> tuple[int, str]:
    client.force_login(user)
    response = client.get(concern.get_absolute_url())
    return response.status_code, response.content.decode().partition('<div class="vg-sheet">')[2]


def test_its_agent_follows_it(client, alice, paul, concern_of):
    concern = concern_of(alice)
    assert "Par vous. Personne d’autre ne le sait." in page(client, alice, concern)[1]
    concerns.take(concern, paul)
    text = page(client, alice, concern)[1]
    assert "Pris en charge" in text and "prépare la réponse" in text and "Je m’en charge" not in text


def test_reading_it_reads_what_was_told(client, alice, answered):
    concern = answered(alice)
    assert Notification.objects.filter(recipient=alice).unread().count() == 2
    page(client, alice, concern)
    assert not Notification.objects.filter(recipient=alice).unread().exists()


def test_the_bureau_sees_the_team_and_not_the_name(client, alice, paul, concern_of):
    status, text = page(client, paul, concern_of(alice))
    assert status == 200 and "Retraite 2" in text and "Je m’en charge" in text
    assert "Alice" not in text and "alice@" not in text


def test_colleagues_see_it_once_it_is_answered_without_name_or_team(client, alice, bob, concern_of, answered):
    assert page(client, bob, concern_of(alice))[0] == 404
    status, text = page(client, bob, answered(alice))
    assert status == 200 and "Au service nommé sur le courrier." in text
    assert not any(word in text for word in ("Alice", "Retraite 2", "Les étapes", "Par vous"))


def test_another_organisation_never_sees_it(client, alice, charlie, answered):
    assert page(client, charlie, answered(alice))[0] == 404


@pytest.mark.parametrize("routed", [True, False])
def test_a_bureau_sees_what_is_routed_to_it_or_to_nobody(client, alice, pia, bureau_member, caisse, explainer, concern_of, routed):
    concern = concern_of(alice, explainer=explainer if routed else None)
    elsewhere = bureau_member("Rose", caisse.teams.create(name="Réversion"))
    assert page(client, pia, concern)[0] == 200
    assert page(client, elsewhere, concern)[0] == (404 if routed else 200)


def test_what_a_bureau_without_anybody_was_to_answer_is_for_all(client, alice, pia, bureau_member, caisse, explainer, concern_of):
    from accounts import roles

    concern = concern_of(alice, explainer=explainer)
    elsewhere = bureau_member("Rose", caisse.teams.create(name="Réversion"))
    roles.revoke(pia.roles[0])
    assert page(client, elsewhere, concern)[0] == 200


def test_without_explainer_topic_or_team_it_still_reads(client, alice, explainer, answered, retraite):
    concern = answered(alice, explainer=explainer)
    explainer.delete()
    retraite.delete()
    concern.refresh_from_db()
    assert page(client, alice, concern)[0] == 200 and concern.explainer is None


def test_an_unknown_key_is_no_page(client, alice):
    client.force_login(alice)
    assert client.get("/signalements/00000000-0000-4000-8000-000000000000/").status_code == 404
