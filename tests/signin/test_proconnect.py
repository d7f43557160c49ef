"""Alice enters with ProConnect, over HTTP; everything that is not wholly right is refused with a page, and makes no account."""

import json
import re
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command

from accounts.models import Organisation, Post, User
from tests.signin.conftest import SIRET, SUBJECT
from tests.signin.openid_provider import EC, RSA, STRANGERS, STRONG, enter, public_key, returned

OTHER_SIRET = "35600000000048"


@pytest.fixture
def alice(alice):
    body = Organisation.objects.create(name="Caisse de l’Ouest", siret=SIRET)
    Post.objects.create(user=alice, organisation=body, started_on="2020-01-01")
    return alice


def assert_refused(response, client, sentence, status=403):
    page = response.content.decode()
    assert response.status_code == status
    assert "La connexion avec ProConnect n’a pas abouti" in page
    assert sentence in page
    assert re.search(r"Référence <code>[0-9a-f]{8}</code>", page)
    assert 'href="/compte/login/"' in page
    assert SESSION_KEY not in client.session
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


UNVERIFIED = "n’a pas pu être vérifiée"
STALE = "a déjà servi, ou elle a duré trop longtemps"
WEAK = "n’a pas vérifié deux preuves"
UNKNOWN = "Aucun compte du portail ne correspond"
AWAY = "ProConnect ne répond pas"


# --- In


def test_alice_enters_and_keeps_the_names_of_the_roster(client, proconnect, alice):
    assert enter(client)["Location"] == "/"
    assert client.session[SESSION_KEY] == str(alice.pk)
    alice.refresh_from_db()
    assert alice.get_full_name() == "Alice Arnaud"
    assert SocialAccount.objects.get().uid == SUBJECT
    records = client.session["account_authentication_methods"]
    assert [(record["method"], record["provider"]) for record in records] == [("socialaccount", "proconnect")]


def test_alice_enters_a_second_time_as_herself(client, proconnect, alice):
    for _ in range(2):
        enter(client)
        assert client.session[SESSION_KEY] == str(alice.pk)
        client.logout()
    assert SocialAccount.objects.count() == 1


def test_alice_is_led_where_she_was_going_and_never_elsewhere(client, proconnect):
    assert enter(client, "?next=/mon-compte/")["Location"] == "/mon-compte/"
    client.logout()
    assert enter(client, "?next=https://ailleurs.example/")["Location"] == "/"


def test_the_code_of_the_phone_is_not_asked_after_two_factors_at_proconnect(client, proconnect, alice):
    TOTP.activate(alice, generate_totp_secret())
    assert enter(client)["Location"] == "/"
    assert SESSION_KEY in client.session


def test_a_key_of_another_kind_and_renewed_keys_are_taken(client, proconnect):
    enter(client)
    client.logout()
    proconnect.keys = [public_key(EC, "ES256", "renewed")]
    proconnect.signer, proconnect.algorithm, proconnect.kid = EC, "ES256", "renewed"
    assert enter(client)["Location"] == "/"
    assert proconnect.asked.count("jwks") == 2


def test_the_demand_has_state_nonce_proof_key_and_two_factors(client, proconnect):
    enter(client)
    demanded = proconnect.demanded
    assert len(demanded["state"]) >= 32 <= len(demanded["nonce"])
    assert demanded["code_challenge_method"] == "S256"
    assert STRONG in demanded["acr_values"] and "eidas1" not in demanded["acr_values"]
    assert STRONG in json.loads(demanded["claims"])["id_token"]["acr"]["values"]


# --- Tokens that do not hold


