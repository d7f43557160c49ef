"""A telephone recorder that drops calls in a watched folder, and what the portal then says of them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from call_review import watched
from call_review.intake_views import sentence
from call_review.models import Arrival, WatchedFolder

TWO_DAYS = dt.timedelta(days=2)


class Recorder:
    def __init__(self, folder: WatchedFolder, root: Path) -> None:
        self.folder, self.path = folder, root / folder.name

    def drop(self, name: str, content: bytes) -> Path:
        self.path.mkdir(parents=True, exist_ok=True)
        path = self.path / name
        path.write_bytes(content)
        return path

    def describe(self, name: str, **said: Any) -> Path:
        return self.drop(name, json.dumps(said).encode())

    def drop_call(self, content: bytes, name: str = "0001", **said: Any) -> Path:
        self.describe(f"{name}.json", **(description() | said))
        return self.drop(f"{name}.wav", content)

    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*") if path.is_file())


def description(**said: Any) -> dict[str, Any]:
    """Of a call of Bob's, of two days ago, whose caller was told."""
    moment = timezone.localtime(timezone.now() - TWO_DAYS).strftime("%Y-%m-%dT%H:%M")
    return {"agent": "bob@example.org", "moment": moment, "usager_prevenu": True} | said


def look(times: int = 2) -> None:
    """The first time a file is seen, the second it has not changed."""
    for _time in range(times):
        watched.look_everywhere()


def told() -> list[tuple[str, str]]:
    """State and sentence of what the page lists, the oldest first."""
    return [(row.state, sentence(row)) for row in Arrival.objects.told().order_by("pk")]
