import re

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User

TO_CORRECT = "À corriger avant de continuer"
ANOTHER = "lanterne-calme-et-7-mouettes"


def link_of(message) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", message.body).group(1)


def ask(client, email):
    return client.post("/compte/password/reset/", {"email": email}, follow=True)


@pytest.fixture
def link(client, alice, mailoutbox) -> str:
    ask(client, alice.email)
    return link_of(mailoutbox[0])


def test_the_link_changes_the_password_once(client, alice, link, mailoutbox):
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER})
    alice.refresh_from_db()
    assert alice.check_password(ANOTHER)
    assert "Ce lien a déjà servi" in client.get(link, follow=True).content.decode()
    assert len(mailoutbox) == 2, "the change itself is told by e-mail"


def test_after_three_days_the_link_proposes_another(client, link, monkeypatch):
    now = timezone.now().timestamp() + settings.PASSWORD_RESET_TIMEOUT + 60
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: timezone.datetime.fromtimestamp(now))
    page = client.get(link, follow=True).content.decode()
    assert "Ce lien a déjà servi, ou il a plus de trois jours" in page
    assert "/compte/password/reset/" in page


@pytest.mark.parametrize("path", ["/compte/password/reset/key/x-y/", "/compte/password/reset/key/1-set-password/"])
def test_an_invented_link_is_no_link(client, db, path):
    page = client.get(path, follow=True)
    assert page.status_code == 200
    assert "Recevoir un autre lien" in page.content.decode()


def test_two_different_passwords_are_told_and_change_nothing(client, alice, link):
    form = client.get(link, follow=True)
    page = client.post(form.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER + "x"})
    assert page.status_code == 200
    assert TO_CORRECT in page.content.decode()
    assert ANOTHER not in page.content.decode()
    assert User.objects.get(pk=alice.pk).password == alice.password


def test_whether_an_account_exists_is_told_to_its_owner_only(client, alice, mailoutbox):
    known, unknown = (
        re.sub(r'"[A-Za-z0-9]{64}"|nonce="[^"]+"', "", ask(client, email).content.decode()) for email in (alice.email, "alina@example.org")
    )
    assert known == unknown
    to_nobody = mailoutbox[1]
    assert to_nobody.to == ["alina@example.org"]
    assert "/password/reset/key/" not in to_nobody.body


def test_the_mail_speaks_the_language_of_the_person(client, alice, mailoutbox):
    alice.language = "en"
    alice.save()
    ask(client, alice.email)
    assert "password" in mailoutbox[0].subject.lower()
    assert mailoutbox[0].subject.isascii()


def test_a_reset_does_not_step_around_the_second_factor(client, alice, link):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(alice, generate_totp_secret())
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER})
    answer = client.post("/compte/login/", {"login": alice.email, "password": ANOTHER})
    assert answer["Location"].startswith("/compte/2fa/authenticate/")
