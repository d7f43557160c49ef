"""Calls deposited by machines (docs/intake.md): described in JSON, then their bytes, at once or by tus. `uploads.py` does the work."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts import counting
from accounts.requests import Request
from call_review import deposit_tokens, descriptions, sidecars, tus_views, uploads
from call_review.errors import DepositRefused
from call_review.models import DepositToken, Recording, Upload
from call_review.parts import WrongOffset
from speech.errors import NotACall

PER_TOKEN, PER_NETWORK, PERIOD = 600, 60, 60
"""Demands in a minute: half a gigabyte in pieces is a hundred. By network, those whose token is none."""
TOLD = [code for code in uploads.SENTENCES if code != "agent_not_concerned"]
"""Refusals of a call that machines may meet; those of a sound are many, and say themselves what they are."""
MOST_BYTES = sidecars.MOST_BYTES[".json"]
DOCUMENT = Path(__file__).parent / "api" / "openapi.json"
STATUSES = tus_views.STATUSES | {
    "campaign_not_live": 409,
    "week_is_full": 409,
    "no_token": 401,
    "too_many": 429,
    "not_found": 404,
    "not_allowed": 405,
    "not_json": 400,
    "wrong_offset": 409,
    "no_length": 411,
    "not_tus": 400,
}
"""Of each code; 422 where none is told. What is no tus may also answer 412 (its version) or 415 (its type)."""
DECLARING = """\
curl -X POST %s \\
  -H "Authorization: Bearer $JETON" -H "Content-Type: application/json" \\
  -d '{"agent": "bob.martin@caisse.example", "moment": "2027-02-28T09:12", "usager_prevenu": true}'"""
SENDING = 'curl -T 0001.wav -H "Authorization: Bearer $JETON" "$OCTETS"'
SENTENCES = {
    "no_token": _("Ce jeton n’est pas valable : inconnu, révoqué, ou passé. Demandez-en un à un coach de la campagne."),
    "too_many": _("Trop de demandes d’un coup. Attendez, puis recommencez."),
    "not_found": _("Ce jeton n’a pas déclaré de dépôt à cette adresse, ou il est effacé. Déclarez l’appel à nouveau."),
    "not_allowed": _("Cette adresse ne connaît pas cette méthode."),
    "not_json": _("Décrivez l’appel par un objet JSON de 64 ko au plus, annoncé comme application/json."),
    "wrong_offset": _("Ces octets ne suivent pas ceux qui sont arrivés. Demandez par HEAD où reprendre."),
    "no_length": _("Dites la longueur du fichier : Content-Length."),
    "not_tus": _("Cette demande ne suit pas tus 1.0. Vérifiez ses en-têtes."),
}

View = Callable[..., HttpResponse]


def problem(status: int, code: str, detail: str = "", headers: dict[str, str] | None = None) -> HttpResponse:
    """RFC 9457. The title is the sentence that a person would read."""
    title = str(SENTENCES[code]) if code in SENTENCES else uploads.sentence(code, detail)
    said = {"type": f"{reverse('api:page')}#{code}", "title": title, "status": status, "code": code}
    return JsonResponse(
        said, status=status, content_type="application/problem+json", headers={"Cache-Control": "no-store"} | (headers or {})
    )


def by_token(*methods: str) -> Callable[[View], View]:
    """The view is given the token in place of a person; whatever it refuses is a problem in JSON."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answered(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if request.method not in methods:
                return problem(405, "not_allowed", headers={"Allow": ", ".join(methods)})
            kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
            token = deposit_tokens.recognised(secret.strip()) if kind.lower() == "bearer" else None
            who, most = (f"token {token.pk}", PER_TOKEN) if token else (get_adapter().network(request), PER_NETWORK)
            number, seconds = counting.count("deposit", who, period=PERIOD)
            if number > most:
                return problem(429, "too_many", headers={"Retry-After": str(seconds)})
            if token is None:
                return problem(401, "no_token", headers={"WWW-Authenticate": 'Bearer realm="Vigie"'})
            try:
                return view(request, token, **arguments)
            except WrongOffset:
                return problem(409, "wrong_offset")
            except (DepositRefused, NotACall) as error:
                return problem(STATUSES.get(error.code, 422), error.code, error.detail)

        return answered

    return decorate


@by_token("POST")
def declare(request: HttpRequest, token: DepositToken) -> HttpResponse:
    """Before any byte (law C7)."""
    content = request.read(MOST_BYTES + 1) if request.content_type == "application/json" else b""
    try:
        said = sidecars.read_json(content if len(content) <= MOST_BYTES else b"")
    except sidecars.Unreadable:
        return problem(400, "not_json")
    declaration = descriptions.declaration(said, token.made_by, token.campaign, token.channels)
    upload = uploads.declare(token.made_by, declaration, token)
    address = request.build_absolute_uri(reverse("api:bytes", args=[upload.key]))
    answer = {
        "cle": str(upload.key),
        "octets": address,
        "jusqu_a": upload.open_until.isoformat(),
        "champs_non_lus": descriptions.ignored(said),
    }
    return JsonResponse(answer, status=201, headers={"Location": address, "Cache-Control": "no-store"})


@by_token("PUT", "OPTIONS", "POST", "HEAD", "PATCH", "DELETE")
def upload_bytes(request: HttpRequest, token: DepositToken, key: uuid.UUID) -> HttpResponse:
    upload = Upload.objects.filter(token=token, key=key).select_related("campaign", "agent", "recording").first()
    if upload is None:
        return problem(404, "not_found")
    if request.method == "PUT":
        return _whole(request, upload)
    answer = tus_views.respond(request, upload)
    if answer.status_code not in (400, 412, 415):
        return answer
    return problem(answer.status_code, "not_tus", headers={name: said for name, said in answer.items() if name.startswith("Tus-")})


def _whole(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The file in one request. Said again, it is the call that is there."""
    if upload.recording is None:
        length = tus_views.number(request, "Content-Length")
        if length is None:
            return problem(411, "no_length")
        uploads.announce(upload, length)
        uploads.append(upload, 0, tus_views.arriving(request))
    recording = uploads.finish(upload)
    state = "mis_de_cote" if recording.state == Recording.State.QUARANTINED else "recu"
    answer = {"cle": str(upload.key), "etat": state if recording.key == upload.key else "deja_la"}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


# --- What it is


@require_safe
@login_not_required
def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json")


@require_safe
def page(request: Request) -> HttpResponse:
    sentences = {code: str(said) for code, said in SENTENCES.items()} | {code: uploads.sentence(code, "…") for code in TOLD}
    codes = [(code, STATUSES.get(code, 422), said) for code, said in sentences.items()]
    declaring = DECLARING % (settings.SITE_URL + reverse("api:calls"))
    context = {"declaring": declaring, "sending": SENDING, "codes": codes}
    return render(request, "call_review/api.html", context)
