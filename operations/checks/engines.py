"""What turns a call into words and data into documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.pdf import render_pdf
from operations.checks.finding import Check, Finding, error, note
from speech import audio, engines, messages, model
from speech.engines import endpoint
from speech.errors import SpeechError
from speech.sound import RATE

SAMPLE = settings.BASE_DIR / "call_review" / "samples" / "d03.ogg"
BEGINNING = 3 * RATE
DOCUMENT = "documents/report.typ"


def speech() -> Iterator[Finding]:
    """The engine imports, its weights are there, or its server lets itself be reached; nothing is loaded, no sound is sent."""
    if settings.SPEECH_ENGINE == "endpoint":
        yield from _endpoint()
        return
    setup = _("Réinstallez les bibliothèques (make setup), ou corrigez VIGIE_SPEECH_ENGINE et VIGIE_SPEECH_MODEL.")
    try:
        engines.module()
        model.look()
    except SpeechError as problem:
        yield error(f"speech.{problem.code}", messages.sentence(problem), setup)
    except ImportError as problem:
        said = {"name": problem.name or settings.SPEECH_ENGINE}
        yield error("speech.import", _("Le moteur de transcription ne se charge pas : %(name)s.") % said, setup)


def _endpoint() -> Iterator[Finding]:
    try:
        endpoint.look()
    except SpeechError as problem:
        yield error(f"speech.{problem.code}", messages.sentence(problem), _endpoint_remedy())
    if host := model.sent_to():
        said = _("Le son des appels est envoyé à %(host)s, qui le transcrit.")
        if not settings.SPEECH_ENDPOINT_URL.startswith("https://"):
            said = _("Le son des appels est envoyé en clair à %(host)s, qui le transcrit.")
        yield note(
            "speech.sent_away",
            said % {"host": host},
            _("C’est une décision du responsable de traitement, à écrire dans son registre (docs/settings.md, « Another server »)."),
        )


def _endpoint_remedy() -> str:
    return _("Corrigez VIGIE_SPEECH_ENDPOINT_URL, VIGIE_SPEECH_ENDPOINT_KEY ou VIGIE_SPEECH_MODEL ; vérifiez que cette machine l’atteint.")


def decoding() -> Iterator[Finding]:
    try:
        with audio.decode(SAMPLE) as sound:
            heard = sound.samples
    except SpeechError as problem:
        yield _no_sound(problem.code)
        return
    if heard < BEGINNING:
        yield _no_sound("too_short")


def _no_sound(code: str) -> Finding:
    return error(
        "decoding.failed",
        _("L’enregistrement d’exemple ne se décode pas (%(code)s) : aucun appel ne le pourra.") % {"code": code},
        _("Reprenez les fichiers de cette version (git status) et réinstallez les bibliothèques : make setup."),
    )


def transcribing() -> Iterator[Finding]:
    """Three seconds of the sample, an invented call, by the engine and the model of the settings."""
    try:
        with audio.decode(SAMPLE) as sound:
            samples = sound.read(0, BEGINNING)[0]
        said = [word for segment in engines.get().transcribe(samples, "fr", lambda: None) for word in segment.words]
    except SpeechError as problem:
        remedy = _("Corrigez VIGIE_SPEECH_ENGINE ou VIGIE_SPEECH_MODEL.")
        if settings.SPEECH_ENGINE == "endpoint":
            remedy = _endpoint_remedy()
        yield error(f"transcribing.{problem.code}", messages.sentence(problem), remedy)
        return
    if not said:
        yield error(
            "transcribing.nothing",
            _("Le modèle de transcription n’entend aucun mot dans l’enregistrement d’exemple."),
            _("Vérifiez que VIGIE_SPEECH_MODEL est un modèle de Whisper qui connaît le français."),
        )


def drawing() -> Iterator[Finding]:
    try:
        content = render_pdf(DOCUMENT, {"introduction": "Vigie"}, title="Vigie")
    except Exception as problem:  # typst's own errors included
        yield error(
            "drawing.failed",
            _("Aucun document PDF ne peut être fait (%(type)s).") % {"type": type(problem).__name__},
            _("Reprenez les fichiers de cette version (git status) et réinstallez les bibliothèques : make setup."),
        )
        return
    if not content.startswith(b"%PDF-"):
        yield error("drawing.no_pdf", _("Ce que typst dessine n’est pas un PDF."), _("Réinstallez les bibliothèques : make setup."))


CHECKS = (
    Check("speech", gettext_lazy("moteur et modèle de transcription"), speech),
    Check("decoding", gettext_lazy("décodage des sons"), decoding),
    Check("transcribing", gettext_lazy("transcription d’un exemple"), transcribing, deep=True),
    Check("drawing", gettext_lazy("dessin d’un PDF"), drawing, deep=True),
)
