"""Calls of a campaign that come by themselves: its folders, and what became of each file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import Request
from call_review import deposit_tokens, uploads, watched
from call_review.intake_forms import ArrivalFilter, FolderForm, TokenForm
from call_review.models import Arrival, Campaign, DepositToken, Recording, WatchedFolder

PAGE_SIZE = 20
TONES = {Arrival.State.WAITING: "neutral", Arrival.State.TAKEN: "ok", Arrival.State.REFUSED: "warn"}
SENTENCES = {
    "": gettext_lazy("L’appel est arrivé."),
    "already_there": gettext_lazy("Cet enregistrement est déjà dans le portail : rien n’est ajouté."),
    "set_aside": gettext_lazy("L’appel est reçu et mis de côté : personne ne peut l’écouter. Il sera effacé."),
    "just_came": gettext_lazy("Ce fichier vient d’arriver ou de changer. Il est lu dès qu’il ne change plus."),
    "still_written": gettext_lazy("Ce fichier est encore en cours d’écriture, d’après son nom. Il est lu quand il en change."),
    "awaits_sidecar": gettext_lazy("Aucune description n’accompagne cet enregistrement. Il n’est pas ouvert, et attend trois jours."),
    "awaits_sound": gettext_lazy("Cette description attend son enregistrement, trois jours au plus."),
    "awaits_sounds": gettext_lazy("Les enregistrements de ce tableau sont en route. Lignes sans enregistrement reçu : %(detail)s."),
    "no_sidecar": gettext_lazy("Aucune description n’est venue en trois jours. L’enregistrement n’a pas été ouvert."),
    "sound_never_came": gettext_lazy("L’enregistrement que cette description annonce n’est pas venu en trois jours."),
    "lines_never_came": gettext_lazy("Des enregistrements que ce tableau annonce ne sont pas venus en trois jours : %(detail)s."),
    "line_without_file": gettext_lazy("Cette ligne ne dit pas de quel fichier elle parle. Remplissez la colonne « fichier »."),
    "sidecar_unreadable": gettext_lazy(
        "La description ne se lit pas. Vérifiez que c’est un objet JSON, ou un tableau CSV avec ses titres."
    ),
    "described_twice": gettext_lazy("Deux descriptions parlent de cet enregistrement. N’en gardez qu’une."),
    "depositor_gone": gettext_lazy("La personne qui a ouvert ce dossier n’est plus coach de la campagne. Ouvrez-en un autre à votre nom."),
}
"""Of an arrival; those of a deposit that is refused are `uploads.SENTENCES`."""


def sentence(row: Arrival) -> str:
    if row.code in SENTENCES:
        return str(SENTENCES[row.code]) % {"detail": row.detail}
    return uploads.sentence(row.code, row.detail)


def led_or_404(request: Request, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.led_by(request.user).select_related("organisation"), pk=pk)


@require_safe
def intake(request: Request, pk: int) -> HttpResponse:
    return page(request, led_or_404(request, pk))


def page(request: Request, campaign: Campaign, status: int = 200, **forms: Any) -> HttpResponse:
    filters = ArrivalFilter(request.GET)
    arrivals = Arrival.objects.filter(folder__campaign=campaign).told()
    shown = Paginator(filters.chosen(arrivals).select_related("recording"), PAGE_SIZE).get_page(request.GET.get("page"))
    heard = Recording.objects.visible_to(request.user).filter(pk__in=[row.recording_id for row in shown if row.recording_id])
    addresses = {recording.pk: recording.address for recording in heard}
    context: dict[str, Any] = {
        "campaign": campaign,
        "open": campaign.state == Campaign.State.OPEN,
        "folder_form": FolderForm(),
        "token_form": TokenForm(campaign=campaign),
        "secret": "",
        "tokens": list(campaign.tokens.select_related("made_by")),
        "folders": [(folder, watched.store().place(folder.name)) for folder in campaign.folders.select_related("opened_by")],
        "page": shown,
        "rows": [(row, TONES[Arrival.State(row.state)], sentence(row), addresses.get(row.recording_id or 0)) for row in shown],
        "filters": filters,
        "filtered": bool(filters.cleaned_data.get("etat")),
        "crumbs": [
            (_("Campagnes d’écoute"), reverse("campaigns:campaigns")),
            (campaign.name, campaign.get_absolute_url()),
            (_("Arrivées automatiques"), ""),
        ],
    }
    return render(request, "call_review/intake.html", context | forms, status=status)


@require_POST
def open_folder(request: Request, pk: int) -> HttpResponse:
    campaign = led_or_404(request, pk)
    form = FolderForm(request.POST)
    if campaign.state != Campaign.State.OPEN:
        messages.warning(request, _("Cette campagne n’est pas ouverte."))
    elif not form.is_valid():
        return page(request, campaign, 400, folder_form=form)
    else:
        watched.open_folder(campaign, request.user, form.cleaned_data["channels"])
        messages.success(request, _("Le dossier est prêt dans la minute. Donnez son adresse à qui tient votre téléphonie."))
    return redirect("campaigns:intake", campaign.pk)


@require_POST
def remove_folder(request: Request, pk: int) -> HttpResponse:
    folder = get_object_or_404(WatchedFolder.objects.visible_to(request.user), pk=pk)
    watched.remove_folder(folder)
    messages.success(request, _("Le dossier n’est plus lu. Ce qui y reste est à effacer par qui tient votre téléphonie."))
    return redirect("campaigns:intake", folder.campaign_id)


@require_POST
@never_cache
def make_token(request: Request, pk: int) -> HttpResponse:
    """The answer shows the token, once: there is no address to come back to."""
    campaign = led_or_404(request, pk)
    form = TokenForm(request.POST, campaign=campaign)
    if campaign.state != Campaign.State.OPEN:
        messages.warning(request, _("Cette campagne n’est pas ouverte."))
        return redirect("campaigns:intake", campaign.pk)
    if not form.is_valid():
        return page(request, campaign, 400, token_form=form)
    _token, secret = deposit_tokens.make(campaign, request.user, **form.cleaned_data)
    return page(request, campaign, secret=secret)


@require_POST
def revoke_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(DepositToken.objects.visible_to(request.user).select_related("campaign", "made_by"), pk=pk)
    if deposit_tokens.revoke(token, request.user):
        messages.success(request, _("Le jeton est révoqué. Plus rien n’entre par lui."))
    return redirect("campaigns:intake", token.campaign_id)
