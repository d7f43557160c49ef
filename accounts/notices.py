"""Telling people: in the portal at once, by e-mail from a background job. The only writer of notifications and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from accounts.models import Delivery, Notification, User
from background.registry import enqueue

UNREAD_SHOWN = 99
INVITATION = "invitation"
"""The kind whose e-mail carries a link to choose a password: sent whatever the preference, since without it nobody signs in."""
SECURITY = "security"
"""The ways into the account changed, by somebody else or by a first sign-in with ProConnect: sent whatever the preference too."""
PER_JOB = 100


@dataclass(frozen=True)
class Notice:
    """Texts may be lazy: they are read in the language of each recipient. `url` is a path of the portal."""

    kind: str
    title: str | Promise
    body: str | Promise = ""
    url: str = ""
    discreet: bool = False


def notify(
    user: User, kind: str, title: str | Promise, body: str | Promise = "", url: str = "", *, email: bool = True, discreet: bool = False
) -> Notification:
    """A delivery is written even when no e-mail leaves, with the reason. A discreet one is not followed by administrators."""
    return notify_many([user], Notice(kind, title, body, url, discreet), email=email)[0]


@transaction.atomic
def notify_many(users: Sequence[User], notice: Notice, *, email: bool = True) -> list[Notification]:
    """In a few queries whatever the number of people."""
    notifications = Notification.objects.bulk_create([_written(user, notice) for user in users])
    if email:
        deliveries = Delivery.objects.bulk_create([_delivery(notification) for notification in notifications])
        ask_to_send([delivery for delivery in deliveries if delivery.state == Delivery.State.QUEUED])
    return notifications


def ask_to_send(deliveries: Sequence[Delivery]) -> None:
    for start in range(0, len(deliveries), PER_JOB):
        enqueue("accounts.deliver", deliveries=[delivery.pk for delivery in deliveries[start : start + PER_JOB]])


@transaction.atomic
def send_again(delivery: Delivery) -> bool:
    """False when it is under way or done."""
    if not delivery.may_be_sent_again or not delivery.move(delivery.state, Delivery.State.QUEUED, reason="", attempts=0):
        return False
    ask_to_send([delivery])
    return True


def why_not(notification: Notification) -> str:
    """Why no e-mail may leave about it now, or nothing."""
    user = notification.recipient
    if not user.is_active:
        return Delivery.Reason.DEACTIVATED
    if not user.email:
        return Delivery.Reason.NO_ADDRESS
    return "" if user.email_wanted or notification.kind in (INVITATION, SECURITY) else Delivery.Reason.OPTED_OUT


def unread_count(user: User) -> int:
    return min(Notification.objects.visible_to(user).unread().count(), UNREAD_SHOWN)


def mark_read(user: User, pk: int | None = None, *, url: str = "") -> int:
    """One of them, those that lead to `url` because what they asked is done, or all. Answers how many were unread."""
    unread = Notification.objects.visible_to(user).unread()
    if pk is not None:
        unread = unread.filter(pk=pk)
    if url:
        unread = unread.filter(url=url)
    return unread.update(read_at=timezone.now())


def _written(user: User, notice: Notice) -> Notification:
    with translation.override(user.language):
        title = " ".join(str(notice.title).splitlines())[:200]  # it becomes the subject of an e-mail, which is one line
        body, url, discreet = str(notice.body), notice.url, notice.discreet
        return Notification(recipient=user, kind=notice.kind, title=title, body=body, url=url, discreet=discreet)


def _delivery(notification: Notification) -> Delivery:
    reason = why_not(notification)
    state = Delivery.State.NOT_SENT if reason else Delivery.State.QUEUED
    return Delivery(notification=notification, state=state, reason=reason)
