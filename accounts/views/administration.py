"""The organisation, its teams, what was done to its accounts, the delivery log: for those who administer it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access, notices, organisations, people, security
from accounts.errors import TeamInUse
from accounts.forms import OrganisationForm, TeamForm
from accounts.models import Delivery, Role, SecurityEvent, Team
from accounts.models.notification import DeliveryQuerySet
from accounts.proconnect import provider
from accounts.requests import Request
from accounts.views.scope import chosen

PAGE_SIZE = 50


def teams(request: Request) -> HttpResponse:
    organisations = access.organisations_administered_by(request.user)
    organisation = chosen(request, organisations)
    form = TeamForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("L’équipe est créée."))
        return redirect(request.get_full_path())
    lasting = Q(posts__ended_on=None) | Q(posts__ended_on__gte=timezone.localdate())
    found = organisation.teams.annotate(members=Count("posts__user", filter=lasting, distinct=True))
    context = {"form": form, "teams": found, "organisation": organisation, "organisations": organisations}
    return render(request, "accounts/teams.html", context, status=400 if form.errors else 200)


def _team(request: Request, pk: int) -> Team:
    organisations = access.organisations_administered_by(request.user)
    if not organisations.exists():
        raise PermissionDenied
    return get_object_or_404(Team, pk=pk, organisation__in=organisations)


def team(request: Request, pk: int) -> HttpResponse:
    found = _team(request, pk)
    name = found.name
    form = TeamForm(request.POST if request.method == "POST" else None, instance=found, organisation=found.organisation)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("L’équipe est renommée."))
        return redirect("accounts:teams")
    context = {
        "form": form,
        "name": name,
        "team": found,
        "in_use": Team.objects.filter(pk=pk).in_use().exists(),
        "crumbs": [(_("Équipes"), reverse("accounts:teams")), (name, "")],
    }
    return render(request, "accounts/team.html", context, status=400 if form.errors else 200)


@require_POST
def delete_team(request: Request, pk: int) -> HttpResponse:
    try:
        people.delete_team(_team(request, pk))
    except TeamInUse:
        messages.error(request, _("Cette équipe a encore des membres. Déplacez-les d’abord."))
        return redirect("accounts:team", pk=pk)
    messages.success(request, _("L’équipe est supprimée."))
    return redirect("accounts:teams")


def organisation(request: Request) -> HttpResponse:
    """The number by which ProConnect knows it."""
    administered = access.organisations_administered_by(request.user)
    found = chosen(request, administered)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            organisations.set_siret(found, form.cleaned_data["siret"] or "", request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Le SIRET est enregistré."))
            return redirect(request.get_full_path())
    context = {
        "form": form,
        "organisation": found,
        "organisations": administered,
        "proconnect": provider.is_configured(),
        "crumbs": [(_("Équipes"), reverse("accounts:teams")), (_("Organisation"), "")],
    }
    return render(request, "accounts/organisation.html", context, status=400 if form.errors else 200)


@require_safe
def security_log(request: Request) -> HttpResponse:
    if not access.organisations_with_role(request.user, Role.ADMINISTRATOR, Role.DPO).exists():
        raise PermissionDenied
    found = SecurityEvent.objects.followed_by(request.user).select_related("person", "by").prefetch_related("organisations")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/security_log.html", {"page": page, "months_kept": security.MONTHS_KEPT})


def _deliveries(request: Request) -> DeliveryQuerySet:
    if not access.organisations_administered_by(request.user).exists():
        raise PermissionDenied
    return Delivery.objects.visible_to(request.user)


@require_safe
def deliveries(request: Request) -> HttpResponse:
    state = request.GET.get("etat", "")
    found = _deliveries(request).select_related("notification__recipient")
    if state in Delivery.State.values:
        found = found.filter(state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/deliveries.html", {"page": page, "states": Delivery.State.choices, "state": state})


@require_POST
def send_again(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(_deliveries(request).select_related("notification__recipient"), pk=pk)
    if notices.send_again(delivery):
        messages.success(request, _("L’e-mail repart vers %(email)s.") % {"email": delivery.notification.recipient.email})
    else:
        messages.warning(request, _("Cet e-mail est déjà en route, ou déjà parti."))
    return redirect("accounts:deliveries")
