"""E-mails through a real server: taken, refused for good, put off, away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as portal
from django.utils import timezone

from accounts import notices
from accounts.models import Delivery, User
from background.models import Job
from background.runner import work_off
from tests.accounts.mail_server import MailServer

State, Reason = Delivery.State, Delivery.Reason


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


def tell(*people: User) -> list[Delivery]:
    notices.notify_many(people, notices.Notice("essai", "Réunion à 9 h", "Salle 2 « Océan »", "/annuaire/"))
    return work()


def work() -> list[Delivery]:
    """One attempt at all that waits, whatever the pause."""
    Job.objects.filter(state=Job.State.WAITING).update(not_before=None)
    work_off("default")
    return list(Delivery.objects.order_by("pk"))


def test_taken(server, bob):
    (delivery,) = tell(bob)
    assert (delivery.state, delivery.reason, delivery.attempts) == (State.SENT, "", 1)
    ((recipient, message),) = server.received
    assert recipient == bob.email
    assert "multipart/alternative" in message and "text/html" in message


def test_an_address_refused_for_good_does_not_stop_the_others(server, bob, alice):
    server.answers[bob.email] = "550 no such mailbox"
    refused, taken = tell(bob, alice)
    assert (refused.state, refused.reason) == (State.BOUNCED, Reason.REFUSED)
    assert taken.state == State.SENT


def test_an_address_put_off_is_tried_again_and_the_others_are_not(server, bob, alice):
    server.answers[bob.email] = "450 try later"
    put_off, taken = tell(bob, alice)
    assert (put_off.state, put_off.attempts, taken.state) == (State.QUEUED, 1, State.SENT)
    server.answers.clear()
    put_off, taken = work()
    assert (put_off.state, put_off.attempts) == (State.SENT, 2)
    assert [recipient for recipient, _message in server.received] == [alice.email, bob.email]


def test_a_message_refused_for_good(server, bob):
    server.after_data = "554 looks like spam"
    (delivery,) = tell(bob)
    assert (delivery.state, delivery.reason) == (State.FAILED, Reason.MESSAGE)


def test_a_server_that_is_away_is_tried_until_the_attempts_are_spent(settings, bob):
    server = MailServer()
    server.stop()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    (delivery,) = tell(bob)
    assert delivery.state == State.QUEUED
    for _attempt in range(11):
        (delivery,) = work()
    assert (delivery.state, delivery.reason, delivery.attempts) == (State.FAILED, Reason.SERVER, 12)


def test_an_administrator_sends_it_again(server, bob, dora, sign_in):
    server.answers[bob.email] = "550 no such mailbox"
    (delivery,) = tell(bob)
    client = sign_in(dora)
    assert "adresse refusée" in client.get("/envois/?etat=bounced").content.decode()
    server.answers.clear()
    client.post(f"/envois/{delivery.pk}/renvoyer/")
    client.post(f"/envois/{delivery.pk}/renvoyer/")
    (delivery,) = work()
    assert delivery.state == State.SENT
    assert len(server.received) == 1


def test_who_was_closed_meanwhile_gets_nothing(server, bob):
    notices.notify(bob, "essai", "Réunion")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    (delivery,) = work()
    assert (delivery.state, delivery.reason) == (State.NOT_SENT, Reason.DEACTIVATED)
    assert server.received == []


def test_a_job_done_twice_sends_once(server, bob):
    tell(bob)
    Job.objects.update(state=Job.State.WAITING, finished_at=None, attempts=0)
    work()
    assert len(server.received) == 1


def test_only_the_administrator_of_the_person_sees_the_delivery(bob, dora, charlie, alice, sign_in):
    (delivery,) = tell(bob)
    assert list(Delivery.objects.visible_to(dora)) == [delivery]
    assert list(Delivery.objects.visible_to(charlie)) == []
    assert sign_in(charlie).post(f"/envois/{delivery.pk}/renvoyer/").status_code == 404
    assert sign_in(alice).post(f"/envois/{delivery.pk}/renvoyer/").status_code == 403


def test_the_content_of_an_email(bob, mailoutbox):
    tell(bob)
    (message,) = mailoutbox
    html = message.alternatives[0].content
    assert message.subject == "Réunion à 9 h"
    for text in (message.body, html):
        assert "Bonjour Bob" in text
        assert "Salle 2 « Océan »" in text
        assert f"{portal.SITE_URL}/annuaire/" in text


def test_hostile_text_is_text(bob, mailoutbox):
    notices.notify(bob, "essai", "Titre\r\nBcc: tous@example.org", "<script>alert(1)</script>")
    work()
    (message,) = mailoutbox
    assert message.subject == "Titre Bcc: tous@example.org"
    assert message.recipients() == [bob.email]
    assert "<script>" not in message.alternatives[0].content
    assert "<script>" in message.body


def test_changed_at_follows(server, bob):
    before = timezone.now()
    (delivery,) = tell(bob)
    assert delivery.changed_at >= before
