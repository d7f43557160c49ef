"""The way to ProConnect, and the way back. Both are 404 where ProConnect is not configured."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.proconnect import provider, tokens
from accounts.proconnect.admission import PROVIDER, admit
from accounts.proconnect.errors import Refused

logger = logging.getLogger(__name__)
PENDING, ID_TOKEN = "proconnect", "proconnect_id_token"
PENDING_SECONDS = 600

View = Callable[[HttpRequest], HttpResponse]


def door(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not provider.is_configured():
            raise Http404
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        try:
            return view(request)
        except Refused as refusal:
            return refused(request, refusal)

    return login_not_required(never_cache(require_safe(guarded)))


@door
def begin(request: HttpRequest) -> HttpResponse:
    """A link, not a form: the browser would hold a form's redirections against `form-action`, and the federation has many.

    Nothing of the query string goes to the provider: `auth_params` would let the visitor take the second factor out of the demand.
    """
    following = request.GET.get("next", "")
    pending: dict[str, Any] = {
        "state": secrets.token_urlsafe(32),
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "at": time.time(),
        "next": following if url_has_allowed_host_and_scheme(following, allowed_hosts=None) else "",
    }
    challenge = base64.urlsafe_b64encode(hashlib.sha256(pending["verifier"].encode()).digest()).rstrip(b"=").decode()
    address = provider.authorization_address(pending["state"], pending["nonce"], challenge)
    request.session[PENDING] = pending
    return redirect(address)


@door
def come_back(request: HttpRequest) -> HttpResponse:
    pending = request.session.pop(PENDING, None)  # once: the same return a second time finds nothing
    state = request.GET.get("state", "")
    if pending is None or time.time() - pending["at"] > PENDING_SECONDS:
        raise Refused("stale", "no sign-in is under way in this browser")
    if not secrets.compare_digest(state.encode(), pending["state"].encode()):
        raise Refused("stale", "another state")
    if "code" not in request.GET:
        raise Refused("cancelled", f"the provider answered {request.GET.get('error', '')[:60]!r}")
    id_token, access_token = provider.exchange(request.GET["code"], pending["verifier"])
    subject = tokens.identity(id_token, pending["nonce"])["sub"]
    account = admit(tokens.profile(provider.userinfo(access_token), subject))
    record_authentication(request, account.user, "socialaccount", provider=PROVIDER, uid=account.uid)
    request.session[ID_TOKEN] = id_token  # for the sign-out; sessions are rows of the database
    return perform_login(request, account.user, redirect_url=pending["next"] or None)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    reference = secrets.token_hex(4)
    logger.warning("ProConnect refused, reference %s: %s", reference, refusal)
    what, to_do = _sentences(refusal.code)
    context = {"what": what, "to_do": to_do, "reference": reference}
    return render(request, "accounts/proconnect_refused.html", context, status=503 if refusal.temporary else 403)


def _sentences(code: str) -> tuple[str, str]:
    """What happened, and what to do."""
    return {
        "unavailable": (
            _("ProConnect ne répond pas, ou pas comme il le devrait."),
            _("Réessayez dans quelques minutes. En attendant, vous pouvez vous connecter avec votre mot de passe."),
        ),
        "cancelled": (_("ProConnect a interrompu la connexion."), _("Recommencez, ou connectez-vous avec votre mot de passe.")),
        "stale": (
            _("Cette connexion a déjà servi, ou elle a duré trop longtemps."),
            _("Recommencez depuis la page de connexion, sans revenir en arrière dans le navigateur."),
        ),
        "invalid": (
            _("La réponse reçue de ProConnect n’a pas pu être vérifiée."),
            _("Recommencez. Si cela se répète, donnez la référence à la personne qui administre le portail."),
        ),
        "weak": (
            _("ProConnect n’a pas vérifié deux preuves de votre identité."),
            _("Activez la double authentification chez votre fournisseur d’identité, puis recommencez."),
        ),
        "unknown": (
            _("Aucun compte du portail ne correspond à votre adresse et au SIRET de votre organisation."),
            _("Les comptes viennent de l’annuaire : demandez à vos ressources humaines de vérifier votre adresse professionnelle."),
        ),
        "bound": (
            _("Ce compte du portail est lié à une autre identité ProConnect."),
            _("Donnez la référence à la personne qui administre le portail : elle vérifiera qui vous êtes."),
        ),
    }[code]
