from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from background.models import Job
from background.sentences import sentence


@require_safe
@never_cache
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a job is: a page by itself, or what a page that shows the job asks for again and again.

    Once the job is over, the answer makes that page load again, so that it shows the result.
    """
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if not getattr(request, "htmx", False):
        return render(request, "background/status.html", {"job": job})
    if "aloud" in request.GET:
        return HttpResponse(escape(f"{job.percent} %. {sentence(job)}"))
    response = render(request, "background/_job_now.html", {"job": job})
    if job.finished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    job.cancel()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(came_from)
    return redirect("background:status", pk=job.pk)
