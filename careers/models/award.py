from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careers.validity import EXPIRING_WITHIN

if TYPE_CHECKING:
    from accounts.models import User


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user: User) -> AwardQuerySet:
        """The own certificates; human resources see those of the organisation."""
        from careers.access import organisations_certified_by

        return self.filter(Q(holder=user) | Q(organisation__in=organisations_certified_by(user)))

    def managed_by(self, user: User) -> AwardQuerySet:
        from careers.access import organisations_certified_by

        return self.filter(organisation__in=organisations_certified_by(user))

    def valid(self, day: datetime.date | None = None) -> AwardQuerySet:
        """Those about to expire too."""
        return self.filter(revoked_at=None, expires_on__gte=day or timezone.localdate())

    def expiring(self, within: int = EXPIRING_WITHIN, day: datetime.date | None = None) -> AwardQuerySet:
        """`within` days; the last day counts."""
        day = day or timezone.localdate()
        return self.valid(day).filter(expires_on__lte=day + datetime.timedelta(days=within))

    def lasting(self, day: datetime.date | None = None) -> AwardQuerySet:
        """Valid, and not yet to be renewed."""
        day = day or timezone.localdate()
        return self.filter(revoked_at=None, expires_on__gt=day + datetime.timedelta(days=EXPIRING_WITHIN))

    def expired(self, day: datetime.date | None = None) -> AwardQuerySet:
        return self.filter(revoked_at=None, expires_on__lt=day or timezone.localdate())

    def revoked(self) -> AwardQuerySet:
        return self.exclude(revoked_at=None)

    def standing(self) -> AwardQuerySet:
        """Of each holder and certification, what says where that person stands: the last that was not revoked, else the last."""
        same = Award.objects.filter(holder=OuterRef("holder"), certification=OuterRef("certification"))
        last = same.order_by(models.F("revoked_at").asc(nulls_first=True), "-awarded_at", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(last))


class Award(models.Model):
    """A certificate: somebody holds a certification, until a day. Written by `awarding.py` only; what it says never changes.

    VALID ── 60 days before its last day ──▶ EXPIRING ── the day after its last day ──▶ EXPIRED (final)
      └──────────────┴── revoke: human resources, with a reason ──▶ REVOKED (final)

    The state follows from the dates. A renewal is a new award; this one runs to its end.
    """

    class State(models.TextChoices):
        VALID = "valid", _("valable")
        EXPIRING = "expiring", _("expire bientôt")
        EXPIRED = "expired", _("expiré")
        REVOKED = "revoked", _("révoqué")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Whoever has it may verify the certificate."""
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    certification = models.ForeignKey("careers.Certification", on_delete=models.RESTRICT, related_name="awards")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="awards")
    completions = models.ManyToManyField("courses.Completion", related_name="awards")
    completions_digest = models.CharField(max_length=64)
    """SHA-256 of the sorted keys of the completions it rests on: the same ones give one certificate, whatever is clicked."""
    awarded_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(_("expire le"))
    content = models.JSONField()
    """Frozen: {"holder", "certification", "attests", "issuer", "number": str, "awarded_on", "expires_on": ISO day,
    "courses": [{"title": str, "version": int, "minutes": int, "completed_on": ISO day}]}."""
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="revoked_awards")
    revocation_reason = models.CharField(_("motif"), max_length=300, blank=True)
    """For human resources and the holder; who verifies learns that it was revoked, not why."""

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificat")
        ordering = ["-awarded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["certification", "holder", "completions_digest"], name="award_once_for_its_completions"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation_reason="") | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="award_revoked_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "expires_on"], name="award_expiry")]

    def __str__(self) -> str:
        return f"{self.number} {self.content['certification']}"

    def get_absolute_url(self) -> str:
        return reverse("careers:certificate", args=[self.key])

    @property
    def state(self) -> Award.State:
        return self.state_on(timezone.localdate())

    def state_on(self, day: datetime.date) -> Award.State:
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_on < day:
            return self.State.EXPIRED
        return self.State.EXPIRING if self.days_left(day) <= EXPIRING_WITHIN else self.State.VALID

    def days_left(self, day: datetime.date | None = None) -> int:
        """0 on its last day; negative afterwards."""
        return (self.expires_on - (day or timezone.localdate())).days

    @property
    def verification_address(self) -> str:
        """Absolute: it is read on paper."""
        return settings.SITE_URL + reverse("careers:verify", args=[self.key])

    @property
    def courses(self) -> list[dict[str, Any]]:
        """As frozen, with days as dates."""
        return [course | {"completed_on": datetime.date.fromisoformat(course["completed_on"])} for course in self.content["courses"]]

    @property
    def minutes(self) -> int:
        return sum(course["minutes"] for course in self.content["courses"])
