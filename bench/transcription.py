"""How well and how fast calls become words: word error rate a call and in all, and processor seconds per second of sound."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import score
from bench.score import Score
from speech.transcription import Transcript, transcribe

ROOT = Path(__file__).parent.parent
OURS = (ROOT / "tests" / "samples", ROOT / "call_review" / "samples")
SOUNDS = {".flac", ".ogg", ".opus", ".wav", ".mp3", ".m4a"}


@dataclass(frozen=True)
class Result:
    name: str
    said: list[dict[str, Any]]
    scores: dict[str, Score]
    transcript: Transcript
    cpu_seconds: float


def calls(folders: list[Path]) -> list[tuple[Path, Path]]:
    """Sounds with their reference beside them: NAME.flac and NAME.json, with "turns": [{"speaker", "text", "start"}]."""
    sounds = sorted(path for folder in folders for path in folder.iterdir() if path.suffix in SOUNDS)
    return [(sound, sound.with_suffix(".json")) for sound in sounds if sound.with_suffix(".json").is_file()]


def measure(sound: Path, reference: Path, engine: str | None = None, model: str | None = None) -> Result:
    began = time.process_time()
    transcript = transcribe(sound, engine=engine, model=model)
    spent = time.process_time() - began
    said = json.loads(reference.read_text(encoding="utf-8"))["turns"]
    return Result(sound.stem, said, score.call(said, transcript.to_dict()["turns"]), transcript, spent)


def table(results: Iterator[Result]) -> Iterator[str]:
    """Lines to print, each as soon as it is known."""
    yield f"{'call':12}{'seconds':>9}{'WER %':>8}{'agent':>8}{'caller':>8}{'CPU s/s':>9}{'elapsed':>9}"
    total, sound, cpu, elapsed = Score(), 0.0, 0.0, 0.0
    for result in results:
        both, seconds = result.scores["both"], result.transcript.audio_seconds
        total, sound, cpu, elapsed = total + both, sound + seconds, cpu + result.cpu_seconds, elapsed + result.transcript.elapsed_seconds
        agent, caller = (result.scores[speaker].percent for speaker in score.SPEAKERS)
        yield _line(result.name, seconds, both.percent, f"{agent:8.1f}{caller:8.1f}", result.cpu_seconds, result.transcript.elapsed_seconds)
    yield _line("total", sound, total.percent, " " * 16, cpu, elapsed)
    yield f"{total.wrong} wrong of {total.words} words"


def _line(name: str, seconds: float, percent: float, detail: str, cpu: float, elapsed: float) -> str:
    per_second = cpu / max(seconds, 0.001)
    return f"{name:12}{seconds:9.1f}{percent:8.1f}{detail}{per_second:9.3f}{elapsed:9.1f}"
