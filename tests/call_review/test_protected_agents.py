"""Dora protects the data of the Caisse: she takes Bob out of every campaign, for a reason that nobody writes down (law C8)."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from accounts import roles
from accounts.models import Notification, Organisation, Role, User
from call_review import campaigns, protected_agents, uploads
from call_review.errors import DepositRefused
from call_review.models import Elimination, Notice, ProtectedAgent, Recording
from tests.call_review.people import CLIP, deposit, join

PAGE = reverse("protection:protected_agents")


@pytest.fixture
def dora(caisse: Organisation) -> User:
    dora = User.objects.create_user("dora@example.org")
    roles.grant(dora, Role.DPO, organisation=caisse)
    return User.objects.get(pk=dora.pk)


@pytest.fixture
def dora_asks(client, dora):
    client.force_login(dora)
    return client


@pytest.mark.django_db(transaction=True)
def test_c8_the_calls_go_at_once_with_their_files(recording, dora, agent, caisse):
    assert storages["calls"].exists(recording.original.name)
    assert protected_agents.protect(caisse, agent, dora) == 1
    assert not Recording.objects.exists() and not storages["calls"].exists(recording.original.name)
    bordereau = Elimination.objects.get()
    assert (bordereau.reason, bordereau.count) == ("protected", 1)
    told = Notification.objects.filter(recipient=agent).latest("pk")
    assert told.title == "Vos appels ne sont plus enregistrés"


@pytest.mark.django_db(transaction=True)
def test_c8_no_campaign_concerns_the_person_any_more(campaign, coach, agent, dora, caisse, declaration, client):
    protected_agents.protect(caisse, agent, dora)
    bob = User.objects.get(pk=agent.pk)
    assert agent not in campaign.population() and not Notice.objects.visible_to(bob).exists() and campaigns.waiting(campaign) == []
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        uploads.declare(coach, declaration)


@pytest.mark.django_db(transaction=True)
def test_c8_a_deposit_under_way_does_not_become_a_call(upload, dora, agent, caisse):
    protected_agents.protect(caisse, agent, dora)
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        deposit(upload, CLIP)
    upload.refresh_from_db()
    assert not Recording.objects.exists() and upload.part.size == 0


@pytest.mark.django_db(transaction=True)
def test_in_another_organisation_nothing_changes(recording, dora, agent, caisse, prefecture):
    assert protected_agents.protect(prefecture, agent, dora) == 0
    assert Recording.objects.count() == 1 and agent in recording.campaign.population()


@pytest.mark.django_db(transaction=True)
def test_twice_is_once_and_released_the_person_is_concerned_again(campaign, dora, agent, caisse):
    assert protected_agents.protect(caisse, agent, dora) == 0
    assert protected_agents.protect(caisse, agent, dora) is None
    assert protected_agents.release(ProtectedAgent.objects.get()) and agent in campaign.population()


@pytest.mark.django_db(transaction=True)
def test_the_page_asks_whom_and_says_what_goes(recording, dora_asks, agent, caisse):
    empty = dora_asks.get(PAGE).content.decode()
    assert "Personne n’est écarté" in empty
    hasty = dora_asks.post(PAGE, {"person": agent.pk})
    assert hasty.status_code == 400 and Recording.objects.exists()
    done = dora_asks.post(PAGE, {"person": agent.pk, "sure": "on"}, follow=True).content.decode()
    assert "1 appel est effacé" in done and str(agent) in done and not Recording.objects.exists()
    again = dora_asks.post(reverse("protection:release", args=[ProtectedAgent.objects.get().pk]), follow=True).content.decode()
    assert "peuvent à nouveau concerner" in again and not ProtectedAgent.objects.exists()


@pytest.mark.parametrize("person", ["", "0", "x", "9" * 30, "\0"])
def test_who_does_not_answer_here_is_no_choice(person, dora_asks, agent):
    assert dora_asks.post(PAGE, {"person": person, "sure": "on"}).status_code == 400 and not ProtectedAgent.objects.exists()


def test_somebody_of_another_body_is_no_choice(dora_asks, charlie, prefecture):
    join(charlie, prefecture, prefecture.teams.create(name="Titres"))
    assert dora_asks.post(PAGE, {"person": charlie.pk, "sure": "on"}).status_code == 400


def test_c8_nobody_else_learns_who_it_is(coach, agent, caisse, campaign, client):
    ProtectedAgent.objects.create(organisation=caisse, user=agent)
    client.force_login(coach)
    assert client.get(PAGE).status_code == 404
    assert str(agent) not in client.get(campaign.get_absolute_url()).content.decode()
