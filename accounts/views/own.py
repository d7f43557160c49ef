"""What belongs to the reader: account, absences, notifications."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import notices, security
from accounts.forms import PreferencesForm
from accounts.models import Notification, SecurityEvent
from accounts.proconnect import admission
from accounts.requests import Request
from documents.calendars import Event, calendar_response

PAGE_SIZE = 25
A_YEAR = 365 * 24 * 3600


def my_account(request: Request) -> HttpResponse:
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form.changed_data)
        translation.activate(form.instance.language)
        messages.success(request, _("Vos préférences sont enregistrées."))
        response = redirect("accounts:my_account")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, form.instance.language, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        return response
    leaves = request.user.leaves.filter(last_day__gte=timezone.localdate())
    return render(request, "accounts/my_account.html", {"form": form, "leaves": leaves}, status=400 if form.errors else 200)


@require_safe
def my_leaves(request: Request) -> HttpResponse:
    events = [
        Event(uid=f"leave-{leave.pk}@vigie", summary=_("Absence"), start=leave.first_day, end=leave.last_day)
        for leave in request.user.leaves.all()
    ]
    return calendar_response("mes-absences.ics", _("Mes absences"), events)


@require_safe
def my_security(request: Request) -> HttpResponse:
    events = SecurityEvent.objects.of(request.user).select_related("by").prefetch_related("organisations")
    context = {
        "page": Paginator(events, PAGE_SIZE).get_page(request.GET.get("page")),
        "identity": admission.identity_of(request.user),
        "months_kept": security.MONTHS_KEPT,
        "crumbs": [(_("Mon compte"), reverse("accounts:my_account")), (_("Connexions et sécurité"), "")],
    }
    return render(request, "accounts/my_security.html", context)


@require_safe
def notifications(request: Request) -> HttpResponse:
    page = Paginator(Notification.objects.visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/notifications.html", {"page": page, "unread": notices.unread_count(request.user)})


@require_POST
def read_notification(request: Request, pk: int) -> HttpResponse:
    """Opens what the notification is about, if it is about a page."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    notices.mark_read(request.user, pk)
    if notification.url and url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None):
        return redirect(notification.url)
    return redirect("accounts:notifications")


@require_POST
def read_all_notifications(request: Request) -> HttpResponse:
    notices.mark_read(request.user)
    messages.success(request, _("Tout est marqué comme lu."))
    return redirect("accounts:notifications")


@require_safe
def my_address(request: Request) -> HttpResponse:
    """Stands where allauth would let people change their address: here the roster does."""
    return render(request, "account/email.html")
