from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    pass


EARLIEST, LATEST = datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)
HOURS_LEAST, HOURS_MOST = 1, 48


def believable(day: datetime.date) -> None:
    """A slip of the year is caught where it is typed."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            _("L’année %(year)s paraît fausse. Écrivez-la en quatre chiffres, par exemple 2026."), params={"year": day.year}
        )


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, day: datetime.date | None = None) -> PostQuerySet:
        day = day or timezone.localdate()
        return self.lasting(day).filter(started_on__lte=day)

    def lasting(self, day: datetime.date | None = None) -> PostQuerySet:
        """Not ended: current, or about to start."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day or timezone.localdate()))


class Post(models.Model):
    """The occupation a person holds in an organisation, from a day to a day. One post a person and organisation at a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts", verbose_name=_("personne"))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="posts", verbose_name=_("organisation")
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="posts", verbose_name=_("équipe")
    )
    occupation = models.CharField(_("métier"), max_length=120, blank=True)
    staff_number = models.CharField(_("matricule"), max_length=40, blank=True)
    weekly_hours = models.DecimalField(
        _("heures par semaine"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(HOURS_LEAST, _("Une heure au moins.")),
            MaxValueValidator(HOURS_MOST, _("48 heures au plus : c’est la limite légale.")),
        ],
    )
    started_on = models.DateField(_("depuis le"), default=timezone.localdate, validators=[believable])
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True, validators=[believable])

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("poste")
        ordering = ["-started_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="post_ends_after_it_starts"),
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(ended_on=None), name="post_one_open_in_an_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "staff_number"], condition=~Q(staff_number="") & Q(ended_on=None), name="post_staff_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.occupation or str(self.organisation)


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: datetime.date) -> LeaveQuerySet:
        return self.filter(first_day__lte=day, last_day__gte=day)

    def between(self, first: datetime.date, last: datetime.date) -> LeaveQuerySet:
        return self.filter(first_day__lte=last, last_day__gte=first)


class Leave(models.Model):
    """Days away, both ends included. Why is nobody's business here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaves", verbose_name=_("personne"))
    first_day = models.DateField(_("premier jour"), validators=[believable])
    last_day = models.DateField(_("dernier jour"), validators=[believable])

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering = ["first_day", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.first_day:%d/%m/%Y} – {self.last_day:%d/%m/%Y}"

    def clean(self) -> None:
        if not self.first_day or not self.last_day:
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": _("L’absence finit avant d’avoir commencé. Vérifiez les deux dates.")})
        other = Leave.objects.filter(user=self.user).between(self.first_day, self.last_day).exclude(pk=self.pk).first()
        if other:
            sentence = _("Ces jours recoupent l’absence du %(other)s. Choisissez d’autres jours, ou retirez-la d’abord.")
            raise ValidationError({"first_day": sentence % {"other": other}})
