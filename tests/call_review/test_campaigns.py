"""Alice coaches the team, Bob answers there; Charlie coaches elsewhere. Nothing opens without its prerequisites."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Notification, Post, Role, Team, User
from call_review import campaigns
from call_review.errors import NotReady
from call_review.models import Acknowledgement, Campaign, Notice

TODAY = timezone.localdate()
FIELDS = {
    "purpose": "Former les agents",
    "legal_basis": "public_task",
    "dpo_contact": "dpo@ouest.example",
    "consulted_on": TODAY,
    "consultation_document": "CSA",
    "archives_reference": "AD 2026-12",
    "caller_information": "Message d’accueil",
}
PERIOD = {"first_day": TODAY, "last_day": TODAY + dt.timedelta(days=83)}


@pytest.fixture
def team(caisse) -> Team:
    return Team.objects.create(organisation=caisse, name="Accueil")


@pytest.fixture
def coach(alice, caisse, team):
    roles.grant(alice, Role.COACH, organisation=caisse, team=team)
    return alice


@pytest.fixture
def agent(bob, caisse, team):
    Post.objects.create(user=bob, organisation=caisse, team=team, started_on=TODAY)
    roles.grant(bob, Role.AGENT, organisation=caisse, team=team)
    return bob


@pytest.fixture
def ready(caisse, team, coach, agent) -> Campaign:
    campaign = Campaign.objects.create(organisation=caisse, name="Automne", **FIELDS, **PERIOD)
    campaign.teams.add(team)
    campaign.coaches.add(coach)
    campaigns.publish_notice(campaign, "Des appels seront réécoutés.", coach)
    return campaign


def test_every_combination_of_missing_prerequisites_is_refused_and_named(ready, team, coach):
    """2,047 of them, one thing given or taken back between two: each names exactly what is missing, and nobody is told anything."""
    names = list(campaigns.PREREQUISITES)
    there = dict.fromkeys(names, True)

    def turn(name: str) -> None:
        there[name] = not there[name]
        if name in ("teams", "coaches"):
            getattr(ready, name).set([{"teams": team, "coaches": coach}[name]] if there[name] else [])
        elif name == "notice" and there[name]:
            Notice.objects.create(campaign=ready, version=1, text="Bonjour")
        elif name == "notice":
            ready.notices.all().delete()
        else:
            full = PERIOD if name == "period" else {name: FIELDS[name]}
            empty = "" if isinstance(FIELDS.get(name), str) else None
            Campaign.objects.filter(pk=ready.pk).update(**(full if there[name] else dict.fromkeys(full, empty)))

    for step in range(1, 2 ** len(names)):
        turn(names[(step & -step).bit_length() - 1])  # Gray's order
        with pytest.raises(NotReady) as refused:
            campaigns.open_campaign(ready)
        assert refused.value.missing == [name for name in names if not there[name]]
    assert not Notification.objects.exists() and Campaign.objects.get().state == Campaign.State.DRAFT


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"purpose": "   "}, "purpose"),
        ({"first_day": TODAY - dt.timedelta(days=9), "last_day": TODAY - dt.timedelta(days=1)}, "period"),
        ({"consulted_on": TODAY + dt.timedelta(days=1)}, "consulted_on"),
    ],
)
def test_what_is_there_only_in_appearance_is_missing(ready, change, missing):
    Campaign.objects.update(**change)
    with pytest.raises(NotReady, match=missing):
        campaigns.open_campaign(ready)


def test_opening_tells_the_agents_once(ready, agent):
    assert campaigns.open_campaign(ready)
    assert not campaigns.open_campaign(ready), "a second click"
    assert [told.recipient for told in Notification.objects.all()] == [agent]
    assert campaigns.close_campaign(ready) is True and campaigns.close_campaign(ready) is False


@pytest.mark.parametrize(
    "change",
    [
        {"last_day": TODAY + dt.timedelta(days=84)},
        {"last_day": TODAY - dt.timedelta(days=1)},
        {"weekly_cap": 11},
        {"weekly_cap": 0},
        {"share_cap": 11},
        {"share_cap": 0},
        {"state": "open", "opened_at": timezone.now(), "archives_reference": ""},
        {"state": "open", "opened_at": timezone.now(), "consulted_on": None},
        {"state": "frozen"},
    ],
)
def test_the_database_refuses_what_the_law_does(ready, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(**change)


def test_twelve_weeks_are_enough_on_every_database(ready):
    assert Campaign.objects.update(last_day=TODAY + dt.timedelta(days=83)) == 1


def test_the_coach_prepares_completes_and_opens(client, coach, agent, team):
    client.force_login(coach)
    created = client.post(reverse("campaigns:new_campaign"), {"name": "Hiver", "weekly_cap": "5", "share_cap": "5"})
    campaign = Campaign.objects.get()
    assert created.url == campaign.get_absolute_url() and list(campaign.coaches.all()) == [coach]
    page = client.get(created.url).content.decode()
    assert all(str(campaigns.PREREQUISITES[name])[:12] in page for name in ("purpose", "period", "notice"))
    assert "Ouvrir la campagne" not in page
    days = {name: day.isoformat() for name, day in PERIOD.items()}
    data = {**FIELDS, **days, "name": "Hiver", "weekly_cap": "5", "share_cap": "5", "teams": [team.pk], "coaches": [coach.pk]}
    assert client.post(reverse("campaigns:edit_campaign", args=[campaign.pk]), data).status_code == 302
    client.post(reverse("campaigns:open_campaign", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.missing() == ["notice"] and campaign.state == Campaign.State.DRAFT
    client.post(reverse("campaigns:publish_notice", args=[campaign.pk]), {"text": "Des appels seront réécoutés."})
    client.post(reverse("campaigns:open_campaign", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.OPEN
    assert str(agent) in client.get(created.url).content.decode(), "who has not read the notice"
    client.post(reverse("campaigns:edit_campaign", args=[campaign.pk]), data | {"name": "Autre"})
    assert Campaign.objects.get().name == "Hiver", "what was announced stays"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "\x00"), ("name", "x" * 121), ("purpose", "\x00"), ("first_day", "31/02/2026"), ("first_day", "0001-01-01"),
        ("last_day", "9999-12-31"), ("last_day", TODAY - dt.timedelta(days=1)), ("last_day", TODAY + dt.timedelta(days=84)),
        ("share_cap", "11"), ("share_cap", "0"),
        ("consulted_on", TODAY + dt.timedelta(days=1)), ("weekly_cap", "0"), ("weekly_cap", "11"), ("weekly_cap", "9" * 40),
        ("weekly_cap", "cinq"), ("teams", ["9" * 40]), ("teams", ["\x00"]), ("coaches", ["-1"]), ("legal_basis", "consent"),
    ],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(client, coach, team, name, value):
    client.force_login(coach)
    data = {"name": "Hiver", "weekly_cap": "5", "share_cap": "5", "first_day": TODAY, "purpose": "Former"} | {name: value}
    response = client.post(reverse("campaigns:new_campaign"), data)
    assert response.status_code == 400 and "À corriger avant de continuer" in response.content.decode()
    assert not Campaign.objects.exists()


def test_a_coach_neither_records_other_teams_nor_names_who_is_no_coach(client, coach, agent, caisse):
    elsewhere = Team.objects.create(organisation=caisse, name="Titres")
    client.force_login(coach)
    for data in ({"teams": [elsewhere.pk]}, {"coaches": [agent.pk]}):
        assert (
            client.post(reverse("campaigns:new_campaign"), {"name": "Hiver", "weekly_cap": "5", "share_cap": "5", **data}).status_code
            == 400
        )


def test_the_agent_reads_and_acknowledges_each_version(client, ready, agent, coach):
    campaigns.open_campaign(ready)
    first = ready.notices.get()
    client.force_login(agent)
    assert "À lire" in client.get(reverse("campaigns:notices")).content.decode()
    for _ in range(2):
        client.post(first.get_absolute_url())
    assert Acknowledgement.objects.filter(notice=first, agent=agent).count() == 1 and campaigns.waiting(ready) == []
    assert not Notification.objects.unread().filter(recipient=agent).exists(), "what asked for it is read with it"
    second = campaigns.publish_notice(ready, "Précision sur la durée.", coach)
    assert campaigns.waiting(ready) == [agent]
    assert Notification.objects.filter(recipient=agent, url=second.get_absolute_url()).count() == 1
    assert client.get(first.get_absolute_url()).status_code == 404, "a version that no longer holds is not acknowledged"


def test_who_joins_after_the_opening_is_asked_to_read_too(ready, team, caisse, agent, charlie):
    campaigns.open_campaign(ready)
    assert not Notice.objects.to_read_by(charlie).exists()
    Post.objects.create(user=charlie, organisation=caisse, team=team, started_on=TODAY)
    roles.grant(charlie, Role.AGENT, organisation=caisse, team=team)
    charlie = User.objects.get(pk=charlie.pk)
    notice = Notice.objects.to_read_by(charlie).get()
    campaigns.acknowledge(notice, charlie)
    assert not Notice.objects.to_read_by(charlie).exists()
    campaigns.close_campaign(ready)
    assert not Notice.objects.to_read_by(agent).exists(), "of a campaign that is over, nothing is asked"


def test_a_draft_is_discarded_and_nothing_announced_is(client, ready, coach):
    client.force_login(coach)
    campaigns.open_campaign(ready)
    client.post(reverse("campaigns:discard_campaign", args=[ready.pk]))
    assert Campaign.objects.filter(pk=ready.pk).exists()
    draft = Campaign.objects.create(organisation=ready.organisation, name="Hiver")
    draft.coaches.add(coach)
    said = client.post(reverse("campaigns:discard_campaign", args=[draft.pk]), follow=True).content.decode()
    assert "Hiver" in said
    assert not Campaign.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_not_announced(client, ready, agent):
    client.force_login(agent)
    assert client.get(ready.notices.get().get_absolute_url()).status_code == 404


def test_who_is_no_longer_coach_sees_nothing(client, ready, coach, charlie, prefecture):
    client.force_login(charlie)
    assert client.get(ready.get_absolute_url()).status_code == 404
    roles.grant(charlie, Role.COACH, organisation=prefecture)
    assert client.get(ready.get_absolute_url()).status_code == 404
    roles.revoke(coach.roles[0])
    client.force_login(coach)
    assert client.get(ready.get_absolute_url()).status_code == 404


def test_the_list_asks_as_many_questions_for_thirty_campaigns_as_for_three(client, coach, caisse, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(30) as captured:
            client.get(reverse("campaigns:campaigns"))
        return len(captured)

    def more(count: int) -> None:
        for _ in range(count):
            Campaign.objects.create(organisation=caisse, name="Une").coaches.add(coach)

    client.force_login(coach)
    more(3)
    queries()
    few = queries()
    more(15)
    assert queries() == few
