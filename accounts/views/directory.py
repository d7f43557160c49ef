from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access
from accounts import directory as lists
from accounts.forms import DirectoryFilter
from accounts.limits import limited
from accounts.models import Organisation
from accounts.requests import Request
from documents.tables import csv_response, xlsx_response

PAGE_SIZE = 25


def _filter(request: Request) -> tuple[DirectoryFilter, dict, bool]:
    manages = access.organisations_whose_people_one_manages(request.user).exists()
    known = Organisation.objects.filter(pk__in=access.organisations_known_to(request.user))
    form = DirectoryFilter(request.GET, organisations=known, manages=manages)
    form.is_valid()
    return form, form.cleaned_data, manages


@require_safe
@limited("search")
def directory(request: Request) -> HttpResponse:
    form, filters, manages = _filter(request)
    page = Paginator(lists.people(request.user, filters), PAGE_SIZE).get_page(request.GET.get("page"))
    filtered = any(value for name, value in filters.items() if name != "tri")
    context = {"form": form, "page": page, "manages": manages, "filtered": filtered, "query": request.GET.urlencode()}
    return render(request, "accounts/directory.html", context)


@require_safe
@limited("export")
def directory_export(request: Request, kind: str) -> HttpResponse:
    _form, filters, manages = _filter(request)
    if not manages:
        raise PermissionDenied
    header, rows = lists.table(lists.people(request.user, filters))
    if kind == "xlsx":
        return xlsx_response("annuaire.xlsx", _("Annuaire"), header, rows)
    return csv_response("annuaire.csv", header, rows)
