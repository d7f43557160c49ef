"""Who may do what with courses.

Everyone who signed in reads every published course; progress, answers and attempts are the learner's alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.access import organisations_with_role
from accounts.models import Organisation, Role, Team

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models.assignment import AssignmentQuerySet

MAY_ASSIGN = (Role.HR, Role.TRAINER)


def may_assign(user: User) -> bool:
    return user.holds(*MAY_ASSIGN)


def organisations_assigned_by(user: User) -> QuerySet[Organisation]:
    """Where the role is held in the whole organisation: the person may assign to everyone there."""
    whole = {held.organisation_id for held in user.roles if held.role in MAY_ASSIGN and held.team_id is None}
    return organisations_with_role(user, *MAY_ASSIGN).filter(pk__in=whole)


def teams_assigned_by(user: User) -> QuerySet[Team]:
    held = {held.team_id for held in user.roles if held.role in MAY_ASSIGN and held.team_id}
    return Team.objects.filter(Q(organisation__in=organisations_assigned_by(user)) | Q(pk__in=held))


def assignments_visible_to(assignments: AssignmentQuerySet, user: User) -> AssignmentQuerySet:
    return assignments.filter(Q(organisation__in=organisations_assigned_by(user)) | Q(team__in=teams_assigned_by(user)))
