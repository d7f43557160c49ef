from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        return self.filter(recipient=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    """Something a person is told. Written by `accounts.notices` only."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    discreet = models.BooleanField(default=False)
    """That it was sent says something which only the recipient may know: who raised a concern, whose call came in."""
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notification_unread")]

    def __str__(self) -> str:
        return self.title


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        """Administrators follow the e-mails of the people of their organisations, discreet ones apart."""
        from accounts import access
        from accounts.models import User

        followed = self.filter(notification__discreet=False)
        return followed.filter(notification__recipient__in=User.objects.of(access.organisations_administered_by(user)))

    def to_send(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.QUEUED).select_related("notification__recipient")

    def undelivered(self) -> DeliveryQuerySet:
        return self.filter(state__in=[Delivery.State.BOUNCED, Delivery.State.FAILED])


class Delivery(models.Model):
    """An e-mail about a notification.

    QUEUED → SENT | BOUNCED (the server refused the address) | FAILED (the server did not take it, after several attempts)
    BOUNCED or FAILED → QUEUED: an administrator sends it again, once the address or the server is mended.
    NOT_SENT, with its reason: from the start, or when what forbids it came since. Whether a SENT one was read is not tracked.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("à envoyer")
        SENT = "sent", _("envoyé")
        BOUNCED = "bounced", _("adresse refusée")
        FAILED = "failed", _("non remis")
        NOT_SENT = "not_sent", _("pas envoyé")

    class Reason(models.TextChoices):
        NONE = "", ""
        NO_ADDRESS = "no_address", _("la personne n’a pas d’adresse")
        OPTED_OUT = "opted_out", _("la personne ne veut pas d’e-mail")
        DEACTIVATED = "deactivated", _("compte désactivé")
        REFUSED = "refused", _("le serveur a refusé l’adresse")
        SERVER = "server", _("le serveur d’envoi n’a pas répondu")
        MESSAGE = "message", _("le serveur d’envoi a refusé le message")

    notification = models.OneToOneField(Notification, on_delete=models.CASCADE, related_name="delivery")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("envoi")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.state}"

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in (self.State.BOUNCED, self.State.FAILED)

    def move(self, source: str, target: str, **changes: Any) -> bool:
        """Compare-and-set: two workers, or two clicks, move it once."""
        changes |= {"state": target, "changed_at": timezone.now()}
        moved = Delivery.objects.filter(pk=self.pk, state=source).update(**changes) == 1
        if moved:
            vars(self).update(changes)
        return moved