@pytest.mark.parametrize(
    ("faults", "sentence"),
    [
        pytest.param({"signer": STRANGERS}, UNVERIFIED, id="wrong key"),
        pytest.param({"userinfo_signer": STRANGERS}, UNVERIFIED, id="wrong key of the userinfo"),
        pytest.param({"kid": "unheard-of"}, UNVERIFIED, id="unknown key"),
        pytest.param({"kid": "curve"}, UNVERIFIED, id="key of another algorithm"),
        pytest.param({"algorithm": "none"}, UNVERIFIED, id="alg none"),
        pytest.param({"algorithm": "HS256", "signer": "a shared secret of more than thirty-two bytes"}, UNVERIFIED, id="shared secret"),
        pytest.param({"algorithm": "RS512"}, UNVERIFIED, id="algorithm not allowed"),
        pytest.param({"id_token": {"aud": "another"}}, UNVERIFIED, id="other audience"),
        pytest.param({"id_token": {"aud": ["vigie", "another"]}}, UNVERIFIED, id="several audiences, no party"),
        pytest.param({"id_token": {"azp": "another"}}, UNVERIFIED, id="other party"),
        pytest.param({"userinfo": {"aud": "another"}}, UNVERIFIED, id="other audience of the userinfo"),
        pytest.param({"id_token": {"iss": "https://elsewhere.example"}}, UNVERIFIED, id="other issuer"),
        pytest.param({"userinfo": {"sub": "somebody-else"}}, UNVERIFIED, id="other subject"),
        pytest.param({"id_token": {"nonce": "n" * 43}}, UNVERIFIED, id="bad nonce"),
        pytest.param({"id_token": {"nonce": None}}, UNVERIFIED, id="no nonce"),
        pytest.param({"id_token": {"iat": int(time.time()) + 3600}}, UNVERIFIED, id="from the future"),
        pytest.param({"id_token": {"exp": int(time.time()) - 60}}, STALE, id="expired"),
        pytest.param({"userinfo": {"exp": int(time.time()) - 60}}, STALE, id="expired userinfo"),
        pytest.param({"acr": "eidas1"}, WEAK, id="low acr"),
        pytest.param({"id_token": {"acr": None}}, WEAK, id="no acr"),
        pytest.param({"id_token": {"amr": ["pwd"]}}, WEAK, id="a password alone"),
        pytest.param({"userinfo": {"siret": OTHER_SIRET}}, UNKNOWN, id="other SIRET"),
        pytest.param({"userinfo": {"siret": None}}, UNKNOWN, id="no SIRET"),
        pytest.param({"userinfo": {"email": "charlie@example.org"}}, UNKNOWN, id="not on the roster"),
        pytest.param({"userinfo": {"email_verified": False}}, UNKNOWN, id="address not verified"),
        pytest.param({"denies": True}, "ProConnect a interrompu la connexion", id="denied there"),
    ],
)
def test_what_does_not_hold_is_refused(client, proconnect, faults, sentence):
    for name, value in faults.items():
        setattr(proconnect, name, value)
    assert_refused(enter(client), client, sentence)


# --- Played with


def test_a_return_played_again_is_refused(client, proconnect):
    address = returned(client)
    client.get(address)
    client.logout()
    SocialAccount.objects.all().delete()
    assert_refused(client.get(address), client, STALE)


def test_the_return_of_another_browser_is_refused(client, proconnect, django_client):
    assert_refused(django_client.get(returned(client)), django_client, STALE)


def test_a_changed_state_is_refused_and_ends_the_attempt(client, proconnect):
    address = returned(client)
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    changed = f"/compte/proconnect/retour/?{urlencode(query | {'state': 'x' * 43})}"
    assert_refused(client.get(changed), client, STALE)
    assert_refused(client.get(address), client, STALE)


def test_a_sign_in_left_for_too_long_is_refused(client, proconnect):
    address = returned(client)
    session = client.session
    session["proconnect"] = session["proconnect"] | {"at": time.time() - 601}
    session.save()
    assert_refused(client.get(address), client, STALE)


def test_a_code_used_before_is_refused(client, proconnect):
    address = returned(client)
    proconnect.codes.clear()
    assert_refused(client.get(address), client, STALE)


