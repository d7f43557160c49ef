"""A coach deposits a call: declares it, then sends its file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Role, User
from accounts.requests import Request
from call_review import recordings, uploads
from call_review.errors import DepositRefused
from call_review.models import Recording, Upload
from call_review.parts import WrongOffset
from call_review.recording_forms import DeclarationForm, FileForm
from speech.errors import NotACall

ABOUT = {
    "agent_not_concerned": "agent",
    "campaign_not_live": "campaign",
    "caller_not_informed": "caller_informed",
    "caller_objected": "caller_objected",
}
"""The field where one corrects what was refused; the others are about the moment of the call."""
ASIDE = {
    Recording.Quarantine.NONE: "",
    Recording.Quarantine.PERIOD: gettext_lazy(
        "Cet appel est hors de la période annoncée. S’il est envoyé, il est mis de côté : personne ne peut l’écouter, et il est effacé."
    ),
    Recording.Quarantine.NOTICE: gettext_lazy(
        "À ce moment-là, l’agent n’avait pas pris connaissance de la notice. S’il est envoyé, l’appel est mis de côté : personne ne peut "
        "l’écouter, et il est effacé."
    ),
}
"""Said before a byte is sent."""


def steps() -> list[str]:
    return [_("Décrire l’appel"), _("Envoyer le fichier"), _("Transcrire"), _("Réécouter")]


def crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Appels"), reverse("recordings:list")), (title, "")]


def declare(request: Request) -> HttpResponse:
    if not request.user.holds(Role.COACH):
        raise Http404
    form = DeclarationForm(request.POST if request.method == "POST" else None, user=request.user)
    if deposit := declared(request.user, form):
        return redirect("recordings:upload", deposit.key)
    context = {"form": form, "steps": steps(), "crumbs": crumbs(_("Déposer un appel"))}
    return render(request, "call_review/declare.html", context, status=400 if form.errors else 200)


def declared(user: User, form: DeclarationForm) -> Upload | None:
    """None when the form tells what is refused."""
    if not form.is_valid():
        return None
    try:
        return uploads.declare(user, form.declaration())
    except DepositRefused as error:
        form.add_error(ABOUT.get(error.code, "recorded_at"), uploads.sentence(error.code, error.detail))
        return None


def aside(deposit: Upload) -> str:
    """Why nobody could play this call, or nothing (law C5)."""
    return str(ASIDE[Recording.Quarantine(recordings.quarantine_of(deposit.campaign, deposit.agent, deposit.recorded_at))])


def upload(request: Request, key: uuid.UUID) -> HttpResponse:
    mine = Upload.objects.visible_to(request.user).select_related("campaign", "agent", "topic", "organisation", "declared_by", "recording")
    deposit = get_object_or_404(mine, key=key)
    if deposit.recording is not None:
        return _done(request, deposit, deposit.recording)
    form = FileForm(None)
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        try:
            if deposit.complete and not request.FILES:  # a script sent the bytes
                return _done(request, deposit, uploads.finish(deposit))
            if form.is_valid():
                return _done(request, deposit, _receive(deposit, form.cleaned_data["file"]))
        except WrongOffset:
            form.add_error("file", uploads.sentence("other_size"))
        except (DepositRefused, NotACall) as error:
            form.add_error("file", uploads.sentence(error.code, error.detail))
        deposit.refresh_from_db()
    context = {
        "form": form,
        "upload": deposit,
        "fault": uploads.sentence(deposit.fault, deposit.fault_detail) if deposit.fault and not form.errors else "",
        "set_aside": aside(deposit),
        "steps": steps(),
        "crumbs": crumbs(_("Envoyer le fichier")),
    }
    return render(request, "call_review/upload.html", context, status=400 if form.errors else 200)


def _receive(deposit: Upload, file: UploadedFile) -> Recording:
    uploads.announce(deposit, file.size or 0)
    uploads.append(deposit, 0, file.chunks())
    return uploads.finish(deposit)


def _done(request: Request, deposit: Upload, recording: Recording) -> HttpResponse:
    visible = Recording.objects.visible_to(request.user).filter(pk=recording.pk).exists()
    level, said = outcome(deposit, recording)
    if level != messages.SUCCESS or request.method == "POST":
        messages.add_message(request, level, said)
    return redirect("recordings:status", recording.key) if visible else redirect("recordings:list")


def outcome(deposit: Upload, recording: Recording) -> tuple[int, str]:
    """What the deposit became: a level of message, and its sentence."""
    if recording.key != deposit.key:
        return messages.WARNING, _("Cet enregistrement est déjà dans le portail : rien n’est ajouté.")
    if recording.state == Recording.State.QUARANTINED:
        return messages.WARNING, _("L’appel est reçu et mis de côté : personne ne peut l’écouter. Il sera effacé.")
    return messages.SUCCESS, _("L’appel est arrivé. L’agent est prévenu ; la transcription commence.")


@require_POST
def discard_upload(request: Request, key: uuid.UUID) -> HttpResponse:
    deposit = get_object_or_404(Upload.objects.visible_to(request.user), key=key)
    try:
        uploads.give_up(deposit)
    except DepositRefused as error:
        messages.warning(request, uploads.sentence(error.code))
        return redirect("recordings:upload", deposit.key)
    messages.success(request, _("Le dépôt est abandonné. Ce qui était arrivé est effacé."))
    return redirect("recordings:list")
