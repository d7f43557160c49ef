"""Certifications: what human resources define, change before anyone holds it, and close."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.requests import Request
from careers import access, definitions
from careers.errors import CareersError, NameTaken
from careers.forms import CertificationForm
from careers.models import Award, Certification


def _seen_or_404(request: Request, pk: int) -> Certification:
    return get_object_or_404(Certification.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _crumbs(title: str, certification: Certification | None = None) -> list[tuple[str, str]]:
    between = [(certification.name, certification.get_absolute_url())] if certification else []
    return [(_("Certifications"), reverse("careers:certifications")), *between, (title, "")]


@require_safe
def certifications(request: Request) -> HttpResponse:
    if not access.certifies(request.user):
        raise Http404
    return render(request, "careers/certifications.html", {"rows": Certification.objects.visible_to(request.user).with_counts()})


@require_safe
def certification(request: Request, pk: int) -> HttpResponse:
    found = _seen_or_404(request, pk)
    awards = Award.objects.filter(certification=found).standing()
    context = {
        "certification": found,
        "courses": found.courses.order_by("title", "pk"),
        "teams": list(found.teams.all()),
        "valid": awards.valid().count(),
        "expiring": awards.expiring().count(),
        "held": found.is_held,
        "crumbs": _crumbs(found.name),
    }
    return render(request, "careers/certification.html", context)


def new_certification(request: Request) -> HttpResponse:
    organisation = access.organisations_certified_by(request.user).order_by("name").first()
    if organisation is None:
        raise Http404
    return _edit(request, organisation, Certification(), _("Nouvelle certification"))


def edit_certification(request: Request, pk: int) -> HttpResponse:
    found = _seen_or_404(request, pk)
    if found.closed_at or found.is_held:
        return _settled(request, found)
    return _edit(request, found.organisation, found, _("Modifier"))


def _edit(request: Request, organisation: Organisation, edited: Certification, title: str) -> HttpResponse:
    crumbs = _crumbs(title, edited if edited.pk else None)
    form = CertificationForm(request.POST or None, instance=edited, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            saved = definitions.save(form)
        except NameTaken:
            form.add_error("name", _("Une certification ouverte porte déjà ce nom. Choisissez-en un autre."))
        except CareersError:
            return _settled(request, edited)
        else:
            messages.success(
                request, _("La certification est enregistrée. Qui a terminé ses cours reçoit son certificat d’ici une minute.")
            )
            return redirect(saved)
    context = {"form": form, "title": title, "crumbs": crumbs, "organisation": organisation}
    return render(request, "careers/certification_form.html", context, status=400 if form.errors else 200)


def _settled(request: Request, found: Certification) -> HttpResponse:
    messages.warning(request, _("Cette certification est close ou déjà délivrée : ce qu’elle atteste ne change plus. Créez-en une autre."))
    return redirect("careers:certification", found.pk)


@require_POST
def close_certification(request: Request, pk: int) -> HttpResponse:
    found = _seen_or_404(request, pk)
    if definitions.close(found):
        messages.success(request, _("La certification est close. Les certificats délivrés restent valables jusqu’à leur terme."))
    else:
        messages.warning(request, _("Cette certification est déjà close."))
    return redirect(found)
