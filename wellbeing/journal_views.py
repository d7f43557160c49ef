"""The pages of the journal: listed, written, read, changed, erased, taken away. A closed one leads to the page that opens it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.limits import limited
from accounts.requests import Request
from wellbeing import access, journal, journal_chart, journal_copy, journal_opening
from wellbeing.journal_discretion import discreet, with_journal
from wellbeing.journal_forms import EntryForm
from wellbeing.journal_key_views import page
from wellbeing.models import Journal, JournalEntry

PAGE_SIZE = 60


@require_safe
@discreet
def home(request: Request) -> HttpResponse:
    own = Journal.objects.visible_to(request.user).first()
    if own is None:
        if not access.may_begin_a_journal(request.user):
            raise Http404
        return render(request, "wellbeing/journal/explained.html")
    key = journal_opening.key_of(request, own)
    if key is None:
        return redirect("journal:open")
    shown = Paginator(journal.read_all(own, key), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"own": own, "entries": shown, "chart": journal_chart.drawn(list(shown)), "minutes": journal_opening.IDLE_SECONDS // 60}
    return render(request, "wellbeing/journal/home.html", context)


@page
@with_journal
def write(request: Request, own: Journal) -> HttpResponse:
    if not own.code_kept:
        return redirect("journal:code")
    key = journal_opening.key_of(request, own)
    if key is None and request.method != "POST":
        return redirect("journal:open")
    form = EntryForm(request.POST if request.method == "POST" else None, closed=key is None)
    if form.is_valid() and (unlocked := key or _tried(request, own, form)):
        journal.write(own, unlocked, form.page, form.cleaned_data["sent_as"] or uuid.uuid4())
        return _saved(request, own, unlocked)
    return render(request, "wellbeing/journal/write.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@with_journal
def entry(request: Request, own: Journal, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(own.entries, key=key)
    unlocked = journal_opening.key_of(request, own)
    if unlocked is None:
        return redirect("journal:open")
    return render(request, "wellbeing/journal/entry.html", {"entry": journal.read(own, unlocked, found)})


@page
@with_journal
def change(request: Request, own: Journal, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(own.entries, key=key)
    unlocked = journal_opening.key_of(request, own)
    if unlocked is None and request.method != "POST":
        return redirect("journal:open")
    form = _change_form(request, own, found, unlocked)
    if form is None:
        return redirect("journal:entry", key=key)
    if form.is_valid() and (opened := unlocked or _tried(request, own, form)):
        try:
            journal.change(own, opened, found, form.page, form.cleaned_data["seen"])
        except journal.ChangedMeanwhile:
            form.add_error(
                None, _("Cette page a été changée dans un autre onglet. Votre texte est ci-dessous : copiez-le, puis relisez la page.")
            )
        else:
            return _saved(request, own, opened)
    return render(
        request, "wellbeing/journal/change.html", {"form": form, "day": found.written_on, "key": key}, status=400 if form.errors else 200
    )


def _change_form(request: Request, own: Journal, found: JournalEntry, unlocked: bytes | None) -> EntryForm | None:
    """None: the page cannot be read, so there is nothing to change."""
    if request.method == "POST":
        return EntryForm(request.POST, closed=unlocked is None)
    assert unlocked is not None
    said = journal.read(own, unlocked, found).page
    if said is None:
        return None
    return EntryForm(initial={"text": said.text, "felt": str(said.felt or ""), "seen": journal.mark(found)}, closed=False)


def _tried(request: Request, own: Journal, form: EntryForm) -> bytes | None:
    return journal_opening.tried(request, form, "passphrase", lambda: journal.key_by_passphrase(own, form.cleaned_data["passphrase"]))


def _saved(request: Request, own: Journal, key: bytes) -> HttpResponse:
    messages.success(request, _("C’est gardé, pour vous seul."))
    response = redirect("journal:home")
    own.refresh_from_db()
    journal_opening.open_for(request, response, own, key)
    return response


@page
@with_journal
def erase_entry(request: Request, own: Journal, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(own.entries, key=key)
    if journal_opening.key_of(request, own) is None:
        return redirect("journal:open")
    if request.method == "POST":
        found.delete()
        messages.success(request, _("La page est effacée."))
        return redirect("journal:home")
    return render(request, "wellbeing/journal/erase_entry.html", {"day": found.written_on, "key": key})


@require_safe
@limited("export")
@with_journal
def export(request: Request, own: Journal, kind: str) -> HttpResponse:
    key = journal_opening.key_of(request, own)
    if key is None:
        return redirect("journal:open")
    return journal_copy.answer(journal.read_all(own, key), kind)
