"""The page of one call, its sound and its waveform. What is written there: `debrief_views.py`."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import PurePath
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts import access_log
from accounts.limits import limited
from accounts.models import AccessEntry
from accounts.requests import Request
from call_review import call_page, clock, debriefing, features, redrawing
from call_review.errors import NotPlayed
from call_review.models import Recording
from call_review.stretches import Stretch
from files.answers import ranged, whole
from files.errors import StoreAway

SOUND_TYPES = {".m4a": "audio/mp4", ".mp4": "audio/mp4", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav"}
PEAKS = 200
"""Milliseconds: three hours are 54,000 figures a voice."""
REPORTED_MOST = 500
RELATED = ("organisation", "campaign", "agent", "topic", "masking_job", "masked_by")


def recording_or_404(request: Request, key: uuid.UUID) -> Recording:
    return get_object_or_404(Recording.objects.visible_to(request.user).select_related(*RELATED), key=key)


def playable_or_404(request: Request, key: uuid.UUID) -> Recording:
    return get_object_or_404(Recording.objects.visible_to(request.user).playable().select_related(*RELATED), key=key)


@require_safe
def call(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = recording_or_404(request, key)
    if recording.state != Recording.State.READY:
        return redirect("recordings:status", recording.key)
    access_log.record(request.user, recording.organisation, AccessEntry.Act.OPEN, recording.key, why=recording.campaign.name)
    call_page.opened(recording, request.user)
    passage = _passage(request, recording)
    return page(request, recording, note_form=passage) if passage else page(request, recording)


def page(request: Request, recording: Recording, status: int = 200, **forms: Any) -> HttpResponse:
    """The whole page, with forms that come back with their errors if any."""
    context = call_page.context(recording, request.user, **forms)
    crumb = _("Mes appels") if context["is_agent"] else _("Appels")
    day = date_format(timezone.localtime(recording.recorded_at), "j F Y")
    dated = (_("Votre appel du %(day)s") if context["is_agent"] else _("Appel du %(day)s")) % {"day": day}
    title = str(recording.topic) if recording.topic else dated
    context |= {"title": title, "crumbs": [(crumb, reverse("recordings:list")), (dated, "")]}
    return render(request, "call_review/call.html", context, status=status)


def _passage(request: Request, recording: Recording) -> call_page.NoteForm | None:
    """« Noter ce passage », without script: the form comes filled with the two moments of the link."""
    try:
        moments = {name: clock.read(request.GET[name]) for name in ("de", "a")}
    except (KeyError, ValueError):
        return None
    return call_page.NoteForm(recording=recording, initial={"start": moments["de"], "end": moments["a"]})


@require_safe
@cache_control(private=True, no_store=True)
@limited("play")
def sound(request: Request, key: uuid.UUID) -> HttpResponseBase:
    """Written down as a listening before a byte leaves: the page asks for it only when somebody plays."""
    recording = playable_or_404(request, key)
    kind = SOUND_TYPES.get(PurePath(recording.listening.name or "").suffix.lower(), "application/octet-stream")
    try:
        response = ranged(request, recording.listening, kind)
    except (FileNotFoundError, ValueError) as error:  # ValueError: no file was ever kept
        raise Http404 from error
    if response.status_code != 503:  # the store is away: nobody heard anything
        access_log.record(request.user, recording.organisation, AccessEntry.Act.PLAY, recording.key, why=recording.campaign.name)
    return response


@require_safe
@cache_control(private=True, no_store=True)
@limited("play")
def peaks(request: Request, key: uuid.UUID) -> HttpResponse:
    """{"milliseconds", "lanes": [{"speaker", "peaks": 0 to 255}]}, the agent first. 404: the page works without."""
    recording = playable_or_404(request, key)
    try:
        measured = features.read(io.BytesIO(b"".join(whole(recording.features))))
    except StoreAway as error:
        raise Http404 from error
    except (FileNotFoundError, ValueError) as error:  # not there, or damaged
        redrawing.ask(recording)
        raise Http404 from error
    speakers = ["unknown"] if measured.channels == 1 else str(recording.channels).split(",")
    lanes = [{"speaker": name, "peaks": levels.tolist()} for name, levels in zip(speakers, measured.peaks[PEAKS], strict=False)]
    return JsonResponse({"milliseconds": PEAKS, "lanes": sorted(lanes, key=lambda lane: lane["speaker"])})


@require_POST
def played(request: Request, key: uuid.UUID) -> HttpResponse:
    """[[start, end], …] in seconds, told by the player every few seconds."""
    recording = playable_or_404(request, key)
    reported = _reported(request.body)
    if reported is None:
        return JsonResponse({"error": _("Ces passages ne se lisent pas.")}, status=400)
    try:
        return JsonResponse({"played": debriefing.record_played(recording, request.user, reported)})
    except NotPlayed:
        return JsonResponse({"error": _("Le son de cet appel ne vous a pas été remis.")}, status=409)


def _reported(body: bytes) -> list[Stretch] | None:
    try:
        pairs = json.loads(body)
        if len(pairs) > REPORTED_MOST:
            return None
        return [(float(start), float(end)) for start, end in pairs]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
