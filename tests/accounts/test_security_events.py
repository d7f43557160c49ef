"""Each person reads what happened to the own account; who administers reads what was done to others, never when they came to work."""

import datetime as dt
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts import people, roles, security
from accounts.models import Organisation, Post, Role, RoleHeld, SecurityEvent, User
from accounts.models.append_only import AppendOnlyError
from background import periodic
from background.runner import work_off

Kind = SecurityEvent.Kind
FOLLOWED_BY_OTHERS = [
    *("passkey_copied", "factor_reset", "proconnect_bound", "proconnect_unbound"),
    *("role_given", "role_taken", "account_closed", "account_opened", "siret_changed", "token_made", "token_revoked"),
]
"""Spelled out: a kind added later is read by its person alone, until somebody thinks of it."""
MINE, LOG = "/mon-compte/securite/", "/journal-de-securite/"


def kinds(**of) -> list[str]:
    return list(SecurityEvent.objects.filter(**of).order_by("pk").values_list("kind", flat=True))


@pytest.fixture(autouse=True)
def nothing_before(db, alice, bob, charlie, dora) -> None:
    """The roles of the fixtures are events too."""
    SecurityEvent._base_manager.all().delete()


def test_a_sign_in_is_written_for_its_owner(bob, client):
    client.post("/compte/login/", {"login": bob.email, "password": "wrong"})
    assert kinds(person=bob) == []
    client.post("/compte/login/", {"login": bob.email, "password": "correct horse battery"})
    assert kinds(person=bob) == [Kind.BY_PASSWORD]
    page = client.get(MINE).content.decode()
    assert "Connexion par mot de passe" in page and ">vous</td>" in page


def test_a_password_changed_is_written(bob, sign_in):
    sign_in(bob).post(
        "/compte/password/change/",
        {"oldpassword": "correct horse battery", "password1": "lanterne-calme-et-7-mouettes", "password2": "lanterne-calme-et-7-mouettes"},
    )
    assert kinds(person=bob) == [Kind.PASSWORD_CHANGED]


def test_roles_given_and_taken_back_are_written_and_told(bob, dora, sign_in, caisse):
    browser = sign_in(dora)
    browser.post(f"/annuaire/{bob.pk}/roles/", {"role": "trainer"})
    held = bob.roles_held.get(role=Role.TRAINER)
    roles.grant(bob, Role.TRAINER, organisation=caisse, by=dora)
    assert kinds(person=bob) == [Kind.ROLE_GIVEN], "given once"
    browser.post(f"/annuaire/{bob.pk}/roles/{held.pk}/retirer/")
    events = list(SecurityEvent.objects.of(bob).order_by("pk"))
    assert [(one.kind, one.by, one.role, *one.organisations.all()) for one in events] == [
        (kind, dora, Role.TRAINER, caisse) for kind in (Kind.ROLE_GIVEN, Kind.ROLE_TAKEN)
    ]
    work_off("default")
    assert [message.subject for message in mail.outbox][-1] == "Un rôle vous est retiré : formation"
    page = sign_in(bob).get(MINE).content.decode()
    assert "Rôle donné : formation, Caisse de l’Ouest" in page and "Dora Denis" in page


def test_who_gives_up_an_own_role_is_not_told_of_it(dora, caisse, sign_in):
    held = roles.grant(dora, Role.TRAINER, organisation=caisse)
    page = sign_in(dora).post(f"/annuaire/{dora.pk}/roles/{held.pk}/retirer/", follow=True).content.decode()
    assert "Le rôle est retiré." in page and not dora.notifications.exists()
    assert kinds(person=dora) == [Kind.ROLE_GIVEN, Kind.ROLE_TAKEN], "written all the same"


def test_the_last_administrator_who_stays_leaves_no_line(dora, sign_in):
    held = dora.roles_held.get(role=Role.ADMINISTRATOR)
    page = sign_in(dora).post(f"/annuaire/{dora.pk}/roles/{held.pk}/retirer/", follow=True).content.decode()
    assert "C’est la seule personne qui administre" in page
    assert kinds() == [] and not dora.notifications.exists()


def test_a_second_factor_taken_away_is_written_and_told_whatever_the_person_prefers(bob, dora, sign_in):
    bob.email_wanted = False
    bob.save()
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    sign_in(dora).post(f"/annuaire/{bob.pk}/second-facteur/retirer/", {"why": "Téléphone perdu"})
    event = SecurityEvent.objects.get()
    assert (event.kind, event.person, event.by, event.detail) == (Kind.FACTOR_RESET, bob, dora, "Téléphone perdu")
    work_off("default")
    assert [message.to for message in mail.outbox] == [[bob.email]] and "Téléphone perdu" in mail.outbox[0].body


