"""Who may do what with trials of the speech engine. Real calls have their own rules; nobody holds a right on them from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from accounts.models import Organisation, Role

if TYPE_CHECKING:
    from accounts.models import User

MAY_TRY_THE_ENGINE = (Role.ADMINISTRATOR, Role.QUALITY)


def organisations_where_one_may_try(user: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(roles_held__user=user, roles_held__role__in=MAY_TRY_THE_ENGINE).distinct()


def organisation_to_try_in(user: User) -> Organisation:
    """The organisation in whose name a new trial is made. PermissionDenied when there is none."""
    organisation = organisations_where_one_may_try(user).order_by("pk").first()
    if organisation is None:
        raise PermissionDenied
    return organisation
