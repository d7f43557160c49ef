"""What the data protection officer sees: how long calls are kept, what went, who reached what. No call is heard or read from here.

For every other role these pages do not exist (404).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access_log import MONTHS_KEPT
from accounts.limits import limited
from accounts.models import AccessCheck, AccessEntry, Organisation
from accounts.requests import Request
from background.models import Job
from background.periodic import next_time
from call_review import access, accesses, caller_requests, eliminations, purge, recordings, register, retention
from call_review.campaign_views import STATE_TONES
from call_review.models import Campaign, Elimination, Purge
from call_review.protection_forms import AccessFilter, CallerRequest, EliminationFilter
from documents.downloads import download
from documents.pdf import pdf_response
from documents.tables import csv_response, xlsx_response

PAGE_SIZE = 25
SHOWN = 6
"""Bordereaux of the last purge on the page of retention: the others are in their list."""


def protected_or_404(request: Request) -> QuerySet[Organisation]:
    organisations = access.organisations_protected_by(request.user)
    if not organisations.exists():
        raise Http404
    return organisations


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Protection des données"), reverse("protection:retention")), (title, "")]


def _exported(kind: str, name: str, title: str, content: tuple[list[str], list[list[Any]]]) -> HttpResponse:
    header, rows = content
    return xlsx_response(f"{name}.xlsx", title, header, rows) if kind == "xlsx" else csv_response(f"{name}.csv", header, rows)


# --- Retention


@require_safe
def retention_page(request: Request) -> HttpResponse:
    organisations, now = protected_or_404(request), timezone.now()
    page = Paginator(retention.campaigns(organisations, request.GET.get("tri", "")), PAGE_SIZE).get_page(request.GET.get("page"))
    last = Purge.objects.exclude(ended_at=None).first()
    job = Job.objects.filter(kind=purge.KIND).order_by("-created_at").first()
    went = list(Elimination.objects.visible_to(request.user).filter(purge=last).select_related("campaign")) if last else []
    context = {
        "figures": retention.figures(organisations, now),
        "page": page,
        "rows": [(campaign, STATE_TONES[Campaign.State(campaign.state)]) for campaign in page],
        "last": last,
        "went": went[:SHOWN],
        "more": len(went[SHOWN:]),
        "next_time": next_time(purge.KIND),
        "now": now,
        "job": job if job and not job.finished else None,
        "failed": job if job and job.state == Job.State.FAILED else None,
        "months_kept": MONTHS_KEPT,
        "days_aside": retention.QUARANTINE_KEPT.days,
    }
    return render(request, "call_review/retention.html", context)


@require_POST
def purge_now(request: Request) -> HttpResponse:
    protected_or_404(request)
    if purge.launch(request.user):
        messages.success(request, _("La purge démarre. Ses bordereaux paraîtront ici quand elle sera finie."))
    else:
        messages.info(request, _("Une purge est déjà en cours. Ses bordereaux paraîtront ici."))
    return redirect("protection:retention")


@require_safe
@limited("export")
def register_export(request: Request, kind: str) -> HttpResponse:
    return download(f"registre.{kind}", register.TYPES[kind], register.exported(protected_or_404(request), kind))


# --- Bordereaux


def _elimination_filter(request: Request) -> EliminationFilter:
    form = EliminationFilter(request.GET, organisations=protected_or_404(request))
    form.is_valid()
    return form


@require_safe
def elimination_list(request: Request) -> HttpResponse:
    form = _elimination_filter(request)
    page = Paginator(eliminations.found(request.user, form), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": request.GET.urlencode(), "crumbs": _crumbs(_("Bordereaux d’élimination"))}
    return render(request, "call_review/eliminations.html", context)


@require_safe
@limited("export")
def elimination_export(request: Request, kind: str) -> HttpResponse:
    content = eliminations.table(eliminations.found(request.user, _elimination_filter(request)))
    return _exported(kind, "bordereaux", _("Bordereaux d’élimination"), content)


@require_safe
@limited("export")
def elimination_pdf(request: Request, pk: int) -> HttpResponse:
    one = get_object_or_404(Elimination.objects.visible_to(request.user).select_related("campaign", "organisation"), pk=pk)
    return pdf_response(f"bordereau-{one.number}.pdf", eliminations.pdf(one, get_language() or "fr"))


# --- The access log


def _access_filter(request: Request) -> AccessFilter:
    form = AccessFilter(request.GET, organisations=protected_or_404(request))
    form.is_valid()
    return form


@require_safe
def access_list(request: Request) -> HttpResponse:
    protected_or_404(request)
    accesses.note(request.user, AccessEntry.Act.SEARCH)
    form = _access_filter(request)
    page = Paginator(accesses.entries(request.user, form), PAGE_SIZE * 2).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(entry, *accesses.about(entry)) for entry in page],
        "query": request.GET.urlencode(),
        "months_kept": MONTHS_KEPT,
        "check": AccessCheck.objects.first(),
        "crumbs": _crumbs(_("Consultations")),
    }
    return render(request, "call_review/accesses.html", context)


@require_safe
@limited("export")
def access_export(request: Request, kind: str) -> HttpResponse:
    protected_or_404(request)
    accesses.note(request.user, AccessEntry.Act.DOWNLOAD)
    content = accesses.table(accesses.entries(request.user, _access_filter(request)))
    return _exported(kind, "consultations", _("Consultations"), content)


# --- What a caller asks for


@require_safe
@limited("search")
def caller_request_page(request: Request) -> HttpResponse:
    form = CallerRequest(request.GET or None, organisations=protected_or_404(request))
    context: dict[str, Any] = {"form": form, "page": None, "query": request.GET.urlencode(), "crumbs": _crumbs(_("Demande d’un usager"))}
    if form.is_valid():
        accesses.note(request.user, AccessEntry.Act.SEARCH, caller_requests.SEARCHED)
        context["page"] = Paginator(caller_requests.found(request.user, form), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "call_review/caller_requests.html", context)


@require_POST
def erase_for_caller(request: Request, key: uuid.UUID) -> HttpResponse:
    call = get_object_or_404(access.recordings_protected_by(request.user).select_related("campaign", "agent"), key=key)
    back = redirect(f"{reverse('protection:caller_requests')}?{request.GET.urlencode()}")
    if "verifie" not in request.POST:
        messages.warning(request, _("Rien n’est effacé. Confirmez d’abord que la demande vient de la personne qui a appelé."))
        return back
    done = recordings.erase_for_caller(call)
    if done is recordings.Withdrawal.BYTES_LATER:
        messages.success(request, _("L’appel n’existe plus pour personne. Le son sera effacé dès que le magasin des fichiers répondra."))
    elif done:
        messages.success(request, _("L’appel est effacé, avec tout ce qui en était gardé. Son bordereau est dans la liste."))
    else:
        messages.info(request, _("Cet appel venait d’être effacé."))
    return back
