"""Who coaches, and who checks quality, keep the words that transcripts must write well. For others these pages do not exist (404)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.models import Organisation, Role
from accounts.requests import Request
from accounts.views.scope import chosen
from call_review import access, glossary
from call_review.models import GlossaryWord
from call_review.models.glossary import LONGEST
from call_review.table_forms import TableForm
from call_review.tables import NotUnderstood
from documents.tables import csv_response

PAGE_SIZE = 25
WORTH_SEARCHING = 20


class WordForm(forms.Form):
    use_required_attribute = False

    mot = forms.CharField(
        label=gettext_lazy("Mot, tel qu’il s’écrit"),
        help_text=gettext_lazy("Le nom d’un service, d’un formulaire, un sigle. Jamais le nom d’une personne."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST, "autocomplete": "off"}),
        error_messages={"required": glossary.SENTENCES["written_empty"]},
    )
    mal_entendu = forms.CharField(
        label=gettext_lazy("Ce que la machine écrit à la place"),
        help_text=gettext_lazy("Cinq formes au plus, séparées par des virgules."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def said(self) -> tuple[str, list[str]]:
        return self.cleaned_data["mot"], glossary.forms(self.cleaned_data["mal_entendu"])

    def refuse(self, error: NotUnderstood) -> None:
        self.add_error("mal_entendu" if error.code.startswith("misheard") else "mot", str(glossary.SENTENCES[error.code]))


class WordsForm(TableForm):
    label = gettext_lazy("Tableau des mots")
    help_text = gettext_lazy("Un CSV à deux colonnes : mot et mal_entendu, dont les formes sont séparées par une barre verticale.")
    sentences = glossary.SENTENCES


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Chercher un mot"), required=False, max_length=LONGEST, widget=forms.SearchInput)


def kept_or_404(request: Request) -> QuerySet[Organisation]:
    organisations = access.organisations_whose_words_one_keeps(request.user)
    if not organisations.exists():
        raise Http404
    return organisations


@limited("search", asked="q")
def glossary_page(request: Request) -> HttpResponse:
    """A table is sent with `table`, a word without."""
    organisations = kept_or_404(request)
    organisation = chosen(request, organisations)
    form, table, report = WordForm(None, initial=request.GET.dict()), WordsForm(None), None
    if request.method == "POST" and "table" in request.POST:
        table = WordsForm(request.POST, request.FILES)
        report = table.taken(partial(glossary.take, organisation, request.user))
    elif request.method == "POST":
        form = WordForm(request.POST)
        if _added(request, organisation, form):
            return redirect(_address(organisation))
    if report and report.taken:
        said = ngettext("%(counter)s mot est pris.", "%(counter)s mots sont pris.", report.taken)
        messages.success(request, said % {"counter": report.taken})
    context = {"form": form, "table": table, "organisation": organisation, "organisations": organisations, "crumbs": _crumbs(request)}
    status = 400 if form.errors or table.errors else 200
    return render(request, "call_review/glossary.html", context | _found(request, organisation) | table.faults(report), status=status)


def _found(request: Request, organisation: Organisation) -> dict[str, Any]:
    words = glossary.of(organisation)
    search = SearchForm(request.GET)
    asked = search.cleaned_data["q"] if search.is_valid() else ""
    found = glossary.matching(words, asked) if asked else words
    return {
        "search": search,
        "asked": asked,
        "searchable": asked or len(words) > WORTH_SEARCHING,
        "known": len(words),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }


def _added(request: Request, organisation: Organisation, form: WordForm) -> bool:
    if not form.is_valid():
        return False
    try:
        word = glossary.add(organisation, request.user, *form.said())
    except NotUnderstood as error:
        form.refuse(error)
        return False
    messages.success(request, _("« %(word)s » est ajouté. Les prochaines transcriptions l’utilisent.") % {"word": word})
    return True


@require_safe
@limited("export")
def export(request: Request) -> HttpResponse:
    organisation = chosen(request, kept_or_404(request))
    return csv_response("vocabulaire.csv", glossary.COLUMNS, glossary.rows(organisation))


def change(request: Request, pk: int) -> HttpResponse:
    word = _word_or_404(request, pk)
    initial = {"mot": word.written, "mal_entendu": ", ".join(word.misheard)}
    form = WordForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            word = glossary.change(word, request.user, *form.said())
        except NotUnderstood as error:
            form.refuse(error)
        except GlossaryWord.DoesNotExist as error:
            raise Http404 from error
        else:
            messages.success(request, _("« %(word)s » est modifié. Les prochaines transcriptions l’utilisent.") % {"word": word})
            return redirect(_address(word.organisation))
    context = {"form": form, "word": word, "crumbs": _crumbs(request, word)}
    return render(request, "call_review/glossary_word.html", context, status=400 if form.errors else 200)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """The form to add still holds what was removed: that undoes it."""
    word = _word_or_404(request, pk)
    glossary.remove(word)
    messages.success(request, _("« %(word)s » est retiré. « Ajouter » le remet.") % {"word": word.written})
    return redirect(_address(word.organisation, mot=word.written, mal_entendu=", ".join(word.misheard)))


def _word_or_404(request: Request, pk: int) -> GlossaryWord:
    return get_object_or_404(GlossaryWord.objects.visible_to(request.user).select_related("organisation", "changed_by"), pk=pk)


def _address(organisation: Organisation, **filled: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"organisation": str(organisation.pk)} | filled)
    return f"{reverse('recordings:glossary')}?{query.urlencode()}"


def _crumbs(request: Request, word: GlossaryWord | None = None) -> list[tuple[str, str]]:
    """From the list of calls for who coaches, from the trials of the engine for who checks quality."""
    above = (_("Appels"), reverse("recordings:list"))
    if not request.user.holds(Role.COACH):
        above = (_("Essais de transcription"), reverse("call_review:trials"))
    title = _("Vocabulaire de l’organisme")
    return [above, (title, _address(word.organisation)), (word.written, "")] if word else [above, (title, "")]
