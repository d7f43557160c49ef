from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.post import Post, believable

LONGEST = datetime.timedelta(weeks=12)
CAP, CAP_MOST = 5, 10
"""Recordings of one agent in one week: what the CNIL calls neither permanent nor systematic."""
SHARE, SHARE_MOST = 5, 10
"""Of a hundred calls that an agent answered in a week, where that number is known."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> CampaignQuerySet:
        """Its coaches, as long as they are coaches there, and the data protection officer of the organisation."""
        from call_review.access import organisations_coached_by, organisations_protected_by

        return self.filter(
            Q(pk__in=Campaign.coaches.through.objects.filter(user=user).values("campaign"), organisation__in=organisations_coached_by(user))
            | Q(organisation__in=organisations_protected_by(user))
        )

    def led_by(self, user: User) -> CampaignQuerySet:
        """Those that the person may prepare, open and close."""
        from call_review.access import organisations_coached_by

        return self.filter(coaches=user, organisation__in=organisations_coached_by(user))

    def announced_to(self, user: User) -> CampaignQuerySet:
        """Those that are more than a draft, for whoever follows them, and for agents of their teams."""
        from call_review.access import teams_where_one_answers

        concerned = Campaign.teams.through.objects.filter(team__in=teams_where_one_answers(user)).values("campaign")
        seen = Q(pk__in=self.visible_to(user).values("pk")) | Q(pk__in=concerned)
        return self.filter(seen).exclude(state=Campaign.State.DRAFT)

    def live(self) -> CampaignQuerySet:
        """Open, on a day of their period: calls may come in."""
        today = timezone.localdate()
        return self.filter(state=Campaign.State.OPEN, first_day__lte=today, last_day__gte=today)


class Campaign(models.Model):
    """A period in which calls of some teams may be recorded, for a purpose that was announced. Written by `campaigns.py` only.

    DRAFT ── open: nothing is missing ──▶ OPEN ── close ──▶ CLOSED (final)
      └───── discard ──▶ (gone)

    A draft changes freely. Once open, what staff and their representatives were told stays as it is; only its notice may have a new
    version, which everyone reads again.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    class LegalBasis(models.TextChoices):
        PUBLIC_TASK = "public_task", _("mission d’intérêt public (RGPD, article 6.1.e)")
        LEGITIMATE_INTEREST = "legitimate_interest", _("intérêt légitime (RGPD, article 6.1.f)")

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(_("nom"), max_length=120)
    purpose = models.TextField(_("finalité"), blank=True, max_length=1000)
    legal_basis = models.CharField(_("base légale"), max_length=20, choices=LegalBasis.choices, blank=True)
    first_day = models.DateField(_("premier jour"), null=True, blank=True, validators=[believable])
    last_day = models.DateField(_("dernier jour"), null=True, blank=True, validators=[believable])
    teams = models.ManyToManyField("accounts.Team", blank=True, related_name="campaigns", verbose_name=_("équipes concernées"))
    coaches = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="campaigns_led", verbose_name=_("coachs"))
    weekly_cap = models.PositiveSmallIntegerField(
        _("appels par agent et par semaine, au plus"),
        default=CAP,
        validators=[
            MinValueValidator(1, _("Un appel au moins.")),
            MaxValueValidator(CAP_MOST, _("Dix au plus : l’enregistrement ne peut pas être systématique.")),
        ],
    )
    share_cap = models.PositiveSmallIntegerField(
        _("part des appels de l’agent, en pour cent, au plus"),
        default=SHARE,
        validators=[
            MinValueValidator(1, _("Un pour cent au moins.")),
            MaxValueValidator(SHARE_MOST, _("Dix pour cent au plus : l’enregistrement ne peut pas être systématique.")),
        ],
    )
    dpo_contact = models.CharField(_("contact du délégué à la protection des données"), max_length=200, blank=True)
    consulted_on = models.DateField(_("représentants du personnel consultés le"), null=True, blank=True, validators=[believable])
    consultation_document = models.CharField(_("document de la consultation"), max_length=200, blank=True)
    archives_reference = models.CharField(_("visa d’élimination des archives"), max_length=200, blank=True)
    caller_information = models.TextField(_("information des usagers"), blank=True, max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne d’écoute")
        verbose_name_plural = _("campagnes d’écoute")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="campaign_state_is_known"),
            models.CheckConstraint(condition=Q(weekly_cap__gte=1, weekly_cap__lte=CAP_MOST), name="campaign_cap"),
            models.CheckConstraint(condition=Q(share_cap__gte=1, share_cap__lte=SHARE_MOST), name="campaign_share"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="campaign_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(last_day__lt=F("first_day") + LONGEST), name="campaign_twelve_weeks_at_most"),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(first_day__isnull=False, last_day__isnull=False, consulted_on__isnull=False, opened_at__isnull=False)
                    & ~(Q(purpose="") | Q(legal_basis="") | Q(dpo_contact="") | Q(caller_information=""))
                    & ~(Q(consultation_document="") | Q(archives_reference=""))
                ),
                name="campaign_opens_with_its_prerequisites",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:campaign", args=[self.pk])

    @property
    def current_notice(self) -> Notice | None:
        return self.notices.order_by("-version").first()

    def population(self) -> models.QuerySet[User]:
        """Agents who hold a post in its teams today."""
        from call_review.access import agents_among

        posts = Post.objects.current().filter(team__in=self.teams.all(), organisation=self.organisation_id)
        return agents_among(posts, self.organisation_id)

    def missing(self) -> list[str]:
        """What prevents it from opening: keys of `campaigns.PREREQUISITES`, in the order of the form."""
        today = timezone.localdate()
        present = {
            "purpose": bool(self.purpose.strip()),
            "legal_basis": bool(self.legal_basis),
            "period": bool(self.first_day and self.last_day and self.last_day >= today),
            "teams": self.teams.exists(),
            "coaches": self.coaches.exists(),
            "dpo_contact": bool(self.dpo_contact.strip()),
            "consulted_on": bool(self.consulted_on and self.consulted_on <= today),
            "consultation_document": bool(self.consultation_document.strip()),
            "archives_reference": bool(self.archives_reference.strip()),
            "caller_information": bool(self.caller_information.strip()),
            "notice": self.notices.exists(),
        }
        return [name for name, there in present.items() if not there]

    def move(self, source: State, target: State, **changes: Any) -> bool:
        """Compare-and-set: two clicks on « Ouvrir » open once."""
        moved = Campaign.objects.filter(pk=self.pk, state=source).update(state=target, **changes) == 1
        self.refresh_from_db()
        return moved


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """The last version of what the agent is asked to read: campaigns that are open or over, of the own team."""
        from call_review.access import teams_where_one_answers

        teams = Campaign.teams.through.objects.filter(team__in=teams_where_one_answers(user)).values("campaign")
        return self.filter(campaign__in=teams).exclude(campaign__state=Campaign.State.DRAFT).latest_versions()

    def to_read_by(self, user: User) -> NoticeQuerySet:
        """Of open campaigns, what the agent has not acknowledged: who joins the team later is asked too."""
        read = Acknowledgement.objects.filter(agent=user).values("notice")
        return self.visible_to(user).filter(campaign__state=Campaign.State.OPEN).exclude(pk__in=read)

    def latest_versions(self) -> NoticeQuerySet:
        newer = Notice.objects.filter(campaign=models.OuterRef("campaign"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(newer))


class Notice(models.Model):
    """What agents are told before any call is recorded. Never changed: a correction is the next version."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="notices")
    version = models.PositiveIntegerField()
    text = models.TextField(_("texte de la notice"), max_length=5000)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice d’information")
        ordering = ["-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "version"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{self.campaign} ({self.version})"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:notice", args=[self.pk])


class Acknowledgement(models.Model):
    """An agent read a version of the notice, then. Said once, never taken back."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="acknowledgements")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acknowledgements")
    acknowledged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("prise de connaissance")
        ordering = ["acknowledged_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "agent"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.agent_id}"
