from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import access, invitations, notices, people, roles, second_factor, security
from accounts.errors import LastAdministrator
from accounts.forms import LeaveForm, PostForm, ReasonForm, RoleForm
from accounts.models import Leave, Organisation, Post, Role, RoleHeld, User
from accounts.proconnect import admission
from accounts.requests import Request

ONLY_ADMINISTRATOR = gettext_lazy("C’est la seule personne qui administre l’organisation. Donnez d’abord ce rôle à quelqu’un d’autre.")


def _person(request: Request, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _managed(request: Request, pk: int) -> tuple[User, Organisation]:
    """The person, and the organisation in which the visitor may change something about the person."""
    person = _person(request, pk)
    organisation = access.organisation_to_manage(request.user, person)
    if organisation is None:
        raise PermissionDenied
    return person, organisation


def _administered(request: Request, pk: int) -> tuple[User, Organisation]:
    person = _person(request, pk)
    organisation = access.organisation_to_administer(request.user, person)
    if organisation is None:
        raise PermissionDenied
    return person, organisation


def _render(request: Request, person: User, *, leave_form: LeaveForm | None = None, role_form: RoleForm | None = None) -> HttpResponse:
    managed = access.organisation_to_manage(request.user, person)
    administered = access.organisation_to_administer(request.user, person)
    may_reset = access.may_reset_ways_in(request.user, person)
    identity = admission.identity_of(person) if may_reset else None
    context: dict[str, Any] = {
        "person": person,
        "posts": access.posts_visible_to(request.user, person),
        "roles": access.roles_visible_to(request.user, person),
        "leaves": person.leaves.filter(last_day__gte=timezone.localdate()) if managed else [],
        "managed": managed,
        "administered": administered,
        "leave_form": (leave_form or LeaveForm()) if managed else None,
        "role_form": (role_form or RoleForm(organisation=administered)) if administered else None,
        "reset_form": ReasonForm() if may_reset and second_factor.has_one(person) else None,
        "identity": identity,
        "unbind_form": ReasonForm(auto_id="id_unbind_%s") if identity else None,
        "may_close": access.may_close_account(request.user, person),
        "crumbs": [(_("Annuaire"), reverse("accounts:directory")), (str(person), "")],
    }
    return render(request, "accounts/person.html", context, status=400 if leave_form or role_form else 200)


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    return _render(request, _person(request, pk))


def edit_post(request: Request, pk: int) -> HttpResponse:
    person, organisation = _managed(request, pk)
    post = person.posts.lasting().filter(organisation=organisation).first() or Post(user=person, organisation=organisation)
    form = PostForm(request.POST if request.method == "POST" else None, instance=post, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error(None, _("Quelqu’un d’autre vient de modifier ce poste. Rechargez la page pour voir ce qu’il est devenu."))
        else:
            messages.success(request, _("Le poste est enregistré."))
            return redirect("accounts:person", pk=pk)
    crumbs = [(_("Annuaire"), reverse("accounts:directory")), (str(person), reverse("accounts:person", args=[pk])), (_("Poste"), "")]
    return render(request, "accounts/post.html", {"form": form, "person": person, "crumbs": crumbs}, status=400 if form.errors else 200)


@require_POST
def add_leave(request: Request, pk: int) -> HttpResponse:
    person, _organisation = _managed(request, pk)
    form = LeaveForm(request.POST, instance=Leave(user=person))
    if not form.is_valid():
        return _render(request, person, leave_form=form)
    form.save()
    messages.success(request, _("L’absence est enregistrée."))
    return redirect("accounts:person", pk=pk)


@require_POST
def remove_leave(request: Request, pk: int, leave: int) -> HttpResponse:
    person, _organisation = _managed(request, pk)
    get_object_or_404(person.leaves, pk=leave).delete()
    messages.success(request, _("L’absence est retirée."))
    return redirect("accounts:person", pk=pk)


@require_POST
def add_role(request: Request, pk: int) -> HttpResponse:
    person, organisation = _administered(request, pk)
    form = RoleForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return _render(request, person, role_form=form)
    role, team = Role(form.cleaned_data["role"]), form.cleaned_data["team"]
    with transaction.atomic():
        roles.grant(person, role, organisation=organisation, team=team, by=request.user)
        title = format_lazy(gettext_lazy("Vous avez un nouveau rôle : {role}"), role=role.label)
        notices.notify(person, "role_given", title, role.lazy_explanation, url=reverse("accounts:my_account"))
    messages.success(request, _("Le rôle est donné, et la personne le sait par une notification."))
    return redirect("accounts:person", pk=pk)


@require_POST
def remove_role(request: Request, pk: int, held: int) -> HttpResponse:
    person, organisation = _administered(request, pk)
    role_held = get_object_or_404(RoleHeld.objects.filter(user=person, organisation=organisation), pk=held)
    try:
        with transaction.atomic():
            roles.revoke(role_held, by=request.user)
            if person != request.user:
                _tell_of_the_role_taken(person, Role(role_held.role))
    except LastAdministrator:
        messages.error(request, ONLY_ADMINISTRATOR)
    else:
        told = _("Le rôle est retiré, et la personne le sait par une notification.")
        messages.success(request, told if person != request.user else _("Le rôle est retiré."))
    return redirect("accounts:person", pk=pk)


def _tell_of_the_role_taken(person: User, role: Role) -> None:
    title = format_lazy(gettext_lazy("Un rôle vous est retiré : {role}"), role=role.label)
    security.tell(person, title, gettext_lazy("Une erreur ? La personne qui administre votre organisation peut vous le rendre."))


@require_POST
def close_account(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if not access.may_close_account(request.user, person):
        raise PermissionDenied
    try:
        people.close_account(person, by=request.user)
    except LastAdministrator:
        messages.error(request, ONLY_ADMINISTRATOR)
    else:
        messages.success(request, _("Le compte est fermé. Vous pouvez le rouvrir ici."))
    return redirect("accounts:person", pk=pk)


@require_POST
def open_account(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    if not access.may_close_account(request.user, person):
        raise PermissionDenied
    people.open_account(person, by=request.user)
    messages.success(request, _("Le compte est de nouveau ouvert."))
    return redirect("accounts:person", pk=pk)


@require_POST
def invite_again(request: Request, pk: int) -> HttpResponse:
    person, organisation = _managed(request, pk)
    if person.has_usable_password() or not person.is_active:
        messages.warning(request, _("Cette personne a déjà un mot de passe, ou son compte est fermé : elle n’a pas besoin d’invitation."))
        return redirect("accounts:person", pk=pk)
    invitations.invite([person], organisation)
    messages.success(request, _("Une invitation part vers %(email)s.") % {"email": person.email})
    return redirect("accounts:person", pk=pk)
