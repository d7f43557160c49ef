"""openai-whisper: the reference implementation, on PyTorch. An extra: imported only when a setting asks for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineUnavailable, TryLater
from ..model import Weights, find, models_folder
from . import Segment, Word, threads

try:
    import torch
    import whisper
except ImportError as error:
    raise EngineUnavailable("engine_missing", "openai-whisper") from error

SEED = 7


class OpenAIWhisper:
    name = "openai-whisper"
    windows = None

    def __init__(self, weights: Weights, model: Any) -> None:
        self.made_with = weights.label
        self.tuning = str(model.device.type)
        self.languages = frozenset(whisper.tokenizer.LANGUAGES if model.is_multilingual else ["en"])
        self._model = model

    def transcribe(self, samples: np.ndarray, language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        torch.manual_seed(SEED)
        # It answers when all is done. Its decoder, though, is called for every word: that is where we can be told, and stop it.
        pulse = self._model.decoder.register_forward_pre_hook(lambda *_: beat())
        try:
            result = self._model.transcribe(
                samples,
                language=language,
                initial_prompt=hint or None,
                beam_size=5,
                best_of=5,
                word_timestamps=True,
                fp16=self._model.device.type == "cuda",
                verbose=None,
            )
        finally:
            pulse.remove()
        for segment in result["segments"]:
            words = tuple(Word(w["word"], float(w["start"]), float(w["end"]), float(w["probability"])) for w in segment["words"])
            yield Segment(words, segment["compression_ratio"])

    def detect_language(self, samples: np.ndarray, beat: Callable[[], None]) -> tuple[str, float]:
        beat()
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._model.dims.n_mels).to(self._model.device)
        _, probabilities = self._model.detect_language(mel)
        best = max(probabilities, key=probabilities.get)
        return best, probabilities[best]


def load(model: str) -> OpenAIWhisper:
    weights = find(model, _download)
    torch.set_num_threads(threads())
    try:
        if weights.path.is_dir():
            return OpenAIWhisper(weights, _converted(weights))
        return OpenAIWhisper(weights, whisper.load_model(str(weights.path)))
    except (RuntimeError, ValueError, KeyError) as error:
        raise EngineUnavailable("model_damaged", weights.name) from error


def _converted(weights: Weights) -> Any:
    """The weights of a CTranslate2 folder, converted once."""
    from . import openai_weights

    checkpoint = models_folder() / f"{weights.name}-{weights.sha256[:12]}.openai.pt"
    if not checkpoint.is_file():
        openai_weights.convert(weights.path, checkpoint)
    model = whisper.load_model(str(checkpoint))
    openai_weights.set_alignment_heads(model, weights.path)
    return model


def _download(name: str, into: Path) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    if name not in whisper.available_models():
        raise EngineUnavailable("model_missing", name)
    try:
        whisper.load_model(name, device="cpu", download_root=str(into))
    except (OSError, RuntimeError) as error:
        raise TryLater("model_hub", name) from error
    return into / Path(whisper._MODELS[name]).name
