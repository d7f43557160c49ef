"""Who may do what for oneself. What is somebody else's does not exist (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Role

if TYPE_CHECKING:
    from accounts.models import User


def may_begin_a_journal(user: User) -> bool:
    """Whoever answers the phone. Who does so no more still reads, takes away and erases what was written."""
    return user.holds(Role.AGENT)
