"""Coaches, human resources, data protection and administrators reach nothing before they have a second factor."""

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import call_command
from django.test import Client

from accounts import roles, second_factor
from accounts.models import Organisation, Role
from accounts.proconnect.admission import PROVIDER
from background.runner import work_off

DUE = "/compte/2fa/requis/"


@pytest.fixture(autouse=True)
def required(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def caisse(db) -> Organisation:
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.mark.parametrize("role", second_factor.ROLES)
def test_who_must_have_one_and_has_none_is_sent_to_get_one(client, alice, caisse, role):
    roles.grant(alice, role, organisation=caisse)
    client.force_login(alice)
    assert client.get("/mon-compte/")["Location"] == DUE
    assert client.get("/mon-compte/", headers={"HX-Request": "true"})["HX-Redirect"] == DUE
    assert client.get(DUE).status_code == 200
    assert client.get("/compte/2fa/").status_code == 200


@pytest.mark.parametrize("kind", second_factor.FACTORS)
@pytest.mark.parametrize("role", second_factor.ROLES)
def test_who_has_one_passes(client, alice, caisse, role, kind):
    roles.grant(alice, role, organisation=caisse)
    Authenticator.objects.create(user=alice, type=kind, data={})
    client.force_login(alice)
    assert client.get("/mon-compte/").status_code == 200


@pytest.mark.parametrize("role", second_factor.ROLES)
def test_proconnect_answers_for_its_own_sign_in(rf, client, alice, caisse, role):
    roles.grant(alice, role, organisation=caisse)
    request = rf.get("/")
    client.force_login(alice)
    request.session = client.session
    assert second_factor.is_due(request, alice)
    record_authentication(request, alice, "socialaccount", provider=PROVIDER, uid="x")
    assert second_factor.is_due(request, alice), "an identity that is bound to nobody answers for nobody"
    SocialAccount.objects.create(user=alice, provider=PROVIDER, uid="x")
    assert not second_factor.is_due(request, alice)


def test_an_agent_needs_none_and_recovery_codes_alone_are_none(client, alice, bob, caisse):
    roles.grant(bob, Role.AGENT, organisation=caisse)
    client.force_login(bob)
    assert client.get("/mon-compte/").status_code == 200
    roles.grant(alice, Role.HR, organisation=caisse)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not second_factor.has_one(alice)


def test_the_last_one_is_replaced_never_removed(alice, caisse):
    roles.grant(alice, Role.HR, organisation=caisse)
    first = Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={})
    assert second_factor.is_last_of_those_due(first)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data={})
    assert not second_factor.is_last_of_those_due(first)


def test_an_administrator_resets_that_of_others_with_a_reason_never_the_own(alice, bob, caisse, mailoutbox):
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    roles.grant(bob, Role.AGENT, organisation=caisse)
    for person in (alice, bob):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(alice)
    client.post(f"/annuaire/{bob.pk}/second-facteur/retirer/", {"why": ""})
    assert second_factor.has_one(bob)
    client.post(f"/annuaire/{bob.pk}/second-facteur/retirer/", {"why": "Téléphone perdu"})
    assert not second_factor.has_one(bob)
    work_off("default")
    assert [message.to for message in mailoutbox] == [[bob.email]]
    assert "Téléphone perdu" in mailoutbox[0].body
    assert client.post(f"/annuaire/{alice.pk}/second-facteur/retirer/", {"why": "x"}).status_code == 403
    assert second_factor.has_one(alice)


@pytest.mark.parametrize("by_command_line", [False, True])
def test_a_reset_ends_the_sessions_of_the_person_and_of_nobody_else(alice, bob, caisse, by_command_line):
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    roles.grant(bob, Role.AGENT, organisation=caisse)
    for person in (alice, bob):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    alices, *bobs = Client(), Client(), Client()
    alices.force_login(alice)
    for browser in bobs:
        browser.force_login(bob)
    alices.post(f"/annuaire/{bob.pk}/second-facteur/retirer/", {"why": ""})
    assert bobs[0].get("/mon-compte/").status_code == 200, "nothing was done"
    if by_command_line:
        call_command("reset_second_factor", bob.email, why="Téléphone perdu")
    else:
        alices.post(f"/annuaire/{bob.pk}/second-facteur/retirer/", {"why": "Téléphone perdu"})
    assert [browser.get("/mon-compte/").status_code for browser in (alices, *bobs)] == [200, 302, 302]
