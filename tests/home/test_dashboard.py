"""The first page tells each person what is true today, and nothing of others."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import roles
from accounts.models import Delivery, Leave, Notification, Role, RosterImport, Team, User
from accounts.notices import notify
from background.models import Job
from call_review import campaigns
from call_review.models import Campaign, Notice
from home import dashboards
from tests.access_world import PREREQUISITES, page_tree


def test_the_door_is_closed_to_who_did_not_sign_in(client, db):
    response = client.get("/")
    assert response.status_code == 302 and response["Location"] == "/compte/login/?next=/"


def test_one_is_greeted_and_told_the_day(bob, page_of):
    page = page_of(bob)
    assert "<h1>Bonjour Bob</h1>" in page
    assert "Rien de nouveau à lire." in page


@pytest.mark.parametrize(
    ("unread", "away", "said"),
    [
        (0, 0, "Rien de nouveau à lire."),
        (1, 0, "1 notification à lire."),
        (7, 1, "7 notifications à lire. 1 personne absente dans votre équipe."),
        (0, 2, "Rien de nouveau à lire. 2 personnes absentes dans votre équipe."),
    ],
)
def test_the_day_in_one_line(unread, away, said):
    assert dashboards.summary(unread, away).partition(". ")[2] == said


def test_who_is_away_stands_first_among_colleagues(bob, dora, alice, page_of, join, retraite):
    join(User.objects.create_user("anne@example.org", first_name="Anne", last_name="Abel"), Role.AGENT, retraite)
    members = dashboards.team(bob)["members"]
    assert [str(member["person"]) for member in members] == ["Dora Zimmer", "Anne Abel"]
    page = page_of(bob)
    assert "Mon équipe\u00a0: Retraite 2</h2>" in page
    assert "Absence jusqu’au" in page


def test_nobody_of_another_team_or_body_is_shown(bob, alice, charlie, page_of):
    page = page_of(bob)
    assert "Charlie" not in page
    assert "Alice Arnaud" in page, "human resources are whom to ask"


def test_whom_to_ask_begins_with_who_is_near(bob, alice, join, retraite, caisse):
    for name, role in (("erwan", Role.DPO), ("lea", Role.COACH), ("max", Role.TEAM_LEAD)):
        join(User.objects.create_user(f"{name}@example.org", first_name=name.title(), last_name="Roy"), role, retraite)
    assert [str(held.user) for held in dashboards.contacts(bob)] == ["Max Roy", "Lea Roy", "Alice Arnaud", "Erwan Roy"]


def test_a_closed_account_is_nobody_to_ask(bob, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert dashboards.contacts(bob) == []


def test_what_is_unread_is_shown_until_it_is_read(bob, page_of):
    notify(bob, "welcome", "Bienvenue chez nous", email=False)
    assert "Bienvenue chez nous" in page_of(bob)
    Notification.objects.update(read_at=timezone.now())
    assert "Bienvenue chez nous" not in page_of(bob)


def test_an_agent_sees_what_is_due_until_it_is_done(bob, alice, caisse, retraite, page_of):
    assert "Rien n’attend de votre part." in page_of(bob)
    assert "À faire" not in page_of(alice), "human resources are told nothing of campaigns"
    campaign = Campaign.objects.create(organisation=caisse, name="Accueil de l’automne", **PREREQUISITES)
    campaign.teams.add(retraite)
    notice = Notice.objects.create(campaign=campaign, version=1, text="Des appels seront réécoutés.")
    assert "Accueil de l’automne" in page_of(bob)
    assert "Accueil de l’automne" not in page_of(alice)
    campaigns.acknowledge(notice, bob)
    assert "Accueil de l’automne" not in page_of(bob)


def test_ones_own_next_absence(bob, dora, page_of):
    assert "Ma prochaine absence" not in page_of(bob)
    assert "Ma prochaine absence" in page_of(dora)


def test_a_person_without_role_or_team_is_told_what_to_do(charlie, db, page_of):
    newcomer = User.objects.create_user("zoe@example.org", first_name="Zoé")
    page = page_of(newcomer)
    assert "Votre compte n’a pas encore de rôle" in page
    assert "Personne d’autre n’a encore de rôle dans votre organisation." in page


def test_human_resources_see_their_people_and_the_week(alice, bob, dora, charlie, caisse, page_of):
    RosterImport.objects.create(organisation=caisse, uploaded_by=alice, file_name="équipe.csv", state=RosterImport.State.CHECKED)
    RosterImport.objects.create(organisation=Team.objects.get(name="Titres").organisation, file_name="autre.csv")
    far = timezone.localdate() + dt.timedelta(days=30)
    Leave.objects.create(user=bob, first_day=far, last_day=far)
    people = dashboards.people(alice)
    assert people["total"] == 3 and people["without_team"] == 1
    assert [(team.name, team.members) for team in people["teams"]] == [("Retraite 2", 2)]
    assert [str(leave.user) for leave in people["leaves"]] == ["Dora Zimmer"]
    page = page_of(alice)
    assert "équipe.csv" in page and "À confirmer" in page and "autre.csv" not in page
    assert "Importer des personnes" in page and "En cours" in page


def test_human_resources_are_shown_nothing_of_the_machine_or_of_calls(alice, page_of):
    page = page_of(alice)
    assert "Tâches en échec" not in page and "Essais de transcription" not in page


@pytest.fixture
def administrator(charlie) -> User:
    return charlie


def test_administrators_see_what_failed_and_why(administrator, bob, page_of):
    now = timezone.now()
    Job.objects.create(kind="accounts.check_roster", state=Job.State.FAILED, error_code="too_long", finished_at=now)
    Job.objects.create(kind="accounts.check_roster", state=Job.State.FAILED, error_code="too_long", finished_at=now - dt.timedelta(days=8))
    Job.objects.create(kind="call_review.trial")
    machine = dashboards.machine(administrator)
    assert (machine["failed"], machine["waiting"], machine["undelivered"]) == (1, 1, 0)
    page = page_of(administrator)
    assert "Vérification du fichier" in page and "Cette tâche a pris trop de temps" in page


def test_administrators_follow_the_e_mails_of_their_own_people_only(administrator, bob):
    for recipient in (administrator, bob):
        told = notify(recipient, "welcome", "Bienvenue", email=False)
        Delivery.objects.create(notification=told, state=Delivery.State.BOUNCED)
    assert dashboards.machine(administrator)["undelivered"] == 1


def test_editors_see_drafts_first(bob, caisse, page_of):
    from home.information import ensure_pages

    page_tree()
    ensure_pages()
    roles.grant(bob, Role.EDITOR, organisation=caisse)
    legal = next(page for page in dashboards.dashboard(bob)["pages"] if page.slug == "mentions-legales")
    legal.title = "Mentions"
    legal.save_revision()
    assert dashboards.dashboard(User.objects.get(pk=bob.pk))["pages"][0].slug == "mentions-legales"
    page = page_of(bob)
    assert "Écrire une page" in page and "Brouillon" in page and "En ligne" in page


def test_the_dpo_sees_what_is_kept_and_the_model_that_runs(bob, dora, alice, charlie, caisse, page_of):
    roles.grant(alice, Role.DPO, organisation=caisse)
    data = dashboards.personal_data(User.objects.get(pk=alice.pk))
    assert (data["open"], data["closed"], data["leaves"]) == (3, 0, 1), "the other body is not hers"
    page = page_of(alice)
    assert "Données personnelles gardées" in page and data["engine"]["sha256"] in page


def test_an_engine_that_cannot_run_is_told_to_the_dpo(alice, caisse, page_of, settings, tmp_path):
    settings.SPEECH_MODEL = str(tmp_path)
    roles.grant(alice, Role.DPO, organisation=caisse)
    assert dashboards.engine()["engine_fault"] in page_of(alice).replace("&#x27;", "'")


def test_the_page_costs_as_much_for_many_colleagues(bob, retraite, join, django_assert_num_queries):
    client = Client()
    client.force_login(bob)
    join(User.objects.create_user("agent@example.org"), Role.AGENT, retraite)
    client.get("/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/")
    for number in range(30):
        join(User.objects.create_user(f"agent{number}@example.org"), Role.AGENT, retraite)
    assert len(for_one) < 30
    with django_assert_num_queries(len(for_one)):
        assert client.get("/").status_code == 200
