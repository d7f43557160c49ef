"""Who may do what with certifications and certificates. What is not one's own does not exist (404).

Human resources define, follow and revoke in their organisation. Each holder sees the own certificates. Whoever has the key or the number
of a certificate verifies it. Nobody reaches a call from here: this room reads courses completed, and nothing of call review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.access import organisations_with_role
from accounts.models import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Organisation, User


def certifies(user: User) -> bool:
    return user.holds(Role.HR)


def organisations_certified_by(user: User) -> QuerySet[Organisation]:
    return organisations_with_role(user, Role.HR)
