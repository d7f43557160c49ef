"""One list, two audiences: Alice sees the calls of Bob, whom she coaches; Bob sees his own."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Role, Team, User
from background.models import Job
from call_review import uploads
from call_review.models import Recording
from tests.call_review.people import deposit, join, noise, open_campaign

URL = "/appels/"


@pytest.fixture
def page_of(client):
    def page(user, **query) -> str:
        client.force_login(user)
        return client.get(URL, query).content.decode()

    return page


def status_of(recording: Recording) -> str:
    return reverse("recordings:status", args=[recording.key])


def add(coach, declaration, count: int, **changes) -> list[Recording]:
    facts = {"organisation": declaration.campaign.organisation, "campaign": declaration.campaign, "agent": declaration.agent}
    start = Recording.objects.count()
    when = [declaration.recorded_at - dt.timedelta(hours=n) for n in range(count)]
    return [
        Recording.objects.create(
            **facts | {"job": Job.objects.create(kind="call_review.process", owner=coach)} | changes, sha256=str(start + n), recorded_at=at
        )
        for n, at in enumerate(when)
    ]


def test_the_coach_and_the_agent_see_it_and_nobody_else(page_of, recording, coach, agent, charlie, caisse, team):
    lead = User.objects.create_user("max@example.org")
    roles.grant(lead, Role.TEAM_LEAD, organisation=caisse, team=team)
    other_coach = User.objects.create_user("lea@example.org")
    roles.grant(other_coach, Role.COACH, organisation=caisse, team=team)
    assert status_of(recording) in page_of(coach)
    assert "<h1>Appels</h1>" in page_of(coach) and "Bob Bernard" in page_of(coach)
    assert status_of(recording) in page_of(agent)
    assert "<h1>Mes appels</h1>" in page_of(agent)
    assert status_of(recording) not in page_of(other_coach), "not named in the campaign"
    for stranger in (lead, charlie):
        assert status_of(recording) not in page_of(stranger)


def test_another_agent_of_the_team_sees_nothing(page_of, recording, caisse, team):
    eve = join(User.objects.create_user("eve@example.org"), caisse, team)
    page = page_of(eve)
    assert status_of(recording) not in page and "Aucun de vos appels n’est ici" in page


def test_who_has_no_call_is_told_what_will_come(page_of, campaign, coach):
    page = page_of(coach)
    assert "Aucun appel pour l’instant" in page and "Déposer un appel" in page


def test_without_a_live_campaign_nothing_can_be_deposited(page_of, campaign, coach):
    campaign.close = type(campaign).objects.filter(pk=campaign.pk).update(last_day=timezone.localdate() - dt.timedelta(days=1))
    page = page_of(coach)
    assert "Aucune campagne n’est ouverte aujourd’hui" in page and "Déposer un appel" not in page


def test_a_deposit_to_finish_is_told_to_who_made_it(page_of, upload, coach, agent):
    page = page_of(coach)
    assert "Dépôts à terminer" in page and "Fichier attendu" in page
    uploads.announce(upload, 10)
    uploads.append(upload, 0, [b"abc"])
    assert "Interrompu" in page_of(coach)
    assert "Dépôts à terminer" not in page_of(agent)


def test_the_agent_reads_until_when_and_when_it_disappears(page_of, recording, agent, coach):
    page = page_of(agent)
    assert "Retirer cet appel" in page
    assert str(recording.erase_sound_at.year) in page
    assert "Retirer cet appel" not in page_of(coach)
    Recording.objects.update(received_at=timezone.now() - dt.timedelta(hours=49))
    assert "Retirer cet appel" not in page_of(agent)


def test_filters_and_order(page_of, recording, coach, declaration, caisse, team, agent):
    eve = join(User.objects.create_user("eve@example.org", first_name="Eve", last_name="Abel"), caisse, team)
    winter = open_campaign(caisse, team, coach, eve, name="Hiver")
    early = timezone.now() - dt.timedelta(days=20)
    said = uploads.Declaration(winter, eve, early, "mono", caller_informed=True)
    other = deposit(uploads.declare(coach, said), noise())
    Recording.objects.filter(pk=other.pk).update(state=Recording.State.READY)
    mine, hers = status_of(recording), f'/appels/{other.key}/"'
    day = (timezone.localtime(early).date() + dt.timedelta(days=1)).isoformat()
    for query, shown in (
        ({"agent": eve.pk}, hers),
        ({"campagne": winter.pk}, hers),
        ({"etat": "ready"}, hers),
        ({"etat": "progress"}, mine),
        ({"du": day}, mine),
        ({"au": day}, hers),
    ):
        page = page_of(coach, **query)
        assert (mine in page, hers in page) == (shown == mine, shown == hers), query
    assert "Aucun appel ne répond à ces critères" in page_of(coach, etat="stopped")
    assert page_of(coach, tri="agent").index(hers) < page_of(coach, tri="agent").index(mine)
    assert page_of(coach, tri="date").index(hers) < page_of(coach, tri="date").index(mine)
    assert page_of(coach).index(mine) < page_of(coach).index(hers)


@pytest.mark.parametrize(
    "query",
    [
        {"agent": "9" * 30},
        {"campagne": "\x00"},
        {"etat": "x"},
        {"du": "9999-12-31"},
        {"au": "9999-12-31"},
        {"tri": "'"},
        {"page": "9" * 30},
    ],
)
def test_an_address_written_by_hand_is_no_fault(page_of, recording, coach, query):
    assert status_of(recording) in page_of(coach, **query)


def test_calls_on_their_way_show_how_far_they_are(page_of, recording, coach):
    assert 'hx-get="' + status_of(recording) in page_of(coach)
    recording.job.cancel()
    page = page_of(coach)
    assert "À reprendre" in page and 'hx-get="' + status_of(recording) not in page


def test_the_list_asks_as_many_questions_for_eighteen_calls_as_for_three(client, coach, declaration, django_assert_max_num_queries):
    client.force_login(coach)

    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(URL)
        return len(captured)

    add(coach, declaration, 3)
    queries()
    few = queries()
    add(coach, declaration, 15)
    assert queries() == few


def test_who_changed_team_is_no_longer_heard(page_of, recording, coach, agent, caisse):
    elsewhere = Team.objects.create(organisation=caisse, name="Titres")
    agent.posts.update(team=elsewhere)
    assert status_of(recording) not in page_of(coach)
    assert status_of(recording) in page_of(agent), "one's own stays one's own"
