"""Who came from ProConnect leaves it too, and the identity that is bound to an account is seen, unbound, and told."""

import re
from html import unescape

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from accounts import roles, second_factor
from accounts.models import Notification, Organisation, Post, Role, SecurityEvent
from background.runner import work_off
from tests.signin.conftest import SIRET
from tests.signin.openid_provider import enter, followed
from tests.signin.passkey_browser import CONFIRM, PASSWORD, options_in
from tests.signin.software_passkey import text

UNBIND = "/compte/proconnect/delier/"
Kind = SecurityEvent.Kind


@pytest.fixture
def caisse(db):
    return Organisation.objects.create(name="Caisse de l’Ouest", siret=SIRET)


@pytest.fixture
def alice(alice, caisse):
    Post.objects.create(user=alice, organisation=caisse, started_on="2020-01-01")
    return alice


@pytest.fixture
def without_password(alice):
    alice.set_unusable_password()
    alice.save()


@pytest.fixture
def dora(bob, caisse):
    """Administers the Caisse."""
    roles.grant(bob, Role.ADMINISTRATOR, organisation=caisse)
    return bob


@pytest.fixture
def alice_came(proconnect):
    client = Client()
    enter(client)
    assert SESSION_KEY in client.session
    return client


def address_in(page) -> str:
    meta = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page.content.decode())
    link = re.search(r'<a class="btn btn-primary" href="([^"]+)">', page.content.decode())
    assert meta[1] == link[1], "the link is for who does not follow"
    return unescape(meta[1])


# --- Signing out


@pytest.mark.parametrize("address", ["/compte/logout/", "/redaction/logout/"])
def test_signing_out_ends_both_sessions(alice_came, proconnect, address):
    leaving = alice_came.post(address)
    assert SESSION_KEY not in alice_came.session, "the portal's first"
    assert leaving["Location"] == "/compte/proconnect/depart/"
    address = address_in(alice_came.get(leaving["Location"]))
    assert address.startswith(f"{proconnect.url}/end-session?")
    back = followed(address)
    assert len(proconnect.signed_out) == 1
    page = alice_came.get(back, follow=True)
    assert page.redirect_chain == [("/compte/login/", 302)]
    assert "Vous êtes déconnecté du portail et de ProConnect" in page.content.decode()
    assert "n’a pas été reconnu" not in page.content.decode()
    assert "proconnect" not in " ".join(alice_came.session.keys())


def test_the_token_stays_on_the_server(alice_came):
    assert alice_came.session["proconnect_id_token"].count(".") == 2
    assert not any("eyJ" in cookie.value for cookie in alice_came.cookies.values())


@pytest.mark.parametrize("state", ["", "?state=", "?state=another", "?state=%C3%A9"])
def test_a_return_with_another_state_is_not_believed(alice_came, state):
    alice_came.get(alice_came.post("/compte/logout/")["Location"])
    page = alice_came.get(f"/compte/proconnect/parti/{state}", follow=True).content.decode()
    assert "déconnecté du portail et de ProConnect" not in page
    assert "n’a pas été reconnu" in page


def test_a_return_played_again_or_in_another_browser_says_nothing(alice_came):
    back = followed(address_in(alice_came.get(alice_came.post("/compte/logout/")["Location"])))
    alice_came.get(back, follow=True)
    for browser in (alice_came, Client()):
        page = browser.get(back, follow=True)
        assert "ProConnect." not in page.content.decode()
        assert page.redirect_chain == [("/compte/login/", 302)]


@pytest.mark.parametrize(("fault", "page"), [("down", "openid-configuration"), ("without", "end-session")])
def test_a_provider_in_trouble_does_not_keep_alice_in(alice_came, proconnect, fault, page):
    from django.core.cache import cache

    cache.clear()
    setattr(proconnect, fault, {page})
    answer = alice_came.post("/compte/logout/", follow=True)
    assert SESSION_KEY not in alice_came.session
    assert "fermez le navigateur pour le quitter aussi" in answer.content.decode()


def test_who_came_with_a_password_is_not_sent_to_proconnect(client, proconnect, alice, attempt):
    attempt(client, alice.email)
    assert client.post("/compte/logout/")["Location"] == "/"
    assert client.get("/compte/proconnect/depart/")["Location"] == "/compte/login/"


# --- Bound, and told


def test_the_first_binding_is_written_and_told_whatever_alice_prefers(proconnect, alice):
    alice.email_wanted = False
    alice.save()
    for _time in range(2):
        enter(Client())
    assert SecurityEvent.objects.filter(person=alice, kind=Kind.PROCONNECT_BOUND).count() == 1
    work_off("default")
    assert [(message.to, message.subject) for message in mail.outbox] == [([alice.email], "Votre compte est lié à ProConnect")]
    assert Notification.objects.get(recipient=alice).url == "/mon-compte/securite/"


# --- Unbound


def confirmed(browser, password: str = PASSWORD):
    """The page of confirmation, once the password was given again."""
    asked = browser.get(UNBIND)
    if asked.status_code == 302:
        browser.post(asked["Location"], {"password": password})
        asked = browser.get(UNBIND)
    return asked