def test_auth_params_in_our_address_change_nothing_of_the_demand(client, proconnect):
    tampered = urlencode({"auth_params": "claims={}&acr_values=eidas1&nonce=known", "claims": "{}", "acr_values": "eidas1"})
    assert enter(client, f"?{tampered}")["Location"] == "/"
    assert STRONG in proconnect.demanded["acr_values"] and STRONG in proconnect.demanded["claims"]
    assert proconnect.demanded["nonce"] != "known"


def test_a_demand_from_which_the_visitor_took_the_second_factor_is_refused(client, proconnect):
    def without_second_factor(address):
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items() if name not in {"acr_values", "claims"}}
        return parts._replace(query=urlencode(query)).geturl()

    assert_refused(enter(client, tamper=without_second_factor), client, WEAK)


# --- The provider in trouble


@pytest.mark.parametrize("fault", ["down", "slow", "huge"])
@pytest.mark.parametrize("page", ["token", "userinfo", "jwks"])
def test_a_provider_in_trouble_is_said_at_the_return(client, proconnect, fault, page):
    setattr(proconnect, fault, {page})
    assert_refused(enter(client), client, AWAY, 503)


@pytest.mark.parametrize("fault", ["down", "slow", "huge"])
def test_a_provider_in_trouble_is_said_at_once(client, proconnect, fault):
    setattr(proconnect, fault, {"openid-configuration"})
    assert_refused(client.get("/compte/proconnect/"), client, AWAY, 503)


def test_a_provider_that_is_not_there_is_said(client, proconnect, settings):
    settings.PROCONNECT_URL = "http://127.0.0.1:9/api/v2"
    assert_refused(client.get("/compte/proconnect/"), client, AWAY, 503)


def test_twenty_refusals_lock_nobody_out(client, proconnect):
    proconnect.signer = STRANGERS
    for _ in range(20):
        enter(client)
    proconnect.signer = RSA
    assert enter(client)["Location"] == "/"


# --- Whom the roster admits


def test_a_closed_account_stays_closed(client, proconnect, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert_refused(enter(client), client, UNKNOWN)


def test_who_has_left_the_organisation_is_refused(client, proconnect, alice):
    Post.objects.update(ended_on="2021-01-01")
    assert_refused(enter(client), client, UNKNOWN)


def test_another_subject_with_the_same_address_is_refused(client, proconnect, alice):
    enter(client)
    client.logout()
    proconnect.person["sub"] = "a-newcomer"
    response = enter(client)
    assert (response.status_code, SESSION_KEY in client.session) == (403, False)
    assert "lié à une autre identité" in response.content.decode()


def test_a_subject_never_becomes_another_person(client, proconnect, alice, bob):
    Post.objects.create(user=bob, organisation=Organisation.objects.get(), started_on="2020-01-01")
    enter(client)
    client.logout()
    proconnect.person["email"] = bob.email
    assert enter(client).status_code == 403
    assert SESSION_KEY not in client.session


# --- Off, on, and the SIRET


def test_the_sign_in_page_offers_proconnect_only_where_it_is_configured(client, proconnect, settings):
    assert 'href="/compte/proconnect/?next=/mon-compte/"' in client.get("/compte/login/?next=/mon-compte/").content.decode().replace(
        "%2F", "/"
    )
    settings.PROCONNECT_SECRET = ""
    assert "ProConnect" not in client.get("/compte/login/").content.decode()
    assert client.get("/compte/proconnect/").status_code == 404
    assert client.get("/compte/proconnect/retour/").status_code == 404


def test_the_siret_of_an_organisation_is_checked(alice):
    body = Organisation.objects.get()
    call_command("set_siret", body.name, "356 000 000 00048")
    body.refresh_from_db()
    assert body.siret == OTHER_SIRET
    with pytest.raises(CommandError, match="quatorze chiffres"):
        call_command("set_siret", body.name, "12345678901234")


def test_the_refusal_is_said_in_english_too(client, proconnect):
    proconnect.acr = "eidas1"
    client.cookies["django_language"] = "en"
    assert "Sign-in with ProConnect did not succeed" in enter(client).content.decode()
