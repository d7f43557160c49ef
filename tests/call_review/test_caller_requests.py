"""Law C16: a caller asks Alice, who protects the data of the Caisse; she finds the call by its moment, and erases it if asked."""

import datetime as dt

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import AccessEntry, Notification, Post, Role, Team, User
from call_review import erasures
from call_review.caller_requests import SEARCHED
from call_review.models import Elimination, Recording
from tests.call_review.aged_calls import a_call, a_campaign, a_turn, set_aside
from tests.files import s3
from topics.models import Topic

PAGE = reverse("protection:caller_requests")
DAY = dt.date(2026, 11, 3)
YES = {"verifie": "on"}


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def campaign(caisse):
    return a_campaign(caisse, "Accueil d’automne")


@pytest.fixture
def call(campaign, bob):
    call = a_call(campaign, bob, recorded_at=at(9, 12), seconds=192.0, files="canary-sound")
    a_turn(call, "canary-said")
    return call


@pytest.fixture
def officer(client, alice, caisse):
    roles.grant(alice, Role.DPO, organisation=caisse)
    client.force_login(alice)
    return client


def found(client, **query: str) -> list[Recording]:
    return list(client.get(PAGE, {"jour": DAY.isoformat()} | query).context["page"])


def erase(client, call, data=YES, **query: str):
    return client.post(f"{reverse('protection:erase_for_caller', args=[call.key])}?jour=2026-11-03&de=09:00", data, follow=True, **query)


# --- Found


def test_by_the_day_and_between_two_hours_both_included(officer, call, campaign, bob):
    noon, night = a_call(campaign, bob, recorded_at=at(12)), a_call(campaign, bob, recorded_at=at(23, 59))
    a_call(campaign, bob, recorded_at=at(0, day=DAY + dt.timedelta(days=1)))
    a_call(campaign, bob, recorded_at=at(23, 59, DAY - dt.timedelta(days=1)))
    assert found(officer) == [call, noon, night], "in their order"
    assert found(officer, de="09:12", a="12:00") == [call, noon]
    assert found(officer, de="09:13") == [noon, night] and found(officer, a="09:11") == []


def test_the_hour_that_comes_twice_is_searched_twice(officer, campaign, bob):
    day = dt.date(2026, 10, 25)
    twice = [a_call(campaign, bob, recorded_at=dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)) for hour in (0, 1)]
    assert found(officer, jour=day.isoformat(), de="02:15", a="02:45") == twice


def test_by_topic_without_leaving_out_what_has_none(officer, call, campaign, bob):
    pension, house = (Topic.objects.create(code=code, label=code) for code in ("RETRAITE", "LOGEMENT"))
    about = a_call(campaign, bob, recorded_at=at(10), topic=pension)
    other = a_call(campaign, bob, recorded_at=at(11), topic=house)
    assert found(officer, motif=str(pension.pk)) == [call, about]
    assert found(officer, motif=str(house.pk)) == [call, other]


def test_by_the_team_in_which_the_agent_answered_that_day(officer, call, campaign, bob, caisse):
    reception, pensions = (Team.objects.create(organisation=caisse, name=name) for name in ("Accueil", "Retraites"))
    Post.objects.create(user=bob, organisation=caisse, team=reception, started_on=dt.date(2020, 1, 1), ended_on=DAY)
    eve = User.objects.create_user("eve@example.org")
    Post.objects.create(user=eve, organisation=caisse, team=pensions, started_on=dt.date(2020, 1, 1))
    hers = a_call(campaign, eve, recorded_at=at(10))
    assert found(officer, equipe=str(reception.pk)) == [call], "that he left since changes nothing"
    assert found(officer, equipe=str(pensions.pk)) == [hers]


def test_what_was_set_aside_is_found_too_and_says_so(officer, campaign, bob):
    aside = set_aside(campaign, bob, recorded_at=at(10))
    assert found(officer) == [aside] and "mis de côté" in officer.get(PAGE, {"jour": DAY.isoformat()}).content.decode()


def test_c12_never_heard_read_or_named(officer, call, bob):
    page = officer.get(PAGE, {"jour": DAY.isoformat()}).content.decode()
    for said in (str(call.key)[:8], "Accueil d’automne", "3 min 12 s", "3 novembre 2026, 9"):
        assert said in page, said
    for hidden in ("canary", "Bob", "Bernard", bob.email, call.get_absolute_url(), reverse("review:sound", args=[call.key])):
        assert hidden not in page, hidden
    assert officer.get(call.get_absolute_url()).status_code == 404


def test_calls_of_another_body_are_not_found(officer, call, prefecture, charlie):
    a_call(a_campaign(prefecture), charlie, recorded_at=at(9))
    assert found(officer) == [call]


