"""Notes, replies and ratings of one call. Each works as a plain form; asked by a script, it answers the part of the page that changed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import Request
from call_review import access, call_page, debriefing, grids
from call_review.errors import AlreadyAnswered, NotPlayed, NotYours, SoundGone
from call_review.models import Criterion, Note, Rating, Recording
from call_review.review_forms import NoteForm, RatingForm, ReplyForm
from call_review.review_views import page, recording_or_404


def _ready_or_404(request: Request, key: uuid.UUID) -> Recording:
    recording = recording_or_404(request, key)
    if recording.state != Recording.State.READY:
        raise Http404
    return recording


def _note_or_404(recording: Recording, pk: int) -> Note:
    return get_object_or_404(recording.notes.select_related("recording__agent", "author"), pk=pk)


def _sound_is_gone() -> str:
    return _("Le son est effacé : cet appel ne reçoit plus ni note ni appréciation.")


def _answered_meanwhile() -> str:
    return _("Cette note a déjà une réponse : elle reste telle qu’elle a été lue. Répondez à la suite.")


def _part(request: Request) -> bool:
    return bool(request.headers.get("HX-Request"))


def _notes(request: Request, recording: Recording, said: str, focus: str = "notes", status: int = 200, **forms: object) -> HttpResponse:
    """The list of notes as it is now, for a script; else a redirection, or the page again when a form is refused."""
    if _part(request):
        context = call_page.context(recording, request.user, **forms) | {"said": said, "focus": focus}
        return render(request, "call_review/_notes.html", context, status=status)
    if status != 200:
        return page(request, recording, status=status, **forms)
    messages.success(request, said)
    return redirect(f"{recording.get_absolute_url()}#{focus}")


@require_POST
def write_note(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = _ready_or_404(request, key)
    form = NoteForm(request.POST, recording=recording)
    if not form.is_valid():
        return _notes(request, recording, "", status=400, note_form=form)
    try:
        note = debriefing.write_note(recording, request.user, **form.cleaned_data)
    except SoundGone:
        messages.warning(request, _sound_is_gone())
        return redirect(recording)
    agents = _("La note est enregistrée. Votre coach reçoit une notification.")
    coachs = _("La note est enregistrée. %(name)s reçoit une notification.") % {"name": recording.agent}
    return _notes(request, recording, agents if request.user.pk == recording.agent_id else coachs, f"note-{note.pk}")


def edit_note(request: Request, key: uuid.UUID, pk: int) -> HttpResponse:
    recording = _ready_or_404(request, key)
    note = _note_or_404(recording, pk)
    if note.author_id != request.user.pk:
        raise Http404
    initial = {"start": note.start, "end": note.end}
    form = NoteForm(request.POST or None, instance=Note(text=note.text), initial=initial, recording=recording)
    if request.method == "POST" and form.is_valid():
        try:
            debriefing.correct_note(note, request.user, **form.cleaned_data)
        except AlreadyAnswered:
            messages.warning(request, _answered_meanwhile())
        else:
            messages.success(request, _("La note est corrigée."))
        return redirect(f"{recording.get_absolute_url()}#note-{note.pk}")
    crumbs = [(_("Appel"), recording.get_absolute_url()), (_("Corriger la note"), "")]
    context = {"form": form, "recording": recording, "crumbs": crumbs}
    return render(request, "call_review/note_edit.html", context, status=400 if form.errors else 200)


@require_POST
def erase_note(request: Request, key: uuid.UUID, pk: int) -> HttpResponse:
    recording = _ready_or_404(request, key)
    try:
        debriefing.erase_note(_note_or_404(recording, pk), request.user)
    except NotYours as error:
        raise Http404 from error
    except AlreadyAnswered:
        messages.warning(request, _answered_meanwhile())
        return redirect(recording)
    return _notes(request, recording, _("La note est effacée."))


@require_POST
def reply(request: Request, key: uuid.UUID, pk: int) -> HttpResponse:
    recording = _ready_or_404(request, key)
    note = _note_or_404(recording, pk)
    form = ReplyForm(request.POST, auto_id=f"reply-{note.pk}-%s")
    if not form.is_valid():
        return _notes(request, recording, "", f"note-{note.pk}", status=400, answered=(note.pk, form))
    debriefing.reply(note, request.user, form.cleaned_data["text"])
    return _notes(request, recording, _("La réponse est enregistrée. L’autre personne est prévenue."), f"note-{note.pk}")


@require_POST
def rate(request: Request, key: uuid.UUID, pk: int) -> HttpResponse:
    recording = _ready_or_404(request, key)
    if not access.may_rate(request.user, recording):
        raise Http404
    criterion = get_object_or_404(Criterion.objects.filter(grid=grids.of(recording)).select_related("grid"), pk=pk)
    form = RatingForm(request.POST, auto_id=f"rate-{pk}-%s")
    if form.is_valid():
        value, moment = Rating.Value(form.cleaned_data["value"]), form.cleaned_data["moment"]
        try:
            debriefing.rate(recording, criterion, request.user, value, moment)
        except NotPlayed:
            form.add_error("moment", _("Vous n’avez pas encore écouté ce moment. Écoutez-le, puis choisissez de nouveau."))
        except SoundGone:
            form.add_error(None, _sound_is_gone())
    return _criterion(request, recording, criterion, form)


def _criterion(request: Request, recording: Recording, criterion: Criterion, form: RatingForm) -> HttpResponse:
    failed, status = ((criterion.pk, form), 400) if form.errors else (None, 200)
    if not _part(request):
        return (
            page(request, recording, status=400, failed=failed)
            if failed
            else redirect(f"{recording.get_absolute_url()}#critere-{criterion.pk}")
        )
    context = call_page.context(recording, request.user, failed=failed)
    shown = next(shown for shown in context["criteria"] if shown.criterion.pk == criterion.pk)
    said = "" if failed else _("C’est enregistré.")
    return render(request, "call_review/_criterion.html", context | {"shown": shown, "said": said}, status=status)
