"""Who leads a campaign declares the calls that its agents answered, so that only a share of them is recorded."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.requests import Request
from call_review import calls_taken
from call_review.intake_views import led_or_404
from call_review.table_forms import TableForm
from documents.tables import csv_response


class CallsTakenForm(TableForm):
    label = gettext_lazy("Tableau des appels pris")
    help_text = gettext_lazy("Un CSV de 5 Mo au plus : une ligne par agent et par semaine.")
    sentences = calls_taken.SENTENCES


def calls_taken_page(request: Request, pk: int) -> HttpResponse:
    campaign = led_or_404(request, pk)
    form, report = CallsTakenForm(None), None
    if request.method == "POST":
        form = CallsTakenForm(request.POST, request.FILES)
        report = form.taken(partial(calls_taken.take, campaign))
    if report and report.taken:
        said = ngettext("%(counter)s semaine d’agent est enregistrée.", "%(counter)s semaines d’agents sont enregistrées.", report.taken)
        messages.success(request, said % {"counter": report.taken})
    context = {
        "campaign": campaign,
        "form": form,
        "coverage": calls_taken.coverage(campaign),
        "crumbs": [
            (_("Campagnes d’écoute"), reverse("campaigns:campaigns")),
            (campaign.name, campaign.get_absolute_url()),
            (_("Appels pris"), ""),
        ],
    }
    return render(request, "call_review/calls_taken.html", context | form.faults(report), status=400 if form.errors else 200)


@require_safe
@limited("export")
def example(request: Request, pk: int) -> HttpResponse:
    """A table to fill in: one line an agent of the campaign, for the week that is over."""
    campaign = led_or_404(request, pk)
    rows = [(agent.email, calls_taken.last_week(), "") for agent in campaign.population().order_by("filed_as", "pk")]
    return csv_response("appels-pris.csv", calls_taken.COLUMNS, rows)
