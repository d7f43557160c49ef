"""For strangers: whoever was shown a certificate checks that it says the same here. No account, nothing kept."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from careers import verifying
from careers.forms import VerificationForm
from careers.models import Award
from careers.views import shown


@login_not_required
@require_safe
@limited("verify", asked="q")
def verify_search(request: HttpRequest) -> HttpResponse:
    form = VerificationForm(request.GET if "q" in request.GET else None)
    if form.is_bound and form.is_valid():
        award = verifying.find(form.cleaned_data["q"])
        if award:
            return redirect("careers:verify", award.key)
        form.add_error("q", _("Aucun certificat ne porte ce numéro. Relisez-le sur le document, signe après signe."))
    return _private(render(request, "careers/verify_search.html", {"form": form}, status=400 if form.errors else 200))


@login_not_required
@require_safe
def verify(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    award = get_object_or_404(Award, key=key)
    managed = request.user.is_authenticated and Award.objects.managed_by(request.user).filter(pk=award.pk).exists()
    context = shown(award) | {"now": timezone.now(), "form": VerificationForm(), "managed": managed}
    return _private(render(request, "careers/verify.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Out of search engines and shared caches: the address is for whoever was given it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
