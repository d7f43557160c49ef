"""What an administrator takes away of the ways in of somebody else. The reason is kept, and the person reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import access, second_factor
from accounts.errors import NoOtherWay
from accounts.forms import ReasonForm
from accounts.models import User
from accounts.proconnect import admission
from accounts.requests import Request


@require_POST
def reset_second_factor(request: Request, pk: int) -> HttpResponse:
    done = _("Le second facteur est retiré. La personne le sait par un e-mail.")
    return _take_away(request, pk, second_factor.reset, done, nothing=_("Cette personne n’a pas de second facteur."))


@require_POST
def unbind(request: Request, pk: int) -> HttpResponse:
    done = _("L’identité ProConnect est déliée. La personne le sait par un e-mail.")
    return _take_away(request, pk, admission.unbind, done, nothing=_("Aucune identité ProConnect n’est liée à ce compte."))


def _take_away(request: Request, pk: int, verb: Callable[[User, User, str], bool], done: str, nothing: str) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not access.may_reset_ways_in(request.user, person):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            messages.error(request, _("Dites pourquoi : la raison est gardée, et la personne la lit."))
        elif verb(person, request.user, form.cleaned_data["why"]):
            messages.success(request, done)
        else:
            messages.warning(request, nothing)
    except NoOtherWay:
        messages.error(
            request, _("Cette personne n’entre que par ProConnect. Envoyez-lui d’abord une invitation à choisir un mot de passe.")
        )
    return redirect("accounts:person", pk=pk)
