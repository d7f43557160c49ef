from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from courses.models.enrolment import Enrolment

if TYPE_CHECKING:
    from accounts.models import User

FEWEST_TO_COUNT = 10
"""People concerned from which a figure is shown: under it, a figure would tell who."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: User) -> AssignmentQuerySet:
        """What one may follow and withdraw: see `access`."""
        from courses.access import assignments_visible_to

        return assignments_visible_to(self, user)

    def concerning(self, user: User) -> AssignmentQuerySet:
        """Given to a team where the person works today, or to the whole of an organisation: whoever joins later is concerned too."""
        posts = user.current_posts
        return self.live().filter(
            Q(team__in={post.team_id for post in posts if post.team_id})
            | Q(team=None, organisation__in={post.organisation_id for post in posts})
        )

    def counted(self) -> AssignmentQuerySet:
        """With `concerned` and `completed`: people, today."""
        posts = Post.objects.current().filter(user__is_active=True, organisation=OuterRef("organisation"))
        done = Enrolment.objects.once_completed().filter(learner=OuterRef("user"), course=OuterRef(OuterRef("course")))
        return self.annotate(concerned=_people(posts), completed=_people(posts.filter(Exists(done))))


def _people(posts: QuerySet[Post]) -> Coalesce:
    """How many hold one of these posts: in the team of the assignment, or anywhere when it has none."""

    def count(some: QuerySet[Post]) -> Subquery:
        return Subquery(some.order_by().values("organisation").annotate(people=Count("user", distinct=True)).values("people"))

    return Coalesce(
        Case(When(team=None, then=count(posts)), default=count(posts.filter(team=OuterRef("team")))),
        Value(0),
        output_field=models.IntegerField(),
    )


class Assignment(models.Model):
    """A course that a team, or everyone in an organisation, is asked to complete before a day. Written by `assigning.py` only.

    LIVE ── withdraw ──▶ WITHDRAWN (final; what was begun or completed stays)
    """

    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="assignments")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="assignments")
    due_on = models.DateField(_("à terminer avant le"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("affectation")
        verbose_name_plural = _("affectations")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "team"], condition=Q(withdrawn_at=None, team__isnull=False), name="assigned_once_to_a_team"
            ),
            models.UniqueConstraint(
                fields=["course", "organisation"], condition=Q(withdrawn_at=None, team=None), name="assigned_once_to_everyone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.team or self.organisation}"

    @property
    def has_passed(self) -> bool:
        return self.due_on <= timezone.localdate()

    @property
    def may_be_counted(self) -> bool:
        """Of one that was `counted`."""
        return getattr(self, "concerned", 0) >= FEWEST_TO_COUNT
