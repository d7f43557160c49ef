"""Calls as a list for two audiences, the copy that agents take of their own, the state of one while it is not ready, and its withdrawal."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.models import Role
from accounts.requests import Request
from background.outlook import Outlook
from call_review import own_copy, recordings
from call_review.access import keeps_words
from call_review.deposit_views import crumbs, steps
from call_review.models import Campaign, Recording, Upload
from call_review.recording_forms import RecordingFilter
from documents.archives import zip_response
from files.errors import StoreAway

PAGE_SIZE = 20
QUEUE = "speech"


@require_safe
def recording_list(request: Request) -> HttpResponse:
    return _list(request)


def _list(request: Request, status: int = 200, said: str = "") -> HttpResponse:
    user = request.user
    coaches = user.holds(Role.COACH)
    seen = Recording.objects.visible_to(user)
    if not coaches and not user.holds(Role.AGENT) and not seen.exists():
        raise Http404
    filters = RecordingFilter(request.GET, seen=seen)
    found = filters.chosen().select_related("agent", "campaign", "topic", "job")
    context: dict[str, Any] = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "queue": Outlook(QUEUE),
        "coaches": coaches,
        "said": said,
        "searchable": coaches or seen.exists(),
        "own": own_copy.calls_of(user).exists(),
        "filters": filters,
        "filtered": any(name != "tri" and name in filters.cleaned_data and filters.cleaned_data[name] for name in filters.fields),
        "uploads": list(Upload.objects.visible_to(user).under_way().select_related("agent", "campaign")) if coaches else [],
        "keeps_words": keeps_words(user),
        "may_deposit": coaches and Campaign.objects.led_by(user).live().exists(),
    }
    return render(request, "call_review/recordings.html", context, status=status)


@require_safe
@limited("export")
def take_away(request: Request) -> HttpResponseBase:
    """The store is asked first: one that is away would break the file in the middle."""
    calls = list(own_copy.calls_of(request.user).select_related("campaign", "organisation"))
    if not calls:
        return _list(request, 404, _("Le portail ne garde aucun appel de vous. Il n’y a rien à télécharger."))
    try:
        own_copy.ask_the_store(calls)
    except StoreAway:
        response = _list(request, 503, _("Le magasin des fichiers ne répond pas en ce moment. Recommencez dans quelques minutes."))
        response.headers["Retry-After"] = "60"
        return response
    own_copy.note(request.user, calls)
    return zip_response("mes-appels.zip", own_copy.entries(request.user, calls))


def _visible_or_404(request: Request, key: uuid.UUID) -> Recording:
    seen = Recording.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("agent", "campaign", "topic", "job", "received_by"), key=key)


@require_safe
@never_cache
def status(request: Request, key: uuid.UUID) -> HttpResponse:
    """A page; for htmx the bar, and once the work is over, or the call withdrawn, the order to load the page again."""
    htmx = getattr(request, "htmx", False)
    if htmx and not Recording.objects.visible_to(request.user).filter(key=key).exists():
        return HttpResponse(status=404, headers={"HX-Refresh": "true"})
    recording = _visible_or_404(request, key)
    if htmx:
        response = render(
            request, "call_review/_progress.html", {"recording": recording, "aloud": "aloud" in request.GET, "queue": Outlook(QUEUE)}
        )
        if not recording.in_progress:
            response["HX-Refresh"] = "true"
        return response
    title = date_format(recording.recorded_at, "j F Y")
    own = recording.agent_id == request.user.pk
    context = {
        "recording": recording,
        "queue": Outlook(QUEUE),
        "forward": not own and recordings.may_go_first(recording),
        "own": own,
        "stops": recording.job is not None and recording.job.owner_id == request.user.pk,
        "steps": steps(),
        "crumbs": crumbs(title),
    }
    return render(request, "call_review/recording_status.html", context)


@require_POST
def retry(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = _visible_or_404(request, key)
    if recording.agent_id == request.user.pk:
        raise Http404
    if recordings.ask_again(recording, request.user):
        messages.success(request, _("La transcription est relancée."))
    else:
        messages.info(request, _("La transcription n’est pas arrêtée : rien à relancer."))
    return redirect("recordings:status", recording.key)


@require_POST
def forward(request: Request, key: uuid.UUID) -> HttpResponse:
    """By who coaches: the agent heard in it is not asked to judge what is urgent."""
    recording = _visible_or_404(request, key)
    if recording.agent_id == request.user.pk:
        raise Http404
    if recordings.bring_forward(recording):
        messages.success(request, _("Cet appel passe devant les autres de votre organisme."))
    else:
        messages.info(request, _("Cet appel n’attend plus derrière les autres : rien à changer."))
    return redirect("recordings:status", recording.key)


@require_POST
def withdraw(request: Request, key: uuid.UUID) -> HttpResponse:
    """By the agent alone: for anyone else there is no such address."""
    recording = get_object_or_404(Recording.objects.visible_to(request.user).of_agent(request.user).select_related("campaign"), key=key)
    if done := recordings.withdraw(recording, request.user):
        messages.success(request, _withdrawn(done))
        return redirect("recordings:list")
    contact = recording.campaign.dpo_contact
    messages.warning(request, _("Les 48 heures sont passées. Pour le faire effacer, écrivez à %(contact)s.") % {"contact": contact})
    return redirect("recordings:status", recording.key)


def _withdrawn(done: recordings.Withdrawal) -> str:
    if done is recordings.Withdrawal.DONE:
        return _("L’appel est retiré. Le son et la transcription sont effacés ; personne n’a à savoir pourquoi.")
    return _(
        "L’appel est retiré : plus personne ne peut l’écouter ni le lire, et la transcription est effacée. Le magasin des fichiers ne "
        "répond pas en ce moment ; le son sera effacé dès qu’il répondra, sans rien faire de plus."
    )
