"""The fictional calls that come with the portal (call_review/samples/README.md tells their licence)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "samples"
SOUND_SUFFIXES = {".flac", ".opus", ".ogg", ".wav"}


@dataclass
class Sample:
    id: str
    path: Path

    @cached_property
    def reference(self) -> dict:
        """Title, duration in seconds, and what is really said: {"turns": [{"speaker", "start", "end", "text"}]}."""
        return json.loads(self.path.with_suffix(".json").read_text(encoding="utf-8"))

    @property
    def title(self) -> str:
        return self.reference["title"]

    @property
    def seconds(self) -> float:
        return self.reference["duration"]


SAMPLES = {path.stem: Sample(path.stem, path) for path in sorted(FOLDER.glob("*")) if path.suffix in SOUND_SUFFIXES}