def test_accounts_closed_and_opened_are_written(bob, dora, sign_in):
    browser = sign_in(dora)
    browser.post(f"/annuaire/{bob.pk}/fermer/")
    browser.post(f"/annuaire/{bob.pk}/rouvrir/")
    assert kinds(person=bob, by=dora) == [Kind.ACCOUNT_CLOSED, Kind.ACCOUNT_OPENED]


# --- Who reads


def test_nobody_reads_when_others_came_to_work(bob, dora, caisse, sign_in):
    for kind in Kind:
        security.record(kind, bob, dora)
    shown = SecurityEvent.objects.followed_by(dora)
    assert sorted(shown.values_list("kind", flat=True)) == sorted(FOLLOWED_BY_OTHERS), "each once"
    page = sign_in(dora).get(LOG).content.decode()
    assert "Second facteur retiré" in page and "Connexion par" not in page


def test_the_data_protection_officer_reads_too_and_another_organisation_does_not(bob, charlie, caisse, prefecture, somebody, sign_in):
    officer = somebody("olga")
    roles.grant(officer, Role.DPO, organisation=caisse)
    roles.grant(bob, Role.EDITOR, organisation=caisse)
    assert "Bob Bernard" in sign_in(officer).get(LOG).content.decode()
    assert "Bob Bernard" not in sign_in(charlie).get(LOG).content.decode()
    assert sign_in(bob).get(LOG).status_code == 403


def test_each_organisation_knows_the_roles_held_there_only(bob, charlie, dora, caisse, prefecture):
    roles.grant(bob, Role.EDITOR, organisation=prefecture)
    assert [event.where for event in SecurityEvent.objects.followed_by(charlie)] == ["Préfecture"]
    assert not SecurityEvent.objects.followed_by(dora).exists()


def moves(person: User, to: Organisation) -> None:
    """Whatever she held stays behind, and so do her posts."""
    person.roles_held.all().delete()
    person.posts.all().delete()
    Post.objects.create(user=person, organisation=to)


def test_the_past_stays_with_the_organisation_where_it_happened(bob, charlie, dora, prefecture):
    security.record(Kind.FACTOR_RESET, bob, dora, detail="à la Caisse")
    moves(bob, prefecture)
    security.record(Kind.FACTOR_RESET, bob, charlie, detail="à la Préfecture")
    assert [event.detail for event in SecurityEvent.objects.followed_by(dora)] == ["à la Caisse"]
    assert [event.detail for event in SecurityEvent.objects.followed_by(charlie)] == ["à la Préfecture"]
    assert SecurityEvent.objects.of(bob).count() == 2


def test_two_organisations_read_what_happened_while_bob_was_in_both(bob, charlie, dora, caisse, prefecture):
    Post.objects.create(user=bob, organisation=prefecture)
    roles.grant(dora, Role.DPO, organisation=prefecture)
    event = security.record(Kind.ACCOUNT_CLOSED, bob, None)
    for reader in (charlie, dora):
        assert SecurityEvent.objects.followed_by(reader).filter(pk=event.pk).count() == 1, "once, even to who administers both"


def test_the_account_of_who_has_left_is_closed_before_the_eyes_of_those_left(bob, charlie, dora):
    bob.roles_held.all().delete()
    bob.posts.update(started_on="2020-01-01", ended_on="2021-01-01")
    security.record(Kind.ACCOUNT_CLOSED, bob, dora)
    assert SecurityEvent.objects.followed_by(dora).count() == 1
    assert not SecurityEvent.objects.followed_by(charlie).exists()


def test_a_sign_in_notes_no_organisation(bob):
    assert not security.record(Kind.BY_PASSWORD, bob, bob).organisations.exists()


def test_many_roles_are_written_in_as_many_queries_as_few(somebody, caisse, django_assert_num_queries):
    people = [somebody(f"agent{number}") for number in range(30)]
    with django_assert_num_queries(4):  # two, and the savepoint around them
        security.record_roles(Kind.ROLE_GIVEN, [RoleHeld(user=one, role=Role.AGENT, organisation=caisse) for one in people], None)
    assert SecurityEvent.objects.filter(organisations=caisse, kind=Kind.ROLE_GIVEN).count() == 30


def test_nobody_reads_the_page_of_another(bob, alice, dora, sign_in):
    security.record(Kind.FACTOR_RESET, bob, dora, detail="Téléphone perdu")
    assert "Téléphone perdu" in sign_in(bob).get(MINE).content.decode()
    assert "Téléphone perdu" not in sign_in(alice).get(MINE).content.decode()


@pytest.mark.parametrize("address", [MINE, LOG])
def test_more_lines_ask_no_more_queries(address, dora, somebody, sign_in, django_assert_max_num_queries):
    browser = sign_in(dora)
    browser.get(address)

    def queries() -> int:
        with django_assert_max_num_queries(200) as captured:
            browser.get(address)
        return len(captured)

    security.record(Kind.FACTOR_RESET, dora, dora)
    few = queries()
    for number in range(10):
        security.record(Kind.FACTOR_RESET, dora if address == MINE else somebody(f"agent{number}"), somebody(f"other{number}"))
    assert queries() == few


