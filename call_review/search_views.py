"""Search across the calls that one may open. For whoever may open none, the page does not exist (404)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.models import Role
from accounts.requests import Request
from call_review import search_results, searching
from call_review.search_forms import CallSearch

PAGE_SIZE = 10


@require_safe
@never_cache
@limited("search")
def search(request: Request) -> HttpResponse:
    user = request.user
    if not searching.may_search(user):
        raise Http404
    coaches = user.holds(Role.COACH)
    seen = searching.searchable_by(user)
    form = CallSearch(request.GET, seen=seen, coaches=coaches)
    crumb = _("Appels") if coaches else _("Mes appels")
    context: dict[str, Any] = {
        "form": form,
        "coaches": coaches,
        "found": None,
        "crumbs": [(crumb, reverse("recordings:list")), (_("Chercher"), "")],
    }
    if form.asks_something and form.is_valid():
        searching.note(user)
        context |= results(form, request.GET.get("page"))
        searching.note_read(user, [one.recording for one in context["found"] if one.passages])
    return render(request, "call_review/search.html", context)


def results(form: CallSearch, number: str | None) -> dict[str, Any]:
    """One page of what is found; `more`: there is more than is listed."""
    said = form.cleaned_data
    asked = said["mots"]
    keys = searching.found(searching.narrowed(form.seen, said, form.period("recorded_at")), asked, said.get("tri") or "pertinence")
    page = Paginator(keys[: searching.MOST], PAGE_SIZE).get_page(number)
    return {"page": page, "found": search_results.shown(list(page), asked), "more": len(keys) > searching.MOST, "most": searching.MOST}
