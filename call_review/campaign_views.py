from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, Role
from accounts.requests import Request
from call_review import access, calls_taken, campaigns
from call_review.errors import NoLongerDraft, NotReady
from call_review.forms import CampaignForm, NoticeForm
from call_review.models import Acknowledgement, Campaign, Notice

PAGE_SIZE = 20
STATE_TONES = {Campaign.State.DRAFT: "neutral", Campaign.State.OPEN: "info", Campaign.State.CLOSED: "line"}


def _crumbs(title: str, campaign: Campaign | None = None) -> list[tuple[str, str]]:
    between = [(campaign.name, campaign.get_absolute_url())] if campaign else []
    return [(_("Campagnes d’écoute"), reverse("campaigns:campaigns")), *between, (title, "")]


def _led_or_404(request: Request, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.led_by(request.user).select_related("organisation"), pk=pk)


@require_safe
def campaign_list(request: Request) -> HttpResponse:
    if not access.follows_campaigns(request.user):
        raise Http404
    page = Paginator(Campaign.objects.visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(campaign, STATE_TONES[Campaign.State(campaign.state)]) for campaign in page],
        "may_prepare": request.user.holds(Role.COACH),
    }
    return render(request, "call_review/campaigns.html", context)


@require_safe
def campaign_page(request: Request, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    context = {
        "campaign": campaign,
        "tone": STATE_TONES[Campaign.State(campaign.state)],
        "leads": Campaign.objects.led_by(request.user).filter(pk=pk).exists(),
        "missing": [campaigns.PREREQUISITES[name] for name in campaign.missing()] if campaign.state == Campaign.State.DRAFT else [],
        "notice": campaign.current_notice,
        "waiting": campaigns.waiting(campaign) if campaign.state == Campaign.State.OPEN else [],
        "population": campaign.population().count(),
        "coverage": calls_taken.coverage(campaign) if campaign.state != Campaign.State.DRAFT else None,
        "teams": list(campaign.teams.all()),
        "coaches": list(campaign.coaches.all()),
        "crumbs": _crumbs(campaign.name),
    }
    return render(request, "call_review/campaign.html", context)


def new_campaign(request: Request) -> HttpResponse:
    organisation = access.organisations_coached_by(request.user).order_by("name").first()
    if organisation is None:
        raise Http404
    return _edit(request, organisation, Campaign(), _("Nouvelle campagne"))


def edit_campaign(request: Request, pk: int) -> HttpResponse:
    campaign = _led_or_404(request, pk)
    if campaign.state != Campaign.State.DRAFT:
        return _no_longer_draft(request, campaign)
    return _edit(request, campaign.organisation, campaign, _("Modifier"))


def _edit(request: Request, organisation: Organisation, campaign: Campaign, title: str) -> HttpResponse:
    crumbs = _crumbs(title, campaign if campaign.pk else None)
    form = CampaignForm(request.POST or None, instance=campaign, organisation=organisation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(campaigns.save_draft(form, request.user))
        except NoLongerDraft:
            return _no_longer_draft(request, campaign)
    status = 400 if form.errors else 200
    context = {"form": form.without_optional_marks(), "title": title, "crumbs": crumbs, "organisation": organisation}
    return render(request, "call_review/campaign_form.html", context, status=status)


def _no_longer_draft(request: Request, campaign: Campaign) -> HttpResponse:
    messages.warning(request, _("Cette campagne n’est plus en préparation : ce qui a été annoncé reste tel quel."))
    return redirect("campaigns:campaign", campaign.pk)


@require_POST
def open_campaign(request: Request, pk: int) -> HttpResponse:
    campaign = _led_or_404(request, pk)
    try:
        opened = campaigns.open_campaign(campaign)
    except NotReady:
        messages.error(request, _("La campagne ne peut pas encore ouvrir. La liste dit ce qui manque."))
        return redirect(campaign)
    if not opened:
        return _no_longer_draft(request, campaign)
    messages.success(request, _("La campagne est ouverte. Chaque agent concerné est prévenu."))
    return redirect(campaign)


@require_POST
def discard_campaign(request: Request, pk: int) -> HttpResponse:
    campaign = _led_or_404(request, pk)
    if not campaigns.discard(campaign):
        return _no_longer_draft(request, campaign)
    messages.success(request, _("Le brouillon « %(name)s » est supprimé.") % {"name": campaign.name})
    return redirect("campaigns:campaigns")


@require_POST
def close_campaign(request: Request, pk: int) -> HttpResponse:
    campaign = _led_or_404(request, pk)
    if campaigns.close_campaign(campaign):
        messages.success(request, _("La campagne est close."))
    else:
        messages.warning(request, _("Cette campagne n’est pas ouverte."))
    return redirect(campaign)


def publish_notice(request: Request, pk: int) -> HttpResponse:
    campaign = _led_or_404(request, pk)
    last = campaign.current_notice
    form = NoticeForm(request.POST or None, initial={"text": last.text if last else ""})
    if request.method == "POST" and form.is_valid():
        try:
            campaigns.publish_notice(campaign, form.cleaned_data["text"], request.user)
        except NoLongerDraft:
            messages.warning(request, _("Cette campagne est close : sa notice ne change plus."))
        else:
            messages.success(request, _("La notice est publiée."))
        return redirect(campaign)
    context = {"form": form, "campaign": campaign, "crumbs": _crumbs(_("Notice"), campaign)}
    return render(request, "call_review/notice_form.html", context, status=400 if form.errors else 200)


# --- For agents


@require_safe
def notice_list(request: Request) -> HttpResponse:
    if not request.user.holds(Role.AGENT):
        raise Http404
    page = Paginator(Notice.objects.visible_to(request.user).select_related("campaign"), PAGE_SIZE).get_page(request.GET.get("page"))
    read = set(Acknowledgement.objects.filter(agent=request.user, notice__in=list(page)).values_list("notice", flat=True))
    rows = [(notice, notice.pk in read) for notice in page]
    return render(request, "call_review/notices.html", {"page": page, "rows": rows})


def notice_page(request: Request, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("campaign"), pk=pk)
    if request.method == "POST":
        if campaigns.acknowledge(notice, request.user):
            messages.success(request, _("C’est noté : vous avez pris connaissance de cette notice."))
        return redirect(notice)
    context = {
        "notice": notice,
        "campaign": notice.campaign,
        "acknowledgement": notice.acknowledgements.filter(agent=request.user).first(),
        "coaches": list(notice.campaign.coaches.all()),
        "teams": list(notice.campaign.teams.all()),
        "crumbs": [(_("Notices d’information"), reverse("campaigns:notices")), (notice.campaign.name, "")],
    }
    return render(request, "call_review/notice.html", context)
