"""The data protection officer says whose calls are never recorded. For every other role these pages do not exist (404)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.models import Organisation, User
from accounts.requests import Request
from accounts.views.scope import chosen
from call_review import protected_agents
from call_review.models import ProtectedAgent
from call_review.protection_views import protected_or_404
from call_review.recording_forms import KnownOne

PAGE_SIZE = 25


class ProtectForm(forms.Form):
    use_required_attribute = False

    person = KnownOne(
        User.objects.none(),
        label=gettext_lazy("Personne"),
        empty_label=gettext_lazy("Choisissez une personne"),
        help_text=gettext_lazy("Parmi celles qui répondent au téléphone aujourd’hui. Aucun motif n’est demandé ni gardé."),
        error_messages={
            "required": gettext_lazy("Choisissez une personne."),
            "invalid_choice": gettext_lazy("Cette personne ne répond pas au téléphone ici, ou elle est déjà écartée."),
        },
    )
    sure = forms.BooleanField(
        label=gettext_lazy("J’ai compris que ses appels déjà enregistrés sont effacés tout de suite"),
        error_messages={"required": gettext_lazy("Cochez cette case : l’effacement ne se défait pas.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = protected_agents.who_may_be(organisation).order_by("filed_as", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


def protected_list(request: Request) -> HttpResponse:
    organisations = protected_or_404(request)
    organisation = chosen(request, organisations)
    form = ProtectForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        _protect(request, organisation, form.cleaned_data["person"])
        return redirect(request.get_full_path())
    seen = ProtectedAgent.objects.visible_to(request.user).filter(organisation=organisation).select_related("user")
    context = {
        "form": form,
        "page": Paginator(seen, PAGE_SIZE).get_page(request.GET.get("page")),
        "organisation": organisation,
        "organisations": organisations,
        "crumbs": [(_("Protection des données"), reverse("protection:retention")), (_("Personnes écartées des écoutes"), "")],
    }
    return render(request, "call_review/protected_agents.html", context, status=400 if form.errors else 200)


def _protect(request: Request, organisation: Organisation, person: User) -> None:
    went = protected_agents.protect(organisation, person, request.user)
    said = [_("%(person)s n’est plus concernée par aucune campagne.") % {"person": person}]
    if went:
        said.append(ngettext("%(counter)s appel est effacé.", "%(counter)s appels sont effacés.", went) % {"counter": went})
    messages.success(request, " ".join(said))


@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    protected = get_object_or_404(ProtectedAgent.objects.visible_to(request.user).select_related("user"), pk=pk)
    protected_agents.release(protected)
    messages.success(request, _("Les campagnes peuvent à nouveau concerner %(person)s.") % {"person": protected.user})
    return redirect("protection:protected_agents")
