"""How well and how fast calls become words: word error rate a call and in all, and processor seconds per second of sound."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import score
from bench.score import Score
from speech.glossary import Glossary
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


def measure(sound: Path, reference: Path, engine: str | None = None, model: str | None = None, glossary: Glossary | None = None) -> Result:
    began = time.process_time()
    transcript = transcribe(sound, engine=engine, model=model, glossary=glossary)
    spent = time.process_time() - began
    said = reference_turns(reference)
    return Result(sound.stem, said, score.call(said, transcript.to_dict()["turns"]), transcript, spent)


def reference_turns(reference: Path) -> list[dict[str, Any]]:
    return json.loads(reference.read_text(encoding="utf-8"))["turns"]


def beside(results: Iterator[tuple[Result, Score, float]]) -> Iterator[str]:
    """Lines to print: what we make of each call beside what another way does, its score and its processor seconds."""
    yield f"{'call':16}{'WER %':>8}{'plain':>8}{'CPU s/s':>9}{'plain':>8}{'ratio':>8}"
    ours, plain, sound, cpu, plain_cpu = Score(), Score(), 0.0, 0.0, 0.0
    for result, score_of_plain, seconds_of_plain in results:
        mine, seconds = result.scores["both"], result.transcript.audio_seconds
        ours, plain, sound = ours + mine, plain + score_of_plain, sound + seconds
        cpu, plain_cpu = cpu + result.cpu_seconds, plain_cpu + seconds_of_plain
        yield _pair(result.name, mine, score_of_plain, result.cpu_seconds / seconds, seconds_of_plain / seconds)
    yield _pair("total", ours, plain, cpu / max(sound, 0.001), plain_cpu / max(sound, 0.001))


def _pair(name: str, mine: Score, plain: Score, cpu: float, plain_cpu: float) -> str:
    return f"{name:16}{mine.percent:8.1f}{plain.percent:8.1f}{cpu:9.3f}{plain_cpu:8.3f}{cpu / max(plain_cpu, 0.001):8.2f}"


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
