from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access, imports
from accounts.forms import RosterUploadForm
from accounts.limits import limited
from accounts.models import RosterImport, RosterLine
from accounts.requests import Request
from accounts.roster.columns import COLUMNS
from accounts.roster.report import report
from accounts.views.scope import chosen
from documents.tables import csv_response, xlsx_response

PAGE_SIZE = 50
STEPS = {RosterImport.State.CHECKING: 1, RosterImport.State.CHECKED: 2, RosterImport.State.APPLYING: 3, RosterImport.State.APPLIED: 4}


def roster_imports(request: Request) -> HttpResponse:
    organisations = access.organisations_whose_people_one_manages(request.user)
    organisation = chosen(request, organisations)
    form = RosterUploadForm(request.POST, request.FILES) if request.method == "POST" else RosterUploadForm()
    if request.method == "POST" and form.is_valid():
        return redirect(imports.upload(request.user, organisation, form.cleaned_data["file"]))
    past = organisation.roster_imports.select_related("uploaded_by").defer("content")
    context = {
        "form": form,
        "page": Paginator(past, 20).get_page(request.GET.get("page")),
        "columns": COLUMNS,
        "organisation": organisation,
        "organisations": organisations,
    }
    return render(request, "accounts/roster_imports.html", context, status=400 if form.errors else 200)


@require_safe
def roster_example(request: Request) -> HttpResponse:
    _refuse_who_manages_nobody(request)
    rows = zip(*(column.examples for column in COLUMNS), strict=True)
    return csv_response("exemple-annuaire.csv", [column.name for column in COLUMNS], rows)


def _refuse_who_manages_nobody(request: Request) -> None:
    if not access.organisations_whose_people_one_manages(request.user).exists():
        raise PermissionDenied


def _import(request: Request, pk: int) -> RosterImport:
    _refuse_who_manages_nobody(request)
    return get_object_or_404(RosterImport.objects.visible_to(request.user).select_related("job", "uploaded_by").defer("content"), pk=pk)


@require_safe
def roster_import(request: Request, pk: int) -> HttpResponse:
    found = _import(request, pk)
    counts = found.counts()
    # What is to be corrected comes first.
    verdict = request.GET.get("resultat", RosterLine.Verdict.ERROR if counts[RosterLine.Verdict.ERROR] else "")
    if verdict not in RosterLine.Verdict.values:
        verdict = ""
    lines = found.lines.filter(verdict=verdict) if verdict else found.lines.all()
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "roster_import": found,
        "counts": [(value, RosterLine(verdict=value).outcome(found.state), counts[value]) for value in RosterLine.Verdict.values],
        "to_apply": counts[RosterLine.Verdict.CREATE] + counts[RosterLine.Verdict.UPDATE],
        "errors": counts[RosterLine.Verdict.ERROR],
        "verdict": verdict,
        "page": page,
        "lines": [(line, line.outcome(found.state)) for line in page],
        "step": STEPS.get(RosterImport.State(found.state), 0),
        "steps": [_("Vérification"), _("Confirmation"), _("Enregistrement")],
        "crumbs": [(_("Importations"), reverse("accounts:roster_imports")), (found.file_name, "")],
    }
    return render(request, "accounts/roster_import.html", context)


@require_POST
def confirm_roster_import(request: Request, pk: int) -> HttpResponse:
    found = _import(request, pk)
    if not imports.confirm(found, request.user):
        messages.warning(request, _("Cet import n’attend plus de confirmation."))
    return redirect(found)


@require_POST
def abandon_roster_import(request: Request, pk: int) -> HttpResponse:
    found = _import(request, pk)
    if imports.abandon(found):
        messages.success(request, _("Import abandonné : rien n’a changé dans l’annuaire."))
    else:
        messages.warning(request, _("Cet import n’attend plus de confirmation."))
    return redirect(found)


@require_POST
def resume_roster_import(request: Request, pk: int) -> HttpResponse:
    found = _import(request, pk)
    if not imports.resume(found, request.user):
        messages.warning(request, _("Cet import n’est pas arrêté."))
    return redirect(found)


@require_POST
def erase_roster_import(request: Request, pk: int) -> HttpResponse:
    found = _import(request, pk)
    if not imports.erase(found):
        messages.warning(request, _("Cet import n’est pas fini : abandonnez-le d’abord."))
        return redirect(found)
    messages.success(request, _("Le rapport est effacé. L’annuaire reste comme il est."))
    return redirect("accounts:roster_imports")


@require_safe
@limited("export")
def roster_report(request: Request, pk: int, kind: str) -> HttpResponse:
    found = _import(request, pk)
    header, rows = report(found)
    if kind == "xlsx":
        return xlsx_response(f"rapport-import-{pk}.xlsx", _("Rapport"), header, rows)
    return csv_response(f"rapport-import-{pk}.csv", header, rows)
