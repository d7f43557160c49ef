from __future__ import annotations

import textwrap
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain

if TYPE_CHECKING:
    from accounts.models import User

TEXT_MOST, ANSWER_MOST = 600, 1500
TITLE_LETTERS = 90


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User) -> ConcernQuerySet:
        """One's own, those one's bureau answers, and of the own organisation those whose answer is published."""
        from feedback.access import organisations_read_in

        published = Q(state=Concern.State.ANSWERED, organisation__in=organisations_read_in(user))
        return self.filter(Q(raised_by=user) | published | Q(pk__in=Concern.objects.answerable_by(user).values("pk")))

    def answerable_by(self, user: User) -> ConcernQuerySet:
        """Of a bureau: those routed to it, and those that nobody has; of the bureau of a whole organisation: all of it."""
        from feedback.access import bureau_teams, organisations_answered_for, teams_that_answer

        whole = organisations_answered_for(user)
        teams = bureau_teams(user)
        nobody = Q(bureau=None) | ~Q(bureau__in=teams_that_answer())
        mine = Q(bureau__in=teams) | (nobody & Q(organisation__teams__in=teams))
        return self.filter(Q(organisation__in=whole) | Q(pk__in=Concern.objects.filter(mine).values("pk")))

    def readable_answers(self, user: User) -> ConcernQuerySet:
        """Published answers of the organisations where one answers the phone."""
        from feedback.access import organisations_read_in

        return self.filter(state=Concern.State.ANSWERED, organisation__in=organisations_read_in(user))

    def open(self) -> ConcernQuerySet:
        return self.filter(state__in=[Concern.State.NEW, Concern.State.TAKEN])

    def late(self) -> ConcernQuerySet:
        return self.filter(state=Concern.State.TAKEN, due_on__lt=timezone.localdate())

    def by_state(self) -> dict[str, int]:
        """How many in each state, the empty ones too."""
        counted = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state.value: counted.get(state.value, 0) for state in Concern.State}

    def filtered(self, asked: dict[str, Any]) -> ConcernQuerySet:
        """By the fields of `forms.AnswersFilter` and `forms.BoardFilter`; one that is missing or makes no sense filters nothing."""
        found = self.matching(asked.get("mots") or "")
        if branch := asked.get("motif"):
            found = found.filter(Q(topic=branch) | Q(topic__parent=branch) | Q(topic__parent__parent=branch))
        return found.filter(kind=asked["nature"]) if asked.get("nature") else found

    def matching(self, words: str) -> ConcernQuerySet:
        """Whose text, answer, topic or explainer hold every word, whatever the accents and capitals."""
        found = self
        for word in plain(words).split()[:6]:
            found = found.filter(filed_as__contains=word)
        return found

    def with_subjects(self) -> ConcernQuerySet:
        """With what a list or a page names, in one query."""
        return self.select_related("topic__parent__parent", "explainer", "team", "bureau", "taken_by", "answered_by")


class Concern(models.Model):
    """What an agent reports and a bureau answers. Written by `concerns.py` only.

    NEW ── take ──▶ TAKEN ── publish the answer ──▶ ANSWERED (every agent of the organisation reads it)
     ▲               │  │
     └── hand back ──┘  │
    NEW or TAKEN ───────┴── close, with a reason that its agent reads ──▶ CLOSED

    Whoever raised it is known to nobody else: the bureau sees the team, other agents neither. Nothing counts what one person raises.
    """

    class State(models.TextChoices):
        NEW = "new", _("nouveau")
        TAKEN = "taken", _("pris en charge")
        ANSWERED = "answered", _("répondu")
        CLOSED = "closed", _("clos sans changement")

    class Kind(models.TextChoices):
        PROCEDURE = "procedure", _("Une procédure pas claire")
        RULE = "rule", _("Une règle qui pose problème")
        INFORMATION = "information", _("Une information fausse ou absente")
        TOOL = "tool", _("Un outil")
        OTHER_SERVICE = "other_service", _("Une erreur d’un autre service")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_as = models.UUIDField(default=uuid.uuid4, editable=False)
    """Chosen by the browser: what is sent twice is one concern."""
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="concerns")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="concerns_raised")
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    """Where it comes from."""
    kind = models.CharField(max_length=15, choices=Kind.choices)
    topic = models.ForeignKey("topics.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explainer = models.ForeignKey("explainers.ExplainerPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=TEXT_MOST)
    raised_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    bureau = models.ForeignKey("accounts.Team", null=True, on_delete=models.SET_NULL, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="concerns_taken")
    due_on = models.DateField(null=True)
    answer = models.TextField(blank=True, max_length=ANSWER_MOST)
    """A draft until the state is ANSWERED; of a concern that is CLOSED, the reason."""
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    filed_as = models.TextField(editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state", "raised_at"], name="concern_board")]
        constraints = [
            models.UniqueConstraint(fields=["raised_by", "sent_as"], name="concern_sent_once"),
            models.CheckConstraint(condition=Q(state__in=["new", "taken", "answered", "closed"]), name="concern_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False, published_at__isnull=False)),
                name="concern_answered_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(answer="") & Q(answered_at__isnull=False, published_at__isnull=True)),
                name="concern_closed_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(state="taken") | Q(due_on__isnull=False), name="concern_taken_has_a_date"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback:concern", args=[self.key])

    @property
    def title(self) -> str:
        """How lists name it: its first words."""
        words = textwrap.shorten(self.text, TITLE_LETTERS, placeholder="…")
        return words if len(words) > 1 else f"{self.text[:TITLE_LETTERS]}…"

    @property
    def days_old(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.raised_at)).days

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.NEW, self.State.TAKEN)

    @property
    def is_late(self) -> bool:
        return self.state == self.State.TAKEN and self.due_on is not None and self.due_on < timezone.localdate()

    def may_be_closed_by(self, user: User) -> bool:
        """Of the bureau: anyone while nobody has it, then its owner."""
        return self.state == self.State.NEW or (self.state == self.State.TAKEN and self.taken_by_id == user.pk)

    @property
    def words(self) -> str:
        """What it is found by."""
        subjects = [self.topic.filed_as if self.topic else "", self.explainer.title if self.explainer else ""]
        published = self.answer if self.state == self.State.ANSWERED else ""
        return plain(" ".join([self.text, published, *subjects]))

    def move(self, *sources: State, to: State, **changes: Any) -> bool:
        """Compare-and-set: of two people who click at once, one moves it."""
        moved = Concern.objects.filter(pk=self.pk, state__in=sources).update(state=to, **changes) == 1
        self.refresh_from_db()
        return moved


class ConcernEvent(models.Model):
    """What happened to a concern, for its timeline. Who raised it is not repeated here."""

    class What(models.TextChoices):
        RAISED = "raised", _("Signalement reçu")
        TAKEN = "taken", _("Pris en charge")
        HANDED_BACK = "handed_back", _("Remis à trier")
        ANSWERED = "answered", _("Réponse publiée")
        CLOSED = "closed", _("Clos sans changement")

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("étape d’un signalement")
        verbose_name_plural = _("étapes d’un signalement")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%Y-%m-%d}"