def test_alice_unbinds_her_identity_after_her_password(alice_came, alice):
    hurried, browser = Client(), Client()
    for each in (hurried, browser):
        each.force_login(alice)
    assert "reauthenticate" in hurried.post(UNBIND)["Location"], "never without proving again who one is"
    assert SocialAccount.objects.exists()
    assert "Il vous restera votre mot de passe" in confirmed(browser).content.decode()
    assert SocialAccount.objects.exists(), "a page changes nothing"
    assert "n’est plus liée à votre compte" in browser.post(UNBIND, follow=True).content.decode()
    assert not SocialAccount.objects.exists()
    assert SecurityEvent.objects.filter(person=alice, by=alice, kind=Kind.PROCONNECT_UNBOUND).count() == 1
    assert browser.get(UNBIND)["Location"] == "/mon-compte/securite/"


def still_in(browser) -> bool:
    return browser.get("/mon-compte/").status_code == 200


def test_whoever_came_by_the_identity_is_out_but_the_session_that_alice_confirmed(alice_came, alice, bob, proconnect):
    elsewhere, bobs = Client(), Client()
    enter(elsewhere)
    bobs.force_login(bob)
    confirmed(alice_came)
    assert still_in(alice_came) and still_in(elsewhere)
    alice_came.post(UNBIND)
    assert still_in(alice_came) and still_in(bobs) and not still_in(elsewhere)


def test_unbound_by_an_administrator_it_leaves_no_session_open(alice_came, alice, dora):
    browser = Client()
    browser.force_login(dora)
    browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": ""})
    assert still_in(alice_came), "nothing was done"
    browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "Nouvelle identité"})
    assert not still_in(alice_came) and still_in(browser)
    enter(alice_came)
    assert still_in(alice_came)


def test_a_session_outlives_a_renewed_key_of_the_portal(alice_came, alice, settings):
    alice.end_sessions()
    assert not still_in(alice_came)
    enter(alice_came)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-of-the-portal-of-fifty-characters"
    assert still_in(alice_came)


def test_without_another_way_in_it_stays(without_password, alice_came):
    for page in (confirmed(alice_came), alice_came.post(UNBIND, follow=True)):
        said = page.content.decode()
        assert said.count("ProConnect est votre seule façon d’entrer") == 1 and "Délier l’identité</button>" not in said
        assert 'href="/compte/password/set/"' in said
    assert alice_came.get("/compte/password/set/").status_code == 200
    assert SocialAccount.objects.exists()


def test_a_passkey_that_opens_alone_is_another_way(key, without_password, alice_came):
    asked = options_in(alice_came.get(f"{CONFIRM}?next={UNBIND}"))["request_options"]
    alice_came.post(f"{CONFIRM}?next={UNBIND}", {"credential": text(key.shown(asked))})
    assert "votre clé d’accès" in alice_came.get(UNBIND).content.decode()
    alice_came.post(UNBIND)
    assert not SocialAccount.objects.exists()


def test_an_administrator_unbinds_with_a_reason_and_alice_is_told(alice_came, alice, dora):
    browser = Client()
    browser.force_login(dora)
    assert "Délier l’identité" in browser.get(f"/annuaire/{alice.pk}/").content.decode()
    browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": ""})
    assert SocialAccount.objects.exists()
    browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "Nouvelle identité"})
    assert not SocialAccount.objects.exists()
    event = SecurityEvent.objects.get(kind=Kind.PROCONNECT_UNBOUND)
    assert (event.person, event.by, event.detail) == (alice, dora, "Nouvelle identité")
    work_off("default")
    assert "Nouvelle identité" in mail.outbox[-1].body and mail.outbox[-1].to == [alice.email]
    assert "Aucune identité" in browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "x"}, follow=True).content.decode()


def test_an_administrator_leaves_nobody_outside(without_password, alice_came, alice, dora):
    browser = Client()
    browser.force_login(dora)
    page = browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "Nouvelle identité"}, follow=True)
    assert "Envoyez-lui d’abord une invitation" in page.content.decode()
    assert SocialAccount.objects.exists()


def test_nobody_else_unbinds(alice_came, alice, charlie):
    browser = Client()
    browser.force_login(charlie)
    assert browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "x"}).status_code == 404
    assert SocialAccount.objects.exists()


def test_another_identity_is_bound_after_that(alice_came, alice, dora, proconnect):
    browser = Client()
    browser.force_login(dora)
    browser.post(f"/annuaire/{alice.pk}/proconnect/delier/", {"why": "Nouvelle identité"})
    proconnect.person["sub"] = "alice-elsewhere"
    newcomer = Client()
    assert enter(newcomer)["Location"] == "/"
    assert SocialAccount.objects.get().uid == "alice-elsewhere"


def test_an_identity_that_was_unbound_proves_no_second_factor_any_more(alice_came, alice, caisse, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    roles.grant(alice, Role.HR, organisation=caisse)
    assert alice_came.get("/mon-compte/").status_code == 200
    SocialAccount.objects.all().delete()
    assert alice_came.session[AUTHENTICATION_METHODS_SESSION_KEY]
    assert alice_came.get("/mon-compte/")["Location"] == "/compte/2fa/requis/"
    assert not second_factor.has_one(alice)
