"""A code of six digits after the password: set up, asked for, never twice, and ten codes for the day the phone is lost."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY

TO_CORRECT = "À corriger avant de continuer"
SECRET = generate_totp_secret()


def code(ahead: int = 0, secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def alice(alice):
    TOTP.activate(alice, SECRET)
    RecoveryCodes.activate(alice)
    return alice


@pytest.fixture
def at_the_second_door(client, alice, attempt):
    assert attempt(client, alice.email)["Location"].startswith("/compte/2fa/authenticate/")
    assert SESSION_KEY not in client.session
    return client


def give(client, value):
    return client.post("/compte/2fa/authenticate/", {"code": value})


def test_the_password_alone_opens_nothing(at_the_second_door):
    assert at_the_second_door.get("/mon-compte/")["Location"].startswith("/compte/login/")


def test_the_code_opens(at_the_second_door):
    assert give(at_the_second_door, code())["Location"] == "/"
    assert SESSION_KEY in at_the_second_door.session


@pytest.mark.parametrize("wrong", ["", "abc", "0000000", pytest.param(code(ahead=50), id="of-later"), "١٢٣٤٥٦"])
def test_a_wrong_code_says_so(at_the_second_door, wrong):
    page = give(at_the_second_door, wrong)
    assert page.status_code == 200
    assert TO_CORRECT in page.content.decode()
    assert SESSION_KEY not in at_the_second_door.session


def test_a_code_serves_once(at_the_second_door, alice, attempt, client):
    used = code()
    give(at_the_second_door, used)
    client.post("/compte/logout/")
    attempt(client, alice.email)
    assert give(client, used).status_code == 200
    assert SESSION_KEY not in client.session


def test_codes_are_not_tried_for_long(at_the_second_door):
    for _ in range(6):
        page = give(at_the_second_door, "123456").content.decode()
    assert "Trop" in page
    assert give(at_the_second_door, code()).status_code == 200
    assert SESSION_KEY not in at_the_second_door.session


def test_a_recovery_code_opens_once(at_the_second_door, alice, attempt, client):
    spare = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()[0]
    assert give(at_the_second_door, spare)["Location"] == "/"
    client.post("/compte/logout/")
    attempt(client, alice.email)
    assert give(client, spare).status_code == 200
    assert SESSION_KEY not in client.session


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_takes_a_code_and_gives_recovery_codes(client, bob, attempt, mailoutbox):
    bob.set_password("quatre-phares-dans-la-brume")
    bob.save()
    attempt(client, bob.email)
    at_the_password = client.get("/compte/2fa/totp/activate/")["Location"]
    assert "Mot de passe" in client.get(at_the_password).content.decode()
    form = client.post(at_the_password, {"password": "quatre-phares-dans-la-brume"}, follow=True)
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", form.content.decode()).group(1)
    refused = client.post("/compte/2fa/totp/activate/", {"code": "123456"}).content.decode()
    assert TO_CORRECT in refused
    assert secret in refused, "what the application already read stays valid"
    client.post("/compte/2fa/totp/activate/", {"code": code(secret=secret)})
    assert {"totp", "recovery_codes"} == set(Authenticator.objects.filter(user=bob).values_list("type", flat=True))
    assert [message.to for message in mailoutbox] == [[bob.email]], "whoever owns the account is told"


def test_recovery_codes_are_downloaded_as_text_and_printed(client, alice):
    client.force_login(alice)
    assert client.post("/compte/2fa/reauthenticate/", {"code": code()}).status_code == 302
    codes = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()
    page = client.get("/compte/2fa/recovery-codes/").content.decode()
    assert len(codes) == 10 and all(f"<li>{spare}</li>" in page for spare in codes)
    assert "data-print hidden" in page, "shown by the script that prints"
    file = client.get("/compte/2fa/recovery-codes/download/")
    assert file["Content-Type"].startswith("text/plain") and "attachment" in file["Content-Disposition"]
    assert file.content.decode().split() == codes


def test_taking_it_away_asks_for_the_password_again(client, alice):
    client.force_login(alice)
    answer = client.post("/compte/2fa/totp/deactivate/")
    assert "reauthenticate" in answer["Location"]
    assert Authenticator.objects.filter(user=alice, type="totp").exists()


def test_a_code_proves_again_who_one_is(client, alice):
    client.force_login(alice)
    page = "/compte/2fa/reauthenticate/?next=/compte/2fa/recovery-codes/generate/"
    assert TO_CORRECT in client.post(page, {"code": "123456"}).content.decode()
    assert client.post(page, {"code": code()})["Location"] == "/compte/2fa/recovery-codes/generate/"
