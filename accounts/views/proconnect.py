"""The identity of ProConnect that is bound to an account: unbound by its owner."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import NoOtherWay
from accounts.proconnect import admission
from accounts.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def unbind_mine(request: Request) -> HttpResponse:
    if admission.identity_of(request.user) is None:
        return redirect("accounts:my_security")
    if request.method != "POST":
        return render(request, "accounts/proconnect_unbind.html", {"has_another_way": admission.has_another_way(request.user)})
    try:
        admission.unbind(request.user, request.user)
    except NoOtherWay:
        return redirect("accounts:unbind_mine")  # where it says what to do first
    else:
        # This one stays: it was confirmed by another way, which `reauthentication_required` asks of whoever has one.
        update_session_auth_hash(request, request.user)
        messages.success(request, _("L’identité ProConnect n’est plus liée à votre compte."))
    return redirect("accounts:my_security")
