"""Bob sees in which weeks his calls may be recorded, and puts them in his diary (law C5)."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from call_review import calendar, campaigns
from call_review.models import Campaign
from tests.call_review.people import open_campaign

PAGE, FILE = reverse("campaigns:calendar"), reverse("campaigns:calendar_file")
MONDAY = dt.date(2026, 11, 23)


def a_campaign(first: dt.date | None, last: dt.date | None, **more) -> Campaign:
    return Campaign(name="Automne", first_day=first, last_day=last, **more)


def test_days_of_each_week():
    thursday, tuesday = MONDAY + dt.timedelta(days=3), MONDAY + dt.timedelta(days=15)
    shown = calendar.weeks([a_campaign(thursday, tuesday)], today=MONDAY)
    assert [week.monday for week in shown] == [MONDAY, MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=14)]
    spans = [week.spans[0] for week in shown]
    assert [(span.first, span.last, span.whole) for span in spans] == [
        (thursday, MONDAY + dt.timedelta(days=6), False),
        (MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=13), True),
        (MONDAY + dt.timedelta(days=14), tuesday, False),
    ]
    assert [week.now for week in shown] == [True, False, False]


def test_weeks_in_which_nothing_is_recorded_are_shown_too():
    early, late = a_campaign(MONDAY, MONDAY), a_campaign(MONDAY + dt.timedelta(days=21), MONDAY + dt.timedelta(days=21))
    assert [len(week.spans) for week in calendar.weeks([early, late], today=MONDAY)] == [1, 0, 0, 1]


def test_a_month_back_at_most_and_half_a_year_in_all():
    years = a_campaign(MONDAY - dt.timedelta(days=900), MONDAY + dt.timedelta(days=900))
    shown = calendar.weeks([years], today=MONDAY)
    assert (shown[0].monday, len(shown)) == (MONDAY - dt.timedelta(weeks=4), 30)


def test_a_campaign_closed_early_ended_that_day_and_one_closed_before_it_began_never_was():
    closed_at = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    early = a_campaign(MONDAY, MONDAY + dt.timedelta(days=30), closed_at=closed_at)
    assert calendar.period_of(early) == (MONDAY, dt.date(2026, 11, 25))
    assert calendar.period_of(a_campaign(MONDAY + dt.timedelta(days=9), MONDAY + dt.timedelta(days=30), closed_at=closed_at)) is None
    assert calendar.period_of(a_campaign(None, None)) is None


def test_c5_bob_reads_the_weeks_and_puts_them_in_his_diary(campaign, agent, client):
    client.force_login(agent)
    page = client.get(PAGE).content.decode()
    assert "Automne" in page and "Cette semaine" in page and campaign.get_absolute_url() not in page
    entry = icalendar.Calendar.from_ical(client.get(FILE).content).events[0]
    assert (entry.start, entry.end) == (campaign.first_day, campaign.last_day + dt.timedelta(days=1))
    assert "5 au plus" in entry["description"]


def test_a_diary_that_reads_again_corrects_what_it_has(campaign, agent, coach, client):
    client.force_login(agent)
    before = icalendar.Calendar.from_ical(client.get(FILE).content).events[0]
    campaigns.close_campaign(campaign)
    after = icalendar.Calendar.from_ical(client.get(FILE).content).events[0]
    assert before["uid"] == after["uid"] and after.end == timezone.localdate() + dt.timedelta(days=1)


def test_drafts_and_campaigns_of_others_are_nobodys_news(campaign, agent, caisse, prefecture, team, coach, client):
    Campaign.objects.create(organisation=caisse, name="Hiver").teams.add(team)
    other = prefecture.teams.create(name="Titres")
    open_campaign(prefecture, other, coach, name="Ailleurs")
    client.force_login(agent)
    page = client.get(PAGE).content.decode()
    assert "Hiver" not in page and "Ailleurs" not in page


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_charlie_who_answers_nowhere_has_no_such_page(address, charlie, campaign, client):
    client.force_login(charlie)
    assert client.get(address).status_code == 404


def test_without_any_campaign_it_says_that_nothing_is_recorded(client, coach):
    client.force_login(coach)
    page = client.get(PAGE).content.decode()
    assert "Aucune campagne annoncée" in page and FILE not in page
    assert client.get(FILE).status_code == 200
