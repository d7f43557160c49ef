"""The identity of ProConnect that is bound to an account: unbound by its owner, or by an administrator with a reason."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.errors import NoOtherWay
from accounts.forms import ReasonForm
from accounts.models import User
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


@require_POST
def unbind(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not access.may_reset_second_factor(request.user, person):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, _("Dites pourquoi : la raison est gardée, et la personne la lit."))
        elif admission.unbind(person, request.user, form.cleaned_data["why"]):
            messages.success(request, _("L’identité ProConnect est déliée. La personne le sait par un e-mail."))
        else:
            messages.warning(request, _("Aucune identité ProConnect n’est liée à ce compte."))
    except NoOtherWay:
        messages.error(
            request, _("Cette personne n’entre que par ProConnect. Envoyez-lui d’abord une invitation à choisir un mot de passe.")
        )
    return redirect("accounts:person", pk=pk)
