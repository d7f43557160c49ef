from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.limits import limited
from explainers import captions
from explainers.models import CaptionedMedia
from files.answers import ranged
from theme.csp import UPLOADED


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
@limited("play")
def media_file(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Public like the explainer it belongs to; its address cannot be guessed before."""
    media = get_object_or_404(CaptionedMedia, key=key)
    try:
        response = ranged(request, media.file, media.content_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response.headers["Content-Security-Policy"] = UPLOADED
    return response


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def media_captions(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    media = get_object_or_404(CaptionedMedia, key=key)
    return HttpResponse(captions.to_webvtt(media.cues), content_type="text/vtt; charset=utf-8")
