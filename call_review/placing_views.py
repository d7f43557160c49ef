"""Who speaks in a turn: one button or one key each. Without script the page comes back at the next turn; a script is told what is kept."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import Request
from call_review import call_page, placing
from call_review.errors import PlacedMeanwhile
from call_review.models import Recording, Turn
from call_review.review_views import playable_or_404

MOST = 2_147_483_647
"""What a column of positions holds."""


class PlaceForm(forms.Form):
    """One button holds the three: « 12 unknown agent »."""

    place = forms.RegexField(r"\A[0-9]{1,10} (agent|caller|unknown) (agent|caller|unknown)\Z")

    def clean_place(self) -> tuple[int, Turn.Speaker, Turn.Speaker]:
        position, seen, speaker = str(self.cleaned_data["place"]).split(" ")
        return min(int(position), MOST), Turn.Speaker(seen), Turn.Speaker(speaker)


@require_POST
def place(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = playable_or_404(request, key)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": _("Ce choix de voix ne se lit pas.")}, status=400)
    position, seen, speaker = form.cleaned_data["place"]
    try:
        turn = placing.place(recording, request.user, position, speaker, seen)
    except PlacedMeanwhile as error:
        return _answer(request, recording, error.turn, _meanwhile(error.turn), moved=True)
    return _answer(request, recording, turn, "")


def _meanwhile(turn: Turn) -> str:
    name = turn.placed_by or _("Quelqu’un")
    return _("%(name)s a donné une autre voix à ce tour entre-temps. Rien n’a changé : regardez, puis choisissez à nouveau.") % {
        "name": name
    }


def _answer(request: Request, recording: Recording, turn: Turn, warning: str, moved: bool = False) -> HttpResponse:
    if request.headers.get("HX-Request"):
        who, speaks = call_page.said_of(recording, request.user, turn.speaker)
        told = {"position": turn.position, "speaker": turn.speaker, "who": who, "speaks": speaks, "said": warning or who}
        return JsonResponse(told, status=409 if moved else 200)
    if moved:
        messages.warning(request, warning)
    last = not recording.turns.filter(position__gt=turn.position).exists()
    stays = moved or last or turn.speaker == Turn.Speaker.UNKNOWN
    return redirect(f"{recording.get_absolute_url()}#tour-{turn.position + (1 if stays else 2)}")
