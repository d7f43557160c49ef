"""Alice declares the calls that Bob answered, so that no more than a share of them is recorded (law C2)."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from call_review import calls_taken, purge, uploads
from call_review.errors import DepositRefused
from call_review.models import CallsTaken
from call_review.models.recording import SOUND_KEPT
from tests.call_review.people import join

LAST_MONDAY = calls_taken.monday_of(timezone.localdate()) - dt.timedelta(days=7)
NOON = dt.time(12)


@pytest.fixture
def page(campaign) -> str:
    return reverse("campaigns:calls_taken", args=[campaign.pk])


@pytest.fixture
def alice_sends(client, coach, page):
    client.force_login(coach)

    def send(content: str | bytes):
        file = SimpleUploadedFile("x.csv", content if isinstance(content, bytes) else content.encode())
        return client.post(page, {"file": file})

    return send


def known() -> list[tuple[str, dt.date, int]]:
    return list(CallsTaken.objects.values_list("agent__email", "monday", "count"))


def test_c2_the_share_of_a_declared_week_bounds_it_and_no_other(alice_sends, coach, declaration, agent):
    """Five of a hundred: of 39 calls one, and the cap of five where nothing is known."""
    alice_sends(f"agent;semaine;appels\n{agent.email};{LAST_MONDAY};39\n")
    wednesday = timezone.make_aware(dt.datetime.combine(LAST_MONDAY + dt.timedelta(days=2), NOON))
    uploads.declare(coach, replace(declaration, recorded_at=wednesday))
    with pytest.raises(DepositRefused) as refused:
        uploads.declare(coach, replace(declaration, recorded_at=wednesday + dt.timedelta(hours=1)))
    assert (refused.value.code, refused.value.detail) == ("week_is_full", "1")
    for hour in range(5):
        uploads.declare(coach, replace(declaration, recorded_at=wednesday - dt.timedelta(days=7, hours=hour)))


def test_c2_a_week_without_calls_gives_none(alice_sends, coach, declaration, agent):
    alice_sends(f"agent,semaine,appels\n{agent.email},{LAST_MONDAY},19\n")
    with pytest.raises(DepositRefused, match="week_is_full"):
        uploads.declare(coach, replace(declaration, recorded_at=timezone.make_aware(dt.datetime.combine(LAST_MONDAY, NOON))))


@pytest.mark.parametrize("written", ["{iso}", "{day:%d/%m/%Y}", "{day:%Y-%m-%d}"])
def test_a_week_is_named_or_is_one_of_its_days(written, alice_sends, agent):
    thursday = LAST_MONDAY + dt.timedelta(days=3)
    year, week, _day = thursday.isocalendar()
    said = written.format(iso=f"{year}-W{week:02}", day=thursday)
    assert alice_sends(f"\ufeffAgent ; Semaine ; Appels\r\n{agent.email.upper()} ; {said} ; 120\r\n").status_code == 200
    assert known() == [(agent.email, LAST_MONDAY, 120)]


def test_by_staff_number_and_corrected_by_the_next_table(alice_sends, agent):
    Post.objects.filter(user=agent).update(staff_number="A12")
    alice_sends(f"agent;semaine;appels\na12;{LAST_MONDAY};120\n")
    alice_sends(f"agent;semaine;appels\nA12;{LAST_MONDAY};100\n")
    assert known() == [(agent.email, LAST_MONDAY, 100)]


def test_lines_that_are_not_understood_are_told_and_the_others_count(alice_sends, agent, caisse, team, charlie):
    lines = [
        f"{agent.email};{LAST_MONDAY};80",
        f"{charlie.email};{LAST_MONDAY};80",
        f"{agent.email};2026-W99;80",
        f"{agent.email};{LAST_MONDAY - dt.timedelta(days=7)};-3",
        f"{agent.email};{LAST_MONDAY - dt.timedelta(days=7)};99999999999999999999",
        f"{agent.email};{LAST_MONDAY + dt.timedelta(days=4)};90",
        f"{agent.email};{timezone.localdate() + dt.timedelta(days=30)};90",
        '"',
    ]
    answer = alice_sends("agent;semaine;appels\n" + "\n".join(lines))
    said = answer.content.decode()
    for number, code in ((3, "agent"), (4, "week"), (5, "count"), (6, "count"), (7, "twice"), (8, "ahead"), (9, "agent")):
        assert f"Ligne {number}\u00a0: {calls_taken.SENTENCES[code]}" in said
    assert known() == [(agent.email, LAST_MONDAY, 80)] and "1 semaine d’agent est enregistrée" in said


@pytest.mark.parametrize(
    "content", ["", "a;b\n1;2\n", "agent;semaine;appels\n", b"\x89PNG\r\n\x1a\n", b"\0" * 200, "agent;semaine;appels\n" + ";;\n" * 30_000]
)
def test_what_is_no_table_is_refused_with_a_sentence(content, alice_sends):
    answer = alice_sends(content)
    assert answer.status_code == 400 and answer.context["form"].errors["file"] and not known()


def test_the_page_says_what_is_not_known(alice_sends, client, page, campaign, agent, caisse, team, charlie):
    assert "ne sont pas déclarés" in client.get(campaign.get_absolute_url()).content.decode()
    alice_sends(f"agent;semaine;appels\n{agent.email};{LAST_MONDAY};80\n")
    assert "déclarés pour 1 semaine d’agent sur 5" in client.get(campaign.get_absolute_url()).content.decode()
    for weeks in range(1, 6):
        alice_sends(f"agent;semaine;appels\n{agent.email};{LAST_MONDAY - dt.timedelta(weeks=weeks)};80\n")
    assert "de toutes les semaines finies sont déclarés" in client.get(page).content.decode()
    join(charlie, caisse, team)
    assert "sur 10" in client.get(page).content.decode(), "as many weeks of Charlie, of whom nothing is known"


def test_the_table_to_fill_in_names_the_agents_of_the_campaign(client, coach, campaign, agent):
    client.force_login(coach)
    table = client.get(reverse("campaigns:calls_taken_example", args=[campaign.pk])).content.decode("utf-8-sig")
    assert table.splitlines()[1] == f"{agent.email};{calls_taken.last_week()};"


def test_the_purge_forgets_weeks_from_which_no_call_may_come(caisse, agent, alice_sends):
    old = calls_taken.monday_of((timezone.now() - SOUND_KEPT).date()) - dt.timedelta(days=7)
    for monday in (old, LAST_MONDAY):
        CallsTaken.objects.create(organisation=caisse, agent=agent, monday=monday, count=3)
    purge.purge(timezone.now())
    assert [monday for _who, monday, _count in known()] == [LAST_MONDAY]
