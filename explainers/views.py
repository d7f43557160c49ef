from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.limits import limited
from explainers.access import may_write
from explainers.forms import ExplainerFilter
from explainers.models import ExplainerIndexPage, ExplainerPage

PER_PAGE = 20


@login_not_required
@require_safe
@limited("search")
def explainers(request: HttpRequest) -> HttpResponse:
    """Published explainers, by the caller's words or by what happens to them."""
    form = ExplainerFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    pages = ExplainerPage.objects.readable().matching(asked.get("mots") or "")
    if asked.get("moment"):
        pages = pages.about(asked["moment"])
    page = Paginator(pages, PER_PAGE).get_page(request.GET.get("page"))
    index = ExplainerIndexPage.objects.first() if may_write(request.user) else None
    return render(request, "explainers/list.html", {"form": form, "page": page, "filtered": any(asked.values()), "write_under": index})
