"""Who raises, answers and reads concerns. What is not one's own does not exist (404)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import Organisation, Role, RoleHeld, Team
from privacy.kinds import Certainty, Finding, Kind

if TYPE_CHECKING:
    from accounts.models import User
    from feedback.models import Concern

ADDRESSES = (Kind.PHONE, Kind.EMAIL)


@dataclass(frozen=True)
class Origin:
    """Where an agent raises a concern."""

    organisation: Organisation
    team: Team | None


def raises(user: User) -> bool:
    return user.holds(Role.AGENT)


def answers(user: User) -> bool:
    return user.holds(Role.BUREAU)


def origin_of(user: User) -> Origin | None:
    """The team where the person answers the phone, else that of the post; None when the person is no agent."""
    held = next((role for role in user.roles if role.role == Role.AGENT), None)
    if held is None:
        return None
    posts = [post.team for post in user.current_posts if post.organisation_id == held.organisation_id and post.team]
    return Origin(held.organisation, held.team or next(iter(posts), None))


def organisations_read_in(user: User) -> set[int]:
    """Keys of those whose published answers the person reads."""
    return {held.organisation_id for held in user.roles if held.role in (Role.AGENT, Role.BUREAU)}


def organisations_answered_for(user: User) -> set[int]:
    """Keys of those that the person answers for as a whole."""
    return {held.organisation_id for held in user.roles if held.role == Role.BUREAU and held.team_id is None}


def bureau_teams(user: User) -> set[int]:
    return {held.team_id for held in user.roles if held.role == Role.BUREAU and held.team_id is not None}


def teams_that_answer() -> QuerySet[RoleHeld, int | None]:
    """Keys of teams where somebody holds the role: what is routed to another is everybody's again."""
    return RoleHeld.objects.filter(role=Role.BUREAU, user__is_active=True).exclude(team=None).values_list("team", flat=True)


def bureau_called(name: str, organisation: Organisation) -> Team | None:
    """The team that an explainer names as its bureau, if there is one that answers."""
    return organisation.teams.filter(pk__in=teams_that_answer()).named(name.strip()) if name.strip() else None


def answers_this(user: User, concern: Concern) -> bool:
    from feedback.models import Concern

    return answers(user) and Concern.objects.answerable_by(user).filter(pk=concern.pk).exists()


def agent_may_keep(finding: Finding) -> bool:
    """What an agent may say is no personal data: only where the proof is weak."""
    return finding.certainty == Certainty.POSSIBLE


def bureau_may_keep(finding: Finding) -> bool:
    """An answer may name where to call or write."""
    return finding.certainty == Certainty.POSSIBLE or finding.kind in ADDRESSES
