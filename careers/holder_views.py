"""Who holds what, for human resources; and taking a certificate back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.requests import Request
from careers import access, awarding
from careers import holdings as lists
from careers.certificate import TONES
from careers.forms import HoldersFilter, RevocationForm
from careers.models import Award, Certification
from careers.views import shown
from documents.tables import csv_response, xlsx_response

PAGE_SIZE = 25


def _filter(request: Request) -> HoldersFilter:
    if not access.certifies(request.user):
        raise Http404
    form = HoldersFilter(
        request.GET,
        certifications=Certification.objects.visible_to(request.user),
        organisations=access.organisations_certified_by(request.user),
    )
    form.is_valid()
    return form


@require_safe
def holders(request: Request) -> HttpResponse:
    form = _filter(request)
    filters = form.cleaned_data
    page = Paginator(lists.holdings(request.user, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = lists.read(list(page))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, TONES[row.award.state] if row.award else "line") for row in rows],
        "counts": lists.counts(request.user),
        "filtered": any(value for name, value in filters.items() if name != "tri"),
        "query": request.GET.urlencode(),
        "today": timezone.localdate(),
        "organisations": ", ".join(str(one) for one in access.organisations_certified_by(request.user)),
    }
    return render(request, "careers/holders.html", context)


@require_safe
@limited("export")
def holders_export(request: Request, kind: str) -> HttpResponse:
    form = _filter(request)
    header, rows = lists.table(lists.read(list(lists.holdings(request.user, form.cleaned_data))))
    if kind == "xlsx":
        return xlsx_response("certifications.xlsx", _("Certifications"), header, rows)
    return csv_response("certifications.csv", header, rows)


def _managed_or_404(request: Request, key: uuid.UUID) -> Award:
    return get_object_or_404(Award.objects.managed_by(request.user).select_related("holder", "revoked_by"), key=key)


@require_safe
def award(request: Request, key: uuid.UUID) -> HttpResponse:
    return render(request, "careers/award.html", _page(_managed_or_404(request, key), RevocationForm()))


@require_POST
def revoke(request: Request, key: uuid.UUID) -> HttpResponse:
    found = _managed_or_404(request, key)
    form = RevocationForm(request.POST)
    if not form.is_valid():
        return render(request, "careers/award.html", _page(found, form), status=400)
    if awarding.revoke(found, request.user, form.cleaned_data["reason"]):
        messages.success(request, _("Le certificat est révoqué. Qui le vérifie l’apprend dès maintenant ; la personne est prévenue."))
    else:
        messages.warning(request, _("Ce certificat est déjà révoqué."))
    return redirect("careers:award", found.key)


def _page(found: Award, form: RevocationForm) -> dict[str, Any]:
    between = (_("Titulaires"), reverse("careers:holders"))
    return shown(found) | {"form": form, "crumbs": [(_("Certifications"), reverse("careers:certifications")), between, (found.number, "")]}
