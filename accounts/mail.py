"""E-mails on their way: the job that sends them, what the mail server's answers mean."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import MailServerAway
from accounts.links import password_link
from accounts.models import Delivery, Notification
from accounts.notices import INVITATION, why_not

if TYPE_CHECKING:
    from background.run import Run

State, Reason = Delivery.State, Delivery.Reason


def perform(run: Run) -> None:
    """Sends what is still to send of the job's deliveries. What the server put off is tried again by the next attempt, the others never."""
    waiting = list(Delivery.objects.to_send().filter(pk__in=run.arguments["deliveries"]).order_by("pk"))
    last_attempt = run.job.attempts >= run.job.max_attempts
    put_off = 0
    connection = _opened()
    try:
        for done, delivery in enumerate(waiting):
            run.progress(done / len(waiting), _("E-mail %(number)d sur %(total)d") % {"number": done + 1, "total": len(waiting)})
            put_off += not _settle(delivery, connection, last_attempt)
    finally:
        if connection is not None:
            connection.close()
    if put_off:
        raise MailServerAway


def _opened() -> Any:
    """One connection for the whole job, or None: a server that is away is not called again for each e-mail."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        return None
    return connection


def _settle(delivery: Delivery, connection: Any | None, last_attempt: bool) -> bool:
    """False when the delivery is to be tried again."""
    if reason := why_not(delivery.notification):
        return delivery.move(State.QUEUED, State.NOT_SENT, reason=reason)
    state, reason = _send(delivery.notification, connection) if connection is not None else (State.QUEUED, Reason.SERVER)
    if state == State.QUEUED and last_attempt:
        state = State.FAILED
    delivery.move(State.QUEUED, state, reason="" if state == State.QUEUED else reason, attempts=delivery.attempts + 1)
    return state != State.QUEUED


def _send(notification: Notification, connection: Any) -> tuple[str, str]:
    """The state that follows, QUEUED when another attempt may help."""
    try:
        message = message_about(notification)
        message.connection = connection
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _sentence in error.recipients.values()]
        return (State.BOUNCED, Reason.REFUSED) if _for_good(codes) else (State.QUEUED, Reason.SERVER)
    except smtplib.SMTPResponseException as error:
        return (State.FAILED, Reason.MESSAGE) if _for_good([error.smtp_code]) else (State.QUEUED, Reason.SERVER)
    except smtplib.SMTPNotSupportedError:
        return State.FAILED, Reason.MESSAGE
    except OSError:  # no answer, and smtplib's other errors
        return State.QUEUED, Reason.SERVER
    except ValueError:  # an address or a subject that no e-mail can carry
        return State.BOUNCED, Reason.REFUSED
    return State.SENT, Reason.NONE


def _for_good(codes: Sequence[int]) -> bool:
    """5xx is a refusal, 4xx « try later » (RFC 5321, 4.2.1)."""
    return all(500 <= code < 600 for code in codes)


def message_about(notification: Notification) -> EmailMultiAlternatives:
    """In the recipient's language, as text and as simple HTML."""
    recipient = notification.recipient
    invitation = notification.kind == INVITATION
    url = password_link(recipient) if invitation else notification.url
    context = {
        "notification": notification,
        "recipient": recipient,
        "link": settings.SITE_URL + url if url else "",
        "invitation": invitation,
    }
    with translation.override(recipient.language):
        text = render_to_string("accounts/email/notification.txt", context)
        html = render_to_string("accounts/email/notification.html", context)
    message = EmailMultiAlternatives(notification.title, text, to=[recipient.email])
    message.attach_alternative(html, "text/html")
    return message
