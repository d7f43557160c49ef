"""faster-whisper: the default engine. Whisper on CTranslate2: 8-bit integers on a processor, 16-bit floats on a graphics card."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from django.conf import settings
from faster_whisper import WhisperModel
from faster_whisper.utils import download_model

from ..errors import EngineUnavailable, TryLater
from ..model import Weights, find
from . import Segment, Word, threads
from .short_windows import ShortWindows

logger = logging.getLogger(__name__)
logging.getLogger("faster_whisper").setLevel(logging.WARNING)  # it tells of every call at INFO

SEED = 7


def _in_silence() -> None:
    """For who waits for nothing."""


class _Pulse:
    """CTranslate2's model, that beats before each of its long steps. Segments come half a minute of sound at a time: too seldom to stop."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.beat: Callable[[], None] = _in_silence

    def __getattr__(self, name: str) -> Any:
        if name in ("encode", "generate", "align"):
            self.beat()
        return getattr(self._model, name)


class FasterWhisper:
    name = "faster-whisper"

    def __init__(self, weights: Weights, model: WhisperModel, short: bool) -> None:
        self.made_with = weights.label
        self.tuning = f"{model.model.device} {model.model.compute_type} {'short' if short else 'full'}"
        self.languages = frozenset(model.supported_languages)
        self._model = model
        self._pulse = model.model = _Pulse(model.model)
        self.windows = ShortWindows(model) if short else None

    def transcribe(self, samples: np.ndarray, language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        # A window that fails is tried again by drawing at random: the same call gives the same words.
        ctranslate2.set_random_seed(SEED)
        self._pulse.beat = beat
        segments, _ = self._model.transcribe(samples, language=language, beam_size=5, word_timestamps=True, hotwords=hint or None)
        for segment in segments:
            words = tuple(Word(w.word, float(w.start), float(w.end), float(w.probability)) for w in segment.words or ())
            yield Segment(words, segment.compression_ratio)

    def detect_language(self, samples: np.ndarray, beat: Callable[[], None]) -> tuple[str, float]:
        if self.windows is not None:
            return self.windows.language(samples, beat)
        self._pulse.beat = beat
        language, probability, _ = self._model.detect_language(samples)
        return language, probability


def load(model: str, compute_type: str = "int8") -> FasterWhisper:
    """`compute_type` is that of a processor; a graphics card works in float16, on whole half minutes: there, computing is cheap."""
    weights = find(model, _download)
    if ctranslate2.get_cuda_device_count():
        try:
            return FasterWhisper(weights, _on_graphics_card(weights.path), short=False)
        except RuntimeError as error:  # its libraries are missing: better slowly than not at all
            logger.warning("The graphics card cannot be used (%s); transcribing on the processor.", error)
    try:
        loaded = WhisperModel(str(weights.path), device="cpu", compute_type=compute_type, cpu_threads=threads())
        return FasterWhisper(weights, loaded, short=settings.SPEECH_CONTEXT == "short")
    except (RuntimeError, ValueError) as error:
        raise EngineUnavailable("model_damaged", weights.name) from error


def _on_graphics_card(path: Path) -> WhisperModel:
    model = WhisperModel(str(path), device="cuda", compute_type="float16")
    model.detect_language(np.zeros(16_000, np.float32))  # the libraries of the card are only looked for here
    return model


def _download(name: str, into: Path) -> Path:
    try:
        return Path(download_model(name, cache_dir=str(into)))
    except ValueError as error:
        raise EngineUnavailable("model_missing", name) from error
    except OSError as error:  # no network, no such repository for us, no room: all of it may pass
        raise TryLater("model_hub", name) from error
