"""faster-whisper as it comes, to compare with: each channel from one end to the other, its own voice detection, nothing of ours."""

import time
from functools import cache
from pathlib import Path

from faster_whisper import WhisperModel

from bench.score import Score, call
from bench.transcription import reference_turns
from speech.audio import decode
from speech.engines import threads
from speech.model import EMBEDDED, find

SPEAKERS = ("agent", "caller")


def measure(sound: Path, reference: Path) -> tuple[Score, float]:
    """The score of both speakers, and processor seconds, with the embedded model."""
    model = _model()
    began = time.process_time()
    turns = []
    with decode(sound) as decoded:
        for channel, samples in enumerate(decoded.read(0, decoded.samples)):
            found, _ = model.transcribe(samples, language="fr", beam_size=5, word_timestamps=True, vad_filter=True)
            speaker = SPEAKERS[channel] if decoded.channels == 2 else "unknown"
            turns += [{"speaker": speaker, "start": segment.start, "text": segment.text} for segment in found]
    spent = time.process_time() - began
    return call(reference_turns(reference), turns)["both"], spent


@cache
def _model() -> WhisperModel:
    weights = find(EMBEDDED, lambda name, into: into / name)
    return WhisperModel(str(weights.path), device="cpu", compute_type="int8", cpu_threads=threads())
