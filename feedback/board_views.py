"""What a bureau sees and does: triage, taking, answering, closing."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from feedback import access, concerns
from feedback.errors import AlreadyMoved, NoAnswer
from feedback.forms import AnswerForm, BoardFilter, CloseForm
from feedback.models import Concern
from feedback.models.concern import ConcernQuerySet
from feedback.views import PAGE_SIZE, crumbs

COLUMN = 8
State = Concern.State


@require_safe
def board(request: Request) -> HttpResponse:
    if not access.answers(request.user):
        raise Http404
    form = BoardFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    mine = Concern.objects.answerable_by(request.user)
    found = mine.filtered(asked).with_subjects()
    if asked.get("qui") == BoardFilter.MINE:
        found = found.filter(taken_by=request.user)
    state = asked.get("etat")
    context = {
        "form": form,
        "state": State(state) if state else None,
        "filtered": any(value for name, value in asked.items() if name not in ("tri", "etat")),
        "counts": mine.by_state() | {"late": mine.late().count()},
        "columns": [] if state else [_column(request, found, state, asked) for state in State],
        "page": Paginator(_sorted(found.filter(state=state), state, asked), PAGE_SIZE).get_page(request.GET.get("page")) if state else None,
    }
    return render(request, "feedback/board.html", context)


def _column(request: Request, found: ConcernQuerySet, state: State, asked: dict[str, Any]) -> dict[str, Any]:
    query = request.GET.copy()
    query["etat"] = state.value
    page = Paginator(_sorted(found.filter(state=state), state, asked), COLUMN).get_page(1)
    total = page.paginator.count
    return {"state": state, "concerns": list(page), "total": total, "others": total - len(page), "query": query.urlencode()}


def _sorted(found: ConcernQuerySet, state: str, asked: dict[str, Any]) -> ConcernQuerySet:
    """What waits: the oldest or the most urgent first. What is over: the last first."""
    if state in (State.ANSWERED, State.CLOSED):
        return found.order_by("-answered_at", "-pk")
    if asked.get("tri") == BoardFilter.DUE:
        return found.order_by(F("due_on").asc(nulls_last=True), "raised_at", "pk")
    return found.order_by("raised_at", "pk")


def _answerable_or_404(request: Request, key: uuid.UUID) -> Concern:
    return get_object_or_404(Concern.objects.answerable_by(request.user).with_subjects(), key=key)


def _too_late(request: Request, concern: Concern) -> HttpResponse:
    """Somebody was quicker: says who, and shows where it stands."""
    concern.refresh_from_db()
    if concern.state == State.TAKEN and concern.taken_by and concern.taken_by != request.user:
        messages.warning(request, _("%(name)s s’en charge déjà.") % {"name": concern.taken_by})
    else:
        messages.warning(request, _("Ce signalement a changé entre-temps. Voici où il en est."))
    return redirect(concern)


@require_POST
def take(request: Request, key: uuid.UUID) -> HttpResponse:
    concern = _answerable_or_404(request, key)
    try:
        concerns.take(concern, request.user)
    except AlreadyMoved:
        return _too_late(request, concern)
    messages.success(request, _("Vous vous en chargez. L’agent qui a signalé reçoit une notification."))
    return redirect(concern)


@require_POST
def hand_back(request: Request, key: uuid.UUID) -> HttpResponse:
    concern = _answerable_or_404(request, key)
    try:
        concerns.hand_back(concern, request.user)
    except AlreadyMoved:
        return _too_late(request, concern)
    messages.success(request, _("Ce signalement est de nouveau à trier."))
    return redirect(concern)


def answer(request: Request, key: uuid.UUID) -> HttpResponse:
    """Write, then look at what agents will read (`?apercu=oui`), then publish."""
    concern = _answerable_or_404(request, key)
    if concern.state != State.TAKEN or concern.taken_by_id != request.user.pk:
        return _too_late(request, concern)
    form = AnswerForm(request.POST or None, initial={"text": concern.answer})
    if request.method == "POST" and form.is_valid():
        try:
            concerns.draft_answer(concern, request.user, form.cleaned_data["text"])
        except AlreadyMoved:
            return _too_late(request, concern)
        return redirect(f"{request.path}?apercu=oui")
    context = {
        "concern": concern,
        "form": form,
        "preview": "apercu" in request.GET and not form.errors and bool(concern.answer),
        "crumbs": crumbs(request, _("Répondre"), concern=concern),
    }
    return render(request, "feedback/answer.html", context, status=400 if form.errors else 200)


@require_POST
def publish(request: Request, key: uuid.UUID) -> HttpResponse:
    concern = _answerable_or_404(request, key)
    try:
        concerns.publish_answer(concern, request.user)
    except NoAnswer:
        messages.error(request, _("Écrivez d’abord la réponse."))
        return redirect("feedback:answer", concern.key)
    except AlreadyMoved:
        return _too_late(request, concern)
    messages.success(request, _("Réponse publiée. Les agents la lisent dès maintenant."))
    return redirect(concern)


def close(request: Request, key: uuid.UUID) -> HttpResponse:
    concern = _answerable_or_404(request, key)
    if not concern.may_be_closed_by(request.user):
        return _too_late(request, concern)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            concerns.close(concern, request.user, form.cleaned_data["text"])
        except AlreadyMoved:
            return _too_late(request, concern)
        messages.success(request, _("Signalement clos. L’agent qui a signalé lit votre raison."))
        return redirect(concern)
    context = {"concern": concern, "form": form, "crumbs": crumbs(request, _("Clore sans changement"), concern=concern)}
    return render(request, "feedback/close.html", context, status=400 if form.errors else 200)
