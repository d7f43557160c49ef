"""When calls may be recorded: for agents of the teams concerned, and for whoever follows the campaigns."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.models import Role
from accounts.requests import Request
from call_review import access, calendar
from call_review.campaign_views import STATE_TONES
from call_review.models import Campaign
from documents.calendars import calendar_response


def _announced_or_404(request: Request) -> QuerySet[Campaign]:
    if not (request.user.holds(Role.AGENT) or access.follows_campaigns(request.user)):
        raise Http404
    return Campaign.objects.announced_to(request.user).order_by("first_day", "name", "pk")


@require_safe
def calendar_page(request: Request) -> HttpResponse:
    campaigns = list(_announced_or_404(request))
    follows = access.follows_campaigns(request.user)
    parent = (_("Campagnes d’écoute"), reverse("campaigns:campaigns")) if follows else (_("Notices"), reverse("campaigns:notices"))
    context = {
        "weeks": calendar.weeks(campaigns),
        "campaigns": campaigns,
        "tones": STATE_TONES,
        "follows": follows,
        "crumbs": [parent, (_("Calendrier des écoutes"), "")],
    }
    return render(request, "call_review/calendar.html", context)


@require_safe
@limited("export")
def calendar_file(request: Request) -> HttpResponse:
    return calendar_response("ecoutes.ics", _("Calendrier des écoutes"), calendar.events(_announced_or_404(request)))
