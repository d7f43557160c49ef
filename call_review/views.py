from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import limited
from accounts.requests import Request
from call_review import trials as trial_runs
from call_review.access import keeps_words, organisation_to_try_in
from call_review.forms import TrialForm
from call_review.models import Trial
from documents.pdf import pdf_response, render_pdf
from speech import model as speech_model
from theme.models import Brand

PAGE_SIZE = 20


def trials(request: Request) -> HttpResponse:
    organisation = organisation_to_try_in(request.user)
    form = TrialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(trial_runs.start(request.user, organisation, form.cleaned_data["sample"]))
    page = Paginator(Trial.objects.visible_to(request.user).select_related("job", "asked_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "engine": speech_model.describe(), "keeps_words": keeps_words(request.user)}
    return render(request, "call_review/trials.html", context, status=400 if form.errors else 200)


def _trial_or_404(request: Request, pk: int) -> Trial:
    return get_object_or_404(Trial.objects.visible_to(request.user).select_related("job", "asked_by"), pk=pk)


def _finished_or_404(request: Request, pk: int) -> Trial:
    trial = _trial_or_404(request, pk)
    if trial.transcript is None:
        raise Http404
    return trial


@require_safe
def trial(request: Request, pk: int) -> HttpResponse:
    trial = _trial_or_404(request, pk)
    title = trial.sample.title if trial.sample else trial.sample_id
    context = {
        "trial": trial,
        "title": title,
        "crumbs": [(_("Essais de transcription"), reverse("call_review:trials")), (title, "")],
        "turns": trial.transcript["turns"] if trial.transcript else [],
        "reference_turns": trial.sample.reference["turns"] if trial.sample else [],
    }
    return render(request, "call_review/trial.html", context)


@require_POST
def delete_trial(request: Request, pk: int) -> HttpResponse:
    trial_runs.delete(_trial_or_404(request, pk))
    messages.success(request, _("L’essai est effacé."))
    return redirect("call_review:trials")


@require_safe
@limited("export")
def trial_pdf(request: Request, pk: int) -> HttpResponse:
    trial = _finished_or_404(request, pk)
    title = trial.sample.title if trial.sample else trial.sample_id
    data = {"brand": Brand.current().name, "transcript": trial.transcript, "labels": trial_runs.pdf_labels()}
    content = render_pdf("call_review/trial.typ", data, title=title, language=get_language() or "fr")
    return pdf_response(f"essai-{trial.pk}.pdf", content)


@require_safe
@limited("export")
def trial_json(request: Request, pk: int) -> HttpResponse:
    response = JsonResponse(_finished_or_404(request, pk).transcript, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="essai-{pk}.json"'
    return response
