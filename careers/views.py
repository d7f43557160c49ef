"""Certificates as their holder sees them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.requests import Request
from careers import awarding
from careers import certificate as document
from careers.models import Award
from careers.prospects import prospects
from courses.models import Completion
from documents.pdf import pdf_response


@require_safe
def mine(request: Request) -> HttpResponse:
    awards = Award.objects.filter(holder=request.user).select_related("organisation")
    context = {"rows": [(award, document.standing(award)) for award in awards], "prospects": prospects(request.user)}
    return render(request, "careers/mine.html", context)


@require_safe
def certificate(request: Request, key: uuid.UUID) -> HttpResponse:
    award = get_object_or_404(Award, holder=request.user, key=key)
    context = shown(award) | {"crumbs": [(_("Mes certificats"), reverse("careers:mine")), (award.content["certification"], "")]}
    return render(request, "careers/certificate.html", context)


@require_safe
@limited("export")
def certificate_pdf(request: Request, key: uuid.UUID) -> HttpResponse:
    award = get_object_or_404(Award.objects.visible_to(request.user), key=key)
    return pdf_response(f"certificat-{award.number}.pdf", document.pdf(award))


@require_POST
def obtain(request: Request, key: uuid.UUID) -> HttpResponse:
    """From the last page of a course: at once what the periodic job would do within a minute."""
    completion = get_object_or_404(Completion, learner=request.user, key=key)
    awards = awarding.award_due(completion)
    if awards:
        return redirect(awards[0])
    same = Award.objects.filter(holder=request.user, certification__courses__completions=completion)
    lasting = same.lasting().first()
    if lasting:
        messages.info(request, _("Vous avez déjà ce certificat, valable jusqu’au %(day)s.") % {"day": document.day(lasting.expires_on)})
        return redirect(lasting)
    messages.info(request, _("Ce cours ne suffit pas encore. La liste dit ce qu’il reste à terminer pour chaque certification."))
    return redirect("careers:mine")


def shown(award: Award) -> dict[str, object]:
    """What every page that shows a certificate draws."""
    return {"award": award, "standing": document.standing(award), "facts": document.facts(award), "courses": document.course_lines(award)}
