"""Who leads the campaign puts right what was said of a call."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import Request
from call_review import access, corrections, uploads
from call_review.errors import DepositRefused
from call_review.models import Recording
from call_review.recording_forms import DeclarationForm
from call_review.review_views import recording_or_404

ABOUT = {"agent_not_concerned": "agent", "agent_written_to": "agent"}


class CorrectionForm(DeclarationForm):
    """The fields of the declaration that may turn out wrong."""

    field_order = ["topic", "recorded_at", "agent"]

    def __init__(self, *args: Any, recording: Recording, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        for name in ("campaign", "channels", "caller_informed", "caller_objected"):
            del self.fields[name]
        agents = {agent.pk for agent in uploads.agents_for(user, recording.campaign)} | {recording.agent_id}
        self.fields["agent"].queryset = User.objects.filter(pk__in=agents)  # type: ignore[attr-defined]


def _correctable_or_404(request: Request, key: uuid.UUID) -> Recording:
    recording = recording_or_404(request, key)
    if not access.may_correct(request.user, recording):
        raise Http404
    return recording


def correct(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = _correctable_or_404(request, key)
    initial = {"topic": recording.topic, "recorded_at": recording.recorded_at, "agent": recording.agent}
    form = CorrectionForm(request.POST if request.method == "POST" else None, recording=recording, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = corrections.correct(recording, request.user, corrections.Correction(**form.cleaned_data))
        except DepositRefused as error:
            form.add_error(ABOUT.get(error.code, "recorded_at"), uploads.sentence(error.code, error.detail))
        else:
            return _done(request, corrected)
    context = {
        "form": form,
        "recording": recording,
        "crumbs": [(_("Appels"), reverse("recordings:list")), (_("Cet appel"), recording.address), (_("Corriger"), "")],
    }
    return render(request, "call_review/correct.html", context, status=400 if form.errors else 200)


def _done(request: Request, recording: Recording) -> HttpResponse:
    if recording.state == Recording.State.QUARANTINED:
        messages.warning(
            request, _("L’appel est corrigé et mis de côté : il n’était pas annoncé. Personne ne peut l’écouter. Il sera effacé.")
        )
        return redirect("recordings:list")
    messages.success(request, _("L’appel est corrigé."))
    visible = Recording.objects.visible_to(request.user).filter(pk=recording.pk).exists()
    return redirect(recording.address if visible else "recordings:list")


@require_POST
def swap_sides(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = _correctable_or_404(request, key)
    if corrections.swap_sides(recording):
        messages.success(request, _("Les voix sont interverties. Le même bouton revient en arrière."))
    else:
        messages.warning(
            request, _("Les voix ne peuvent pas être interverties : il n’y en a qu’une, ou l’appel est en cours de traitement.")
        )
    return redirect(recording.address)
