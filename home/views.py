from __future__ import annotations

import datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.models import Role
from accounts.requests import Request
from home import dashboards
from home import search as searching
from home.models import InformationPage
from theme import vendored

LONGEST_QUERY = 200
ACCESSIBILITY_DECLARED_ON = datetime.date(2026, 11, 24)
"""To be changed whenever what home/accessibility.html says changes."""


@require_safe
def dashboard(request: Request) -> HttpResponse:
    return render(request, "home/dashboard.html", {"today": timezone.localdate(), **dashboards.dashboard(request.user)})


@login_not_required
@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Everything one may see that answers some words. htmx asks again while they are typed, and gets the answers alone."""
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip()
    groups = searching.search(request.user, query)
    context = {"query": query, "groups": groups, "count": sum(len(group.found) for group in groups)}
    template = "home/_found.html" if request.headers.get("HX-Request") else "home/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(
        request, "home/accessibility.html", {"declared_on": ACCESSIBILITY_DECLARED_ON, "axe_version": vendored.version("axe-core")}
    )


@login_not_required
@require_safe
def information(request: HttpRequest, slug: str) -> HttpResponse:
    """A lasting address for the pages that the frame of the portal links to, wherever editors put them."""
    page = get_object_or_404(InformationPage.objects.live(), slug=slug)
    address = page.get_url(request)
    if address is None:  # an editor moved it out of the site
        raise Http404
    return redirect(address)


class GalleryForm(forms.Form):
    """One field of each kind, for the gallery of components."""

    title = forms.CharField(
        label=_("Intitulé"), help_text=_("Ce que l’usager demande, avec ses mots."), initial=_("Ma carte grise n’arrive pas")
    )
    review = forms.DateField(
        label=_("À revoir avant le"), error_messages={"invalid": _("Le 30 février n’existe pas. Par exemple : 28/02/2027.")}
    )
    password = forms.CharField(label=_("Mot de passe"), widget=forms.PasswordInput)
    answer = forms.ChoiceField(
        label=_("Réponse"), choices=[("y", _("Oui")), ("p", _("En partie")), ("n", _("Non"))], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label=_("Nature"), choices=[("a", _("Procédure")), ("b", _("Règle"))])
    text = forms.CharField(label=_("Deux lignes"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agree = forms.BooleanField(label=_("J’ai lu la consigne"), required=False)


class OtherGalleryForm(forms.Form):
    """Choices drawn as cards and as segments, and a filter."""

    kind = forms.ChoiceField(
        label=_("Nature"), choices=[("a", _("Procédure")), ("b", _("Règle"))], widget=forms.RadioSelect, help_text=_("Une seule.")
    )
    rating = forms.ChoiceField(
        label=_("Réponse"), choices=[("y", _("Oui")), ("p", _("En partie")), ("n", _("Non"))], widget=forms.RadioSelect, initial="p"
    )
    words = forms.CharField(label=_("Nom"), required=False)


GALLERY_TURNS = [
    {
        "speaker": "agent",
        "start": 1,
        "text": "",
        "words": [{"text": "Bonjour, Claire à votre écoute.", "probability": 0.9}],
    },
    {
        "speaker": "caller",
        "start": 6,
        "text": "",
        "words": [{"text": "C’est le dossier", "probability": 0.9}, {"text": "4127", "probability": 0.3}],
    },
]


@require_safe
def gallery(request: Request) -> HttpResponse:
    """Every component on one page: what designers look at and browser tests check."""
    if not (request.user.holds(Role.ADMINISTRATOR) or request.user.is_superuser):
        raise PermissionDenied
    form = GalleryForm({"title": "Ma carte grise n’arrive pas", "review": "30/02/2027", "password": "x", "answer": "y", "kind": "a"})
    context = {
        "form": form,
        "other": OtherGalleryForm(prefix="other"),
        "page_of_people": Paginator(range(30), 10).page(2),
        "turns": GALLERY_TURNS,
        "steps": [_("Choisir"), _("Vérifier"), _("Publier")],
        "crumbs": [(_("Accueil"), "/"), (_("Composants"), "")],
    }
    return render(request, "home/gallery.html", context)
