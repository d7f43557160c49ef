"""Maskings of one call. Each works as a plain form; asked by a script, it answers the part of the page that changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.requests import Request
from call_review import access, call_page, masking
from call_review.errors import AlreadyMasked, BeingMasked, MaskingError, NothingToMask, SoundGone, StillToDecide
from call_review.masking_forms import PassageForm
from call_review.models import Masking, Recording
from call_review.review_views import page, playable_or_404

SENTENCES = {
    SoundGone.code: gettext_lazy("Le son est effacé : il n’y a plus rien à masquer."),
    BeingMasked.code: gettext_lazy("Le bip est en cours de pose : rien ne change avant la fin."),
    AlreadyMasked.code: gettext_lazy("Ce passage est déjà masqué pour tout le monde : il ne revient pas."),
    StillToDecide.code: gettext_lazy("Des passages repérés attendent encore une décision. Écoutez-les, puis masquez-les ou laissez-les."),
    NothingToMask.code: gettext_lazy("Tout ce qui est décidé est déjà publié."),
}


def _done(request: Request, recording: Recording, said: str, status: int = 200, failed: PassageForm | None = None) -> HttpResponse:
    """The list as it is now, for a script; else a redirection, or the page again when the form is refused."""
    if request.headers.get("HX-Request"):
        context = call_page.context(recording, request.user, failed_passage=failed)
        proposals = context["masking"].proposals
        focus = f"passage-{proposals[0].number}" if proposals else "masking-end"
        return render(request, "call_review/_maskings.html", context | {"said": said, "focus": focus}, status=status)
    if failed:
        return page(request, recording, status=status, failed_passage=failed)
    messages.success(request, said)
    return redirect(f"{recording.get_absolute_url()}#masquage")


def _act(request: Request, recording: Recording, act: Callable[[], str]) -> HttpResponse:
    """What `act` says once done, or why it was not."""
    try:
        said = act()
    except (MaskingError, SoundGone) as error:
        messages.warning(request, SENTENCES[error.code])
        return redirect(f"{recording.get_absolute_url()}#masquage")
    return _done(request, recording, said)


@require_POST
def decide(request: Request, key: uuid.UUID) -> HttpResponse:
    """« Masquer » or « Laisser », of a proposal as it is or corrected, or of a passage chosen by hand."""
    recording = playable_or_404(request, key)
    form = PassageForm(request.POST, recording=recording, one_voice=masking.one_voice(recording), auto_id="passage-%s")
    decision = Masking.Decision.LEFT if request.POST.get("decision") == Masking.Decision.LEFT else Masking.Decision.MASKED
    if not form.is_valid():
        return _done(request, recording, "", status=400, failed=form)
    passage = form.passage
    if passage.found and passage.found not in {one.key for one in masking.found_in(list(recording.turns.order_by("position")))}:
        messages.warning(request, _("La transcription a changé depuis : voici ce qui est repéré maintenant."))
        return redirect(f"{recording.get_absolute_url()}#masquage")

    def act() -> str:
        masking.decide(recording, request.user, passage, decision)
        return _("Passage à masquer, noté.") if decision == Masking.Decision.MASKED else _("Passage laissé tel quel.")

    return _act(request, recording, act)


@require_POST
def mask_sure(request: Request, key: uuid.UUID) -> HttpResponse:
    recording = playable_or_404(request, key)

    def act() -> str:
        count = masking.mask_all_sure(recording, request.user)
        return ngettext("%(count)d passage à masquer, noté.", "%(count)d passages à masquer, notés.", count) % {"count": count}

    return _act(request, recording, act)


@require_POST
def take_back(request: Request, key: uuid.UUID, pk: int) -> HttpResponse:
    recording = playable_or_404(request, key)

    def act() -> str:
        masking.take_back(recording, pk)
        return _("La décision est reprise.")

    return _act(request, recording, act)


@require_POST
def publish(request: Request, key: uuid.UUID) -> HttpResponse:
    """By a coach: for the agent heard in the call there is no such address."""
    recording = playable_or_404(request, key)
    if not access.may_publish_maskings(request.user, recording):
        raise Http404

    def act() -> str:
        masking.publish(recording, request.user)
        return _("Le masquage commence. Dès qu’il est fait, tout le monde entend et lit l’appel ainsi.")

    return _act(request, recording, act)
