"""Who came from ProConnect leaves it too (OpenID Connect RP-Initiated Logout 1.0): on a shared computer, the next one would walk in.

The session of the portal ends first, whatever happens to the other. Then a page, and not a redirection, leads to the provider: the browser
would hold it against `form-action`, since signing out is a form.
"""

from __future__ import annotations

import logging
import secrets

from allauth.account.views import LogoutView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.proconnect import provider
from accounts.proconnect.errors import Refused
from accounts.proconnect.views import ID_TOKEN

logger = logging.getLogger(__name__)
LEAVING = "proconnect_leaving"


class SignOut(LogoutView):
    """allauth's, then the provider's."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        id_token = request.session.get(ID_TOKEN)
        response = super().post(request, *args, **kwargs)
        if not id_token or not provider.is_configured():
            return response
        state = secrets.token_urlsafe(32)
        try:
            address = provider.end_session_address(id_token, state)
        except Refused as refusal:
            logger.warning("signed out of the portal, not of ProConnect: %s", refusal)
            messages.warning(
                request, _("Vous êtes déconnecté du portail. ProConnect ne répond pas : fermez le navigateur pour le quitter aussi.")
            )
            return response
        request.session[LEAVING] = {"state": state, "address": address}
        return redirect("accounts:proconnect_leaving")


sign_out = SignOut.as_view()


@login_not_required
@never_cache
@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    pending = request.session.get(LEAVING)
    if pending is None:
        return redirect("account_login")
    return render(request, "accounts/proconnect_leaving.html", {"address": pending["address"]})


@login_not_required
@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Back from the provider. Only the state that was given to it says so: anybody may link here."""
    pending = request.session.pop(LEAVING, None)
    if pending is not None:
        if secrets.compare_digest(request.GET.get("state", "").encode(), pending["state"].encode()):
            messages.success(request, _("Vous êtes déconnecté du portail et de ProConnect."))
        else:
            messages.warning(request, _("Le retour de ProConnect n’a pas été reconnu. Fermez le navigateur pour être sûr d’en être sorti."))
    return redirect("account_login")
