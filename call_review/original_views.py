"""Who may hear the originals of a campaign, and the page on which one does. Nothing else of the portal leads to an original."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import limited
from accounts.requests import Request
from call_review import access, originals
from call_review.models import Campaign, Recording
from call_review.original_forms import KeepersForm, ReasonForm
from files.answers import ranged
from files.errors import StoreAway
from speech.containers import HEAD_BYTES, demuxer
from speech.errors import NotACall
from theme.components import moment

TYPES = {"wav": "audio/wav", "mov": "audio/mp4", "mp3": "audio/mpeg", "ogg": "audio/ogg", "flac": "audio/flac", "matroska": "audio/webm"}


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_originals(request: Request, pk: int) -> HttpResponse:
    """Who leads the campaign names two people; each of them finds the calls here."""
    campaign = get_object_or_404(Campaign.objects.select_related("organisation"), pk=pk)
    leads = Campaign.objects.led_by(request.user).filter(pk=pk).exists()
    if not leads and (request.method == "POST" or not access.keeps_originals(request.user, campaign)):
        raise Http404
    form = KeepersForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        originals.name_keepers(campaign, request.user, form.people)
        messages.success(request, _("C’est noté. Les deux personnes sont prévenues."))
        return redirect("campaigns:originals", pk)
    context = {
        "campaign": campaign,
        "leads": leads,
        "form": form,
        "kept": settings.KEEP_ORIGINAL,
        "calls": list(Recording.objects.sealed_for(request.user).filter(campaign=campaign)[:200]),
        "crumbs": [
            (_("Campagnes d’écoute"), reverse("campaigns:campaigns")),
            (campaign.name, campaign.get_absolute_url() if leads else ""),
            (_("Originaux"), ""),
        ],
    }
    return render(request, "call_review/originals.html", context, status=400 if form.errors else 200)


def _sealed_or_404(request: Request, key: uuid.UUID) -> Recording:
    return get_object_or_404(Recording.objects.sealed_for(request.user).select_related("organisation", "campaign", "agent"), key=key)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@limited("play")
def original(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = _sealed_or_404(request, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        originals.ask(recording, request.user, originals.Reason(form.cleaned_data["reason"]))
        return redirect("review:original", key)
    day = moment(recording.recorded_at)
    context: dict[str, Any] = {
        "recording": recording,
        "form": form,
        "handed_over": originals.handed_over(recording, request.user),
        "title": _("Original de l’appel du %(day)s") % {"day": day},
        "crumbs": [(_("Originaux"), reverse("campaigns:originals", args=[recording.campaign_id])), (day, "")],
    }
    return render(request, "call_review/original.html", context, status=400 if form.errors else 200)


@require_safe
@cache_control(private=True, no_store=True)
@limited("play")
def original_sound(request: Request, key: uuid.UUID) -> HttpResponseBase:
    """Only in the quarter of an hour that follows a reason: it was written down before a byte leaves."""
    recording = _sealed_or_404(request, key)
    if not originals.handed_over(recording, request.user):
        return redirect("review:original", key)
    try:
        return ranged(request, recording.sealed, _type_of(recording))
    except FileNotFoundError as error:
        raise Http404 from error


def _type_of(recording: Recording) -> str:
    """An original bears no name: what it is shows in its first bytes."""
    store: Any = recording.sealed.storage
    try:
        head = b"".join(store.part(recording.sealed.name, 0, min(recording.sealed.size, HEAD_BYTES) - 1))
        return TYPES.get(demuxer(io.BytesIO(head)), "application/octet-stream")
    except (NotACall, StoreAway):
        return "application/octet-stream"
