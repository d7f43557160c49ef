"""Law C1, C2, C7: Alice says of which call it is before a byte is taken, and is refused with a sentence."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Post, Role, User
from call_review import campaigns, uploads
from call_review.errors import DepositRefused
from call_review.models import Campaign, Upload
from topics.models import Topic

URL = "/appels/deposer/"


@pytest.fixture
def alice_asks(client, coach):
    client.force_login(coach)
    return lambda **fields: client.post(URL, fields)


def test_what_is_declared_is_kept_and_the_file_is_asked_for(alice_asks, fields, coach, agent, calls_folder):
    topic = Topic.objects.create(code="X-1", label="Suivre un dossier")
    response = alice_asks(**fields | {"topic": str(topic.pk)})
    upload = Upload.objects.get()
    assert response.status_code == 302 and response["Location"] == reverse("recordings:upload", args=[upload.key])
    assert (upload.agent, upload.topic, upload.declared_by, upload.caller_informed) == (agent, topic, coach, True)
    assert not calls_folder.exists(), "not a byte before step two"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"caller_informed": ""}, "Sans information de l’usager"),
        ({"caller_objected": "on"}, "L’usager a refusé l’enregistrement"),
        ({"recorded_at": "2099-01-01T09:00"}, "n’a pas encore eu lieu"),
        ({"recorded_at": "2001-01-01T09:00"}, "plus de six mois"),
        ({"recorded_at": ""}, "Indiquez le jour et l’heure"),
        ({"recorded_at": "hier"}, "ne se lit pas"),
        ({"recorded_at": "99999-01-01T09:00"}, "ne se lit pas"),
        ({"recorded_at": "0001-01-01T00:00"}, "plus de six mois"),
        ({"recorded_at": "2026-03-29T02:30"}, "nuit du changement d’heure"),
        ({"recorded_at": "hier\x00"}, "ne se lit pas"),
        ({"campaign": ""}, "Choisissez la campagne"),
        ({"campaign": "9" * 30}, "n’est pas ouverte aujourd’hui"),
        ({"campaign": "\x00"}, "n’est pas ouverte aujourd’hui"),
        ({"agent": "9" * 30}, "ne concerne pas cette personne"),
        ({"agent": "-1"}, "ne concerne pas cette personne"),
        ({"topic": "9" * 30}, "Choisissez un motif dans la liste"),
        ({"channels": "left"}, "Choisissez dans la liste"),
        ({"channels": ""}, "Choisissez qui est sur quelle voie"),
    ],
)
def test_what_may_not_come_in_is_refused_with_a_sentence(alice_asks, fields, change, said):
    response = alice_asks(**fields | change)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Upload.objects.exists()


def test_c1_no_call_comes_in_without_a_live_campaign(campaign, coach, declaration, agent):
    """A hundred tries, none taken: draft, closed, before and after its days, led by somebody else, of another coach."""
    today, day = timezone.localdate(), dt.timedelta(days=1)
    dead = [
        {"state": Campaign.State.CLOSED},
        {"state": Campaign.State.DRAFT},
        {"first_day": today + day, "last_day": today + 9 * day},
        {"first_day": today - 9 * day, "last_day": today - day},
    ]
    for n in range(100):
        facts = {"state": Campaign.State.OPEN, "first_day": today - 30 * day, "last_day": today + day} | dead[n % 4]
        Campaign.objects.filter(pk=campaign.pk).update(**facts)
        with pytest.raises(DepositRefused, match="campaign_not_live"):
            uploads.declare(coach, declaration)
    assert not Upload.objects.exists()


def test_a_campaign_that_one_does_not_lead_is_not_offered(client, campaign, caisse, team, charlie, fields):
    roles.grant(charlie, Role.COACH, organisation=caisse, team=team)
    client.force_login(charlie)
    assert "Aucune campagne n’est ouverte aujourd’hui" in client.get(URL).content.decode()
    assert client.post(URL, fields).status_code == 400
    assert not Upload.objects.exists()


def test_only_agents_with_a_post_today_in_its_teams_are_concerned(coach, declaration, agent, charlie, caisse):
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        uploads.declare(coach, replace(declaration, agent=charlie))
    Post.objects.filter(user=agent).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        uploads.declare(coach, declaration)


def test_a_coach_deposits_for_the_teams_coached_only(caisse, campaign, charlie, team, coach, declaration):
    """Alice leads the campaign, but no longer coaches Bob's team."""
    other = team.organisation.teams.create(name="Titres")
    for held in coach.roles:
        roles.revoke(held)
    roles.grant(coach, Role.COACH, organisation=caisse, team=other)
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        uploads.declare(User.objects.get(pk=coach.pk), declaration)


def test_c7_the_database_refuses_a_call_whose_caller_was_not_told(upload):
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(caller_informed=False)


def test_c7_nothing_is_written_of_a_caller_who_objected(coach, declaration, calls_folder):
    for said in (replace(declaration, caller_objected=True), replace(declaration, caller_informed=False)):
        with pytest.raises(DepositRefused):
            uploads.declare(coach, said)
    assert not Upload.objects.exists() and not calls_folder.exists()


def test_c4_no_field_holds_the_caller_or_the_name_of_the_file():
    names = {field.name for field in Upload._meta.get_fields()}
    assert names == {
        *("id", "key", "organisation", "campaign", "agent", "topic", "recorded_at", "channels", "caller_informed"),
        *("declared_by", "declared_at", "length", "fault", "fault_detail", "recording", "token"),
    }


def test_who_coaches_nobody_has_no_such_page(client, agent):
    client.force_login(agent)
    assert client.get(URL).status_code == 404


def test_a_closed_campaign_refuses_what_was_on_its_way(upload, campaign, calls_folder):
    from tests.call_review.people import CLIP

    uploads.announce(upload, len(CLIP))
    uploads.append(upload, 0, [CLIP])
    campaigns.close_campaign(campaign)
    with pytest.raises(DepositRefused, match="campaign_not_live"):
        uploads.finish(upload)
    assert upload.part.size == 0, "nothing is kept of it"