# --- Kept


def test_a_line_is_not_changed_and_not_erased_by_hand(bob):
    event = security.record(Kind.BY_PASSWORD, bob, bob)
    event.detail = "autre"
    for wrong in (event.save, event.delete, SecurityEvent.objects.all().delete, lambda: SecurityEvent.objects.update(detail="x")):
        with pytest.raises(AppendOnlyError):
            wrong()


def test_after_a_year_it_is_forgotten_by_itself(bob):
    now = timezone.now()
    for days in (0, 364, 366, 800):
        SecurityEvent.objects.create(person=bob, by=bob, kind=Kind.BY_PASSWORD, at=now - dt.timedelta(days=days))
    assert "accounts.forget_security_events" in periodic.kinds()
    periodic.ask_for_what_is_due()
    work_off("default")
    assert SecurityEvent.objects.count() == 2


def test_who_acted_may_be_erased_later(bob, dora):
    security.record(Kind.FACTOR_RESET, bob, dora)
    people.close_account(bob)
    dora.delete()
    assert SecurityEvent.objects.get(kind=Kind.FACTOR_RESET).by is None


# --- The SIRET of an organisation


def test_an_administrator_sets_the_siret_and_it_is_written(dora, caisse, sign_in):
    browser: Client = sign_in(dora)
    page = browser.post("/organisation/", {"siret": "732 829 320 00074"}, follow=True)
    caisse.refresh_from_db()
    assert caisse.siret == "73282932000074" and "Le SIRET est enregistré" in page.content.decode()
    event = SecurityEvent.objects.get()
    assert (event.kind, event.person, event.by, event.where) == (Kind.SIRET_CHANGED, None, dora, "Caisse de l’Ouest")
    assert event.detail == "– → 73282932000074"
    assert "Caisse de l’Ouest" in browser.get(LOG).content.decode()
    assert "SIRET" not in browser.get(MINE).content.decode().partition("<tbody>")[2], "nothing happened to the own account"
    browser.post("/organisation/", {"siret": "73282932000074"})
    assert SecurityEvent.objects.count() == 1, "the same again is no change"
    browser.post("/organisation/", {"siret": ""})
    caisse.refresh_from_db()
    assert caisse.siret is None


@pytest.mark.parametrize("wrong", ["73282932000075", "7328293200007", "abc", "7" * 31, "١٢٣٤٥٦٧٨٩٠١٢٣٤"])
def test_a_wrong_siret_is_refused_and_changes_nothing(wrong, dora, caisse, sign_in):
    page = sign_in(dora).post("/organisation/", {"siret": wrong})
    assert page.status_code == 400 and "À corriger avant de continuer" in page.content.decode()
    caisse.refresh_from_db()
    assert caisse.siret is None


def test_the_siret_of_another_organisation_is_refused(dora, caisse, prefecture, sign_in):
    prefecture.siret = "73282932000074"
    prefecture.save()
    page = sign_in(dora).post("/organisation/", {"siret": "73282932000074"})
    assert page.status_code == 400 and "Une autre organisation du portail a ce SIRET" in page.content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_organisations_that_take_one_siret_at_the_very_same_moment_one_is_refused(dora, charlie, caisse, prefecture, sign_in):
    if connection.vendor == "sqlite":
        pytest.skip("its writers take turns")
    browsers, barrier, answers = [sign_in(dora), sign_in(charlie)], threading.Barrier(2), []

    def ask(browser: Client) -> None:
        barrier.wait()
        try:
            answers.append(browser.post("/organisation/", {"siret": "73282932000074"}).status_code)
        finally:
            connections.close_all()

    for _attempt in range(10):
        threads = [threading.Thread(target=ask, args=[browser]) for browser in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [302, 400], "one each time"
        answers.clear()
        Organisation.objects.update(siret=None)


def test_only_who_administers_sets_it(alice, bob, charlie, caisse, prefecture, sign_in):
    for person in (alice, bob):
        assert sign_in(person).post("/organisation/", {"siret": "73282932000074"}).status_code == 403
    sign_in(charlie).post(f"/organisation/?organisation={caisse.pk}", {"siret": "73282932000074"})
    caisse.refresh_from_db()
    assert caisse.siret is None


def test_the_command_line_writes_it_too(dora, caisse, sign_in):
    call_command("set_siret", "caisse de l’ouest", "732 829 320 00074")
    caisse.refresh_from_db()
    assert caisse.siret == "73282932000074"
    event = SecurityEvent.objects.followed_by(dora).get()
    assert (event.kind, event.person, event.by, event.detail) == (Kind.SIRET_CHANGED, None, None, "– → 73282932000074")
    assert "le portail" in sign_in(dora).get(LOG).content.decode()
