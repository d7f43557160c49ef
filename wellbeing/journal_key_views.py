"""The key of the journal: begun, opened, closed, given a new passphrase or a new code, recovered, erased."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import Request
from wellbeing import access, journal, journal_opening
from wellbeing.journal_discretion import discreet, with_journal
from wellbeing.journal_forms import BeginForm, ChangePassphraseForm, CodeForm, EraseForm, PassphraseForm, RecoverForm
from wellbeing.models import Journal

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@discreet
def begin(request: Request) -> HttpResponse:
    if not access.may_begin_a_journal(request.user):
        raise Http404
    if Journal.objects.visible_to(request.user).exists():
        return redirect("journal:home")
    form = BeginForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        begun = journal.begin(request.user, form.cleaned_data["passphrase"])
        if begun is None:
            return redirect("journal:home")
        made, key, code = begun
        return _show_code(request, made, key, code)
    return render(request, "wellbeing/journal/begin.html", {"form": form}, status=400 if form.errors else 200)


def _show_code(request: Request, own: Journal, key: bytes, code: str) -> HttpResponse:
    """The only page that ever holds it: nothing keeps it."""
    response = render(request, "wellbeing/journal/code.html", {"shown": code, "form": CodeForm(auto_id="id_%s")})
    journal_opening.open_for(request, response, own, key)
    return response


@page
@with_journal
def open_journal(request: Request, own: Journal) -> HttpResponse:
    if request.method != "POST" and journal_opening.key_of(request, own):
        return redirect("journal:home")
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = journal_opening.tried(request, form, "passphrase", lambda: journal.key_by_passphrase(own, form.cleaned_data["passphrase"]))
        if key:
            return _opened(request, own, key)
    return render(request, "wellbeing/journal/open.html", {"form": form}, status=400 if form.errors else 200)


def _opened(request: Request, own: Journal, key: bytes) -> HttpResponse:
    response = redirect("journal:home")
    own.refresh_from_db()
    journal_opening.open_for(request, response, own, key)
    return response


@require_POST
@with_journal
def close(request: Request, own: Journal) -> HttpResponse:
    response = redirect("journal:open")
    journal_opening.close(request, response)
    messages.success(request, _("Le journal est refermé."))
    return response


@page
@with_journal
def code(request: Request, own: Journal) -> HttpResponse:
    """The code typed back, which proves that a copy was kept."""
    if own.code_kept:
        return redirect("journal:home")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = journal_opening.tried(request, form, "code", lambda: journal.key_by_code(own, form.cleaned_data["code"]))
        if key:
            journal.confirm_code(own, form.cleaned_data["code"])
            messages.success(request, _("Votre copie du code est bonne. Gardez-la hors de ce poste."))
            return redirect("journal:home")
    return render(request, "wellbeing/journal/code.html", {"shown": "", "form": form}, status=400 if form.errors else 200)


@page
@with_journal
def new_code(request: Request, own: Journal) -> HttpResponse:
    form = PassphraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = journal_opening.tried(request, form, "passphrase", lambda: journal.key_by_passphrase(own, form.cleaned_data["passphrase"]))
        if key:
            return _show_code(request, own, key, journal.new_code(own, key))
    return render(request, "wellbeing/journal/new_code.html", {"form": form}, status=400 if form.errors else 200)


@page
@with_journal
def recover(request: Request, own: Journal) -> HttpResponse:
    form = RecoverForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        key = journal_opening.tried(request, form, "code", lambda: journal.key_by_code(own, form.cleaned_data["code"]))
        if key:
            return _with_new_passphrase(request, own, key, form.cleaned_data["passphrase"])
    return render(request, "wellbeing/journal/recover.html", {"form": form}, status=400 if form.errors else 200)


@page
@with_journal
def passphrase(request: Request, own: Journal) -> HttpResponse:
    form = ChangePassphraseForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        key = journal_opening.tried(request, form, "current", lambda: journal.key_by_passphrase(own, form.cleaned_data["current"]))
        if key:
            return _with_new_passphrase(request, own, key, form.cleaned_data["passphrase"])
    return render(request, "wellbeing/journal/passphrase.html", {"form": form}, status=400 if form.errors else 200)


def _with_new_passphrase(request: Request, own: Journal, key: bytes, words: str) -> HttpResponse:
    journal.new_passphrase(own, key, words)
    messages.success(request, _("Votre nouvelle phrase secrète ouvre le journal. L’ancienne n’ouvre plus rien."))
    return _opened(request, own, key)


@page
@with_journal
def erase(request: Request, own: Journal) -> HttpResponse:
    """Without the passphrase: who lost it and the code can still erase."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        own.delete()
        response = redirect("journal:home")
        journal_opening.close(request, response)
        messages.success(request, _("Votre journal est effacé."))
        return response
    return render(request, "wellbeing/journal/erase.html", {"form": form}, status=400 if form.errors else 200)
