"""Everyone reads what is published; who writes is told by the roles."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User


def may_report(user: User | AnonymousUser) -> bool:
    """Agents say from an explainer what is wrong with it."""
    return isinstance(user, User) and user.holds(Role.AGENT)


def may_write(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.holds(Role.EDITOR, Role.TRAINER, Role.ADMINISTRATOR)
