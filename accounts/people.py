"""Closing and opening accounts, and removing teams: the only writer of `is_active`."""

from __future__ import annotations

from django.db import transaction

from accounts import roles, security
from accounts.errors import TeamInUse
from accounts.models import Role, Team, User
from accounts.security import Kind


@transaction.atomic
def close_account(user: User, *, by: User | None = None) -> None:
    """Ends the person's sessions at their next request; nothing is erased. Raises LastAdministrator."""
    roles.refuse_to_lose([held.organisation_id for held in user.roles if held.role == Role.ADMINISTRATOR], user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    security.record(Kind.ACCOUNT_CLOSED, user, by)


@transaction.atomic
def open_account(user: User, *, by: User | None = None) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    security.record(Kind.ACCOUNT_OPENED, user, by)


@transaction.atomic
def delete_team(team: Team) -> None:
    """Raises TeamInUse while it has a member or a role."""
    if Team.objects.select_for_update().filter(pk=team.pk).in_use().exists():
        raise TeamInUse
    team.delete()