def test_nothing_is_searched_before_it_is_asked(officer, call):
    answer = officer.get(PAGE)
    assert answer.status_code == 200 and answer.context["page"] is None and str(call.key)[:8] not in answer.content.decode()
    assert not AccessEntry.objects.exists()


def test_what_does_not_read_is_told_and_finds_nothing(officer, call):
    for query, said in (
        ({"jour": ""}, "Indiquez le jour de l’appel."),
        ({"jour": "2026-02-31"}, "Ce jour n’existe pas"),
        ({"de": "25:00"}, "Cette heure ne se lit pas"),
        ({"de": "11:00", "a": "10:00"}, "La fin est avant le début"),
    ):
        answer = officer.get(PAGE, {"jour": DAY.isoformat()} | query)
        assert answer.context["page"] is None and said in answer.content.decode(), query
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize(
    "query", [{"motif": "9" * 30}, {"equipe": "\x00"}, {"jour": "9999-12-31"}, {"jour": "0001-01-01"}, {"de": "\x00"}, {"page": "9" * 30}]
)
def test_an_address_written_by_hand_breaks_nothing(officer, call, query):
    assert officer.get(PAGE, {"jour": DAY.isoformat()} | query).status_code == 200


def test_a_moment_without_call_says_what_to_try(officer, campaign):
    assert "Aucun appel gardé à ce moment" in officer.get(PAGE, {"jour": DAY.isoformat()}).content.decode()


def test_c13_the_search_is_written_in_the_log(officer, alice, caisse, call):
    found(officer)
    found(officer, de="09:00")
    assert list(AccessEntry.objects.values_list("who", "organisation", "act", "object_key", "why")) == [
        (alice.pk, caisse.pk, "search", SEARCHED, "")
    ]
    assert "Recherche pour un usager" in officer.get(reverse("protection:accesses")).content.decode()


def test_the_number_of_queries_does_not_grow(officer, call, campaign, bob, django_assert_max_num_queries):
    found(officer)
    with django_assert_max_num_queries(30) as few:
        found(officer)
    for minute in range(20):
        a_call(campaign, bob, recorded_at=at(10, minute))
    with django_assert_max_num_queries(len(few)):
        found(officer)


# --- Erased


def test_she_erases_it_with_a_bordereau_that_names_nobody(officer, call, campaign, bob, calls_folder, django_capture_on_commit_callbacks):
    page = erase(officer, call)
    assert "L’appel est effacé" in page.content.decode() and page.request["QUERY_STRING"] == "jour=2026-11-03&de=09%3A00", (
        "back to her search"
    )
    assert not Recording.objects.exists() and not list(calls_folder.rglob("*.bin"))
    slip = Elimination.objects.get()
    assert (slip.reason, slip.count, slip.campaign, slip.purge) == ("caller", 1, campaign, None)
    assert slip.first_day <= DAY <= slip.last_day and (slip.last_day - slip.first_day).days == 6
    assert officer.get(slip.get_absolute_url()).content.startswith(b"%PDF")
    assert "À la demande de l’usager" in officer.get(reverse("protection:eliminations"), {"motif": "caller"}).content.decode()


def test_no_backup_brings_it_back(officer, call, settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.journal"
    erase(officer, call)
    assert [(one.key, one.why) for one in erasures.read(settings.ERASURE_JOURNAL)] == [(call.key, "caller")]


def test_its_agent_is_told_unless_it_was_set_aside(officer, call, campaign, bob):
    aside = set_aside(campaign, bob, recorded_at=at(10))
    erase(officer, aside)
    assert not Notification.objects.exists()
    erase(officer, call)
    told = Notification.objects.get()
    assert (told.recipient, told.kind) == (bob, "call_erased") and "usager" in told.body


def test_without_confirming_who_asks_nothing_goes(officer, call):
    assert "Rien n’est effacé" in erase(officer, call, {}).content.decode()
    assert Recording.objects.exists() and not Elimination.objects.exists()


def test_a_call_of_another_body_is_not_erased(officer, prefecture, charlie):
    theirs = a_call(a_campaign(prefecture), charlie, recorded_at=at(9))
    assert erase(officer, theirs).status_code == 404 and Recording.objects.exists()


def test_while_the_store_is_away_it_is_gone_for_everybody(officer, call, tmp_path, monkeypatch):
    monkeypatch.setitem(storages._storages, "calls", s3.store(s3.NOWHERE, tmp_path / "host"))
    assert "dès que le magasin des fichiers répondra" in erase(officer, call).content.decode()
    assert not Recording.objects.exists()
