from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Post, Role, RoleHeld, User
from careers.validity import months_after

if TYPE_CHECKING:
    from accounts.models.user import UserQuerySet

MONTHS_LEAST, MONTHS_MOST = 1, 120


class CertificationQuerySet(models.QuerySet["Certification"]):
    def visible_to(self, user: User) -> CertificationQuerySet:
        from careers.access import organisations_certified_by

        return self.filter(organisation__in=organisations_certified_by(user))

    def offered_to(self, user: User) -> CertificationQuerySet:
        """Those that the courses of an organisation where the person works lead to."""
        from accounts.models import Organisation

        return self.open().filter(organisation__in=Organisation.objects.of(user))

    def open(self) -> CertificationQuerySet:
        return self.filter(closed_at=None)

    def with_counts(self) -> CertificationQuerySet:
        """How many courses it asks for, and how many people have held it."""
        return self.annotate(course_count=Count("courses", distinct=True), holder_count=Count("awards__holder", distinct=True))


class Certification(models.Model):
    """What an organisation certifies to who completed some courses. Written by `definitions.py` only.

    OPEN ── close ──▶ CLOSED (final: no certificate is issued any more, those held stay what they are)

    What it attests changes as long as nobody has held it; each certificate keeps its own frozen copy.
    """

    class State(models.TextChoices):
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="certifications")
    name = models.CharField(_("nom"), max_length=120)
    attests = models.TextField(_("ce qu’elle atteste"), max_length=2000)
    courses = models.ManyToManyField("courses.CoursePage", related_name="certifications", verbose_name=_("cours à terminer"))
    teams = models.ManyToManyField("accounts.Team", related_name="certifications", blank=True, verbose_name=_("équipes concernées"))
    """Whose agents should hold it. None: every agent of the organisation. Who is in another team may obtain it all the same."""
    months = models.PositiveSmallIntegerField(
        _("durée de validité, en mois"),
        default=24,
        validators=[
            MinValueValidator(MONTHS_LEAST, _("Un mois au moins.")),
            MaxValueValidator(MONTHS_MOST, _("120 mois au plus, soit dix ans.")),
        ],
    )
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), condition=Q(closed_at=None), name="certification_name_once_open"),
            models.CheckConstraint(condition=Q(months__gte=MONTHS_LEAST, months__lte=MONTHS_MOST), name="certification_months"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("careers:certification", args=[self.pk])

    @property
    def state(self) -> Certification.State:
        return self.State.CLOSED if self.closed_at else self.State.OPEN

    @property
    def is_held(self) -> bool:
        """Or was: what was attested once does not change."""
        return self.awards.exists()

    def last_day(self, first_day: datetime.date) -> datetime.date:
        """Until when a certificate holds, that day included."""
        return months_after(first_day, self.months)

    def oldest_first_day(self, day: datetime.date) -> datetime.date:
        """Courses completed before would give a certificate that has expired on `day`."""
        return months_after(day, -self.months)

    def concerned(self) -> UserQuerySet:
        """The agents who should hold it."""
        posts = Post.objects.current().filter(organisation=self.organisation_id)
        chosen = {team.pk for team in self.teams.all()}
        if chosen:
            posts = posts.filter(team__in=chosen)
        agents = RoleHeld.objects.filter(role=Role.AGENT, organisation=self.organisation_id)
        return User.objects.filter(is_active=True, pk__in=posts.values("user")).filter(pk__in=agents.values("user"))
