from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from accounts.models import Organisation
from accounts.requests import Request


def chosen(request: Request, organisations: QuerySet[Organisation]) -> Organisation:
    """Of those where the visitor has the role: the one named in the address, or the first. PermissionDenied when there is none."""
    found = list(organisations.order_by("name"))
    if not found:
        raise PermissionDenied
    wanted = request.GET.get("organisation", "")
    return next((organisation for organisation in found if str(organisation.pk) == wanted), found[0])
