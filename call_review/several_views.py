"""A coach deposits several calls at once: each is declared by the form of one alone, then sent by tus (`static/js/deposits.js`)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.requests import Request
from call_review import uploads
from call_review.deposit_views import aside, crumbs, declared, outcome
from call_review.models import Recording, Upload
from call_review.models.upload import MAX_BYTES
from call_review.recording_forms import DeclarationForm, FilesForm
from theme.components import moment

TONES = {messages.SUCCESS: "ok", messages.WARNING: "warn"}
REFUSED_HERE = ("too_large", "nothing_in_it")
"""What the browser sees of a file before a byte of it leaves."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def several(request: Request) -> HttpResponse:
    """The page. Posted to, it declares one call and answers JSON: 201 and where its bytes go, or 400 and the sentences of its fields."""
    if not request.user.holds(Role.COACH):
        raise Http404
    form = DeclarationForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        deposit = declared(request.user, form)
        if deposit is None:
            return JsonResponse({"errors": {name: [str(said) for said in errors] for name, errors in form.errors.items()}}, status=400)
        return JsonResponse(_facts(deposit), status=201)
    context = {
        "form": form,
        "files": FilesForm(),
        "unsuitable": {code: uploads.sentence(code) for code in REFUSED_HERE},
        "most": MAX_BYTES,
        "pending": [_facts(deposit) for deposit in _pending(request)],
        "crumbs": crumbs(_("Déposer plusieurs appels")),
    }
    return render(request, "call_review/several.html", context)


def _pending(request: Request) -> list[Upload]:
    """Those that a person began: a machine sends its own again."""
    mine = Upload.objects.visible_to(request.user).under_way().filter(token=None)
    return list(mine.select_related("campaign", "agent", "recording"))


def _facts(deposit: Upload) -> dict[str, Any]:
    """Of a declared call, for the script that sends it."""
    said = {"agent": deposit.agent, "moment": moment(deposit.recorded_at)}
    return {
        "title": _("Appel de %(agent)s, %(moment)s") % said,
        "page": reverse("recordings:upload", args=[deposit.key]),
        "bytes": reverse("recordings:bytes", args=[deposit.key]),
        "outcome": reverse("recordings:outcome", args=[deposit.key]),
        "aside": aside(deposit),
        "arrived": deposit.arrived,
    }


@never_cache
@require_safe
def upload_outcome(request: Request, key: uuid.UUID) -> HttpResponse:
    """What a deposit became: `tone` (ok, warn, nothing when under way), its sentence, the address of the call if one may open it."""
    mine = Upload.objects.visible_to(request.user).select_related("recording")
    deposit = get_object_or_404(mine, key=key)
    if deposit.recording is None:
        fault = uploads.sentence(deposit.fault, deposit.fault_detail) if deposit.fault else ""
        return JsonResponse({"tone": "", "said": fault, "address": ""})
    level, said = outcome(deposit, deposit.recording)
    visible = Recording.objects.visible_to(request.user).filter(pk=deposit.recording.pk).exists()
    address = reverse("recordings:status", args=[deposit.recording.key]) if visible else ""
    return JsonResponse({"tone": TONES[level], "said": said, "address": address})
