from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import Request
from courses import access, assigning
from courses.errors import AlreadyAssigned
from courses.forms import AssignmentForm
from courses.models import Assignment

PER_PAGE = 20


def assignments(request: Request) -> HttpResponse:
    """What was asked of whom, and the form that asks."""
    if not access.may_assign(request.user):
        raise PermissionDenied
    form = AssignmentForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid() and _assigned(request, form):
        return redirect("courses:assignments")
    rows = Assignment.objects.visible_to(request.user).live().counted().select_related("course", "organisation", "team")
    context = {
        "form": form,
        "several": form.several,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": [(_("Cours"), reverse("courses:catalogue")), (_("Affectations"), "")],
    }
    return render(request, "courses/assignments.html", context, status=400 if form.errors else 200)


def _assigned(request: Request, form: AssignmentForm) -> bool:
    data = form.cleaned_data
    organisation, team = form.targets[data["target"]]
    try:
        assigning.assign(form.courses[data["course"]], organisation, team, data["due_on"], request.user)
    except AlreadyAssigned:
        form.add_error("target", _("Ce cours est déjà demandé à ces personnes. Retirez d’abord cette affectation de la liste."))
        return False
    messages.success(request, _("Le cours paraît sur l’accueil des personnes concernées, avec sa date."))
    return True


@require_POST
def withdraw_assignment(request: Request, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    if assigning.withdraw(assignment):
        messages.success(request, _("L’affectation est retirée. Ce qui est commencé ou terminé reste à chaque personne."))
    else:
        messages.warning(request, _("Cette affectation était déjà retirée."))
    return redirect("courses:assignments")
