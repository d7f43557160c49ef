"""What agents see: raising a concern, following their own, reading the answers of the organisation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import notices
from accounts.requests import Request
from explainers.models import ExplainerPage
from feedback import access, concerns
from feedback.forms import AnswersFilter, ConcernForm, doubts
from feedback.models import Concern
from feedback.models.concern import ANSWER_MOST

PAGE_SIZE = 20
OWN_SHOWN = 10
LONGEST_KEY = 9
KIND_ICONS = {
    Concern.Kind.PROCEDURE: "signpost-split",
    Concern.Kind.RULE: "bank",
    Concern.Kind.INFORMATION: "file-earmark-x",
    Concern.Kind.TOOL: "tools",
    Concern.Kind.OTHER_SERVICE: "arrow-left-right",
}
SCRIPT = "X-Unsent"
"""The header of static/js/unsent.js, which wants to know where to go and stays on the page."""


def new_concern(request: Request) -> HttpResponse:
    origin = access.origin_of(request.user)
    if origin is None:
        raise Http404
    explainer = _explainer(request.GET.get("fiche", ""))
    form = ConcernForm(request.POST or None, explainer=explainer)
    if request.method == "POST" and form.is_valid():
        concern = concerns.raise_concern(request.user, origin, form.report)
        messages.success(request, _("C’est envoyé. Une notification vous dira chaque étape, puis la réponse."))
        return JsonResponse({"url": concern.get_absolute_url()}) if SCRIPT in request.headers else redirect(concern)
    context = {
        "form": form,
        "explainer": explainer,
        "kinds": [(choice, KIND_ICONS[Concern.Kind(choice.data["value"])]) for choice in form["kind"]],
        "within": concerns.ANSWER_WITHIN,
    }
    return render(request, "feedback/new.html", context, status=400 if form.errors else 200)


def _explainer(key: str) -> ExplainerPage | None:
    """The published explainer that the agent was reading, if the address names one."""
    if not (key.isascii() and key.isdigit()) or len(key) > LONGEST_KEY:
        return None
    return ExplainerPage.objects.readable().filter(pk=int(key)).first()


@require_POST
def check(request: Request) -> HttpResponse:
    """What resembles personal data in a text being typed. Nothing of it is kept."""
    if not (access.raises(request.user) or access.answers(request.user)):
        raise Http404
    found = doubts(request.POST.get("text", "")[:ANSWER_MOST], access.agent_may_keep)
    return render(request, "feedback/_typed.html", {"doubts": [doubt for _one, doubt in found]})


@require_safe
def own_concerns(request: Request) -> HttpResponse:
    if not access.raises(request.user):
        raise Http404
    form = AnswersFilter(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    answered = Concern.objects.readable_answers(request.user).filtered(asked).order_by("-published_at", "-pk").with_subjects()
    own = Concern.objects.filter(raised_by=request.user).filtered(asked).with_subjects()
    context = {
        "form": form,
        "filtered": any(asked.values()),
        "own": Paginator(own, OWN_SHOWN).get_page(request.GET.get("miens")),
        "answers": Paginator(answered, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "feedback/own.html", context)


@require_safe
def concern_page(request: Request, key: uuid.UUID) -> HttpResponse:
    concern = get_object_or_404(Concern.objects.visible_to(request.user).with_subjects(), key=key)
    mine = concern.raised_by_id == request.user.pk
    if mine:
        notices.mark_read(request.user, url=concern.get_absolute_url())
    answers = access.answers_this(request.user, concern)
    context = {
        "concern": concern,
        "mine": mine,
        "answers": answers,
        "is_owner": answers and concern.taken_by_id == request.user.pk,
        "shows_answer": not concern.is_open and (mine or answers or concern.state == Concern.State.ANSWERED),
        "events": list(concern.events.select_related("by")) if mine or answers else [],
        "crumbs": crumbs(request, concern.get_kind_display()),
    }
    return render(request, "feedback/concern.html", context)


def crumbs(request: Request, *titles: str, concern: Concern | None = None) -> list[tuple[str, str]]:
    """From the list that the person knows."""
    first = (_("Signalements"), reverse("feedback:mine" if access.raises(request.user) else "feedback:board"))
    between = [(concern.get_kind_display(), concern.get_absolute_url())] if concern else []
    return [first, *between, *((title, "") for title in titles)]
