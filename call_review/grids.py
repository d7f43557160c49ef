"""The grids of debriefs delivered with the portal (`grids/*.json`): a version that is missing is added, none is ever changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from call_review.models import Criterion, Grid, Recording

FOLDER = Path(__file__).parent / "grids"
LEVELS = ("label", "yes", "partly", "no", "not_applicable")
EXAMPLES = ("example", "counter_example")


def load(folder: Path = FOLDER) -> int:
    """Returns how many versions were added."""
    return sum(_add(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json")))


@transaction.atomic
def _add(written: dict[str, Any]) -> bool:
    grid, created = Grid.objects.get_or_create(code=written["code"], version=written["version"], defaults={"name": written["name"]})
    if created:
        Criterion.objects.bulk_create(_criterion(grid, position, entry) for position, entry in enumerate(written["criteria"], 1))
    return created


def _criterion(grid: Grid, position: int, entry: dict[str, str]) -> Criterion:
    texts = {name: entry[name] for name in LEVELS} | {name: entry.get(name, "") for name in EXAMPLES}
    return Criterion(grid=grid, position=position, code=entry["code"], **texts)


def of(recording: Recording) -> Grid | None:
    """The version that the call was begun with, so that a debrief does not change under one's hands; else the one in force."""
    begun = Grid.objects.filter(criteria__ratings__recording=recording).order_by("-criteria__ratings__rated_at").first()
    return begun or Grid.objects.in_force().first()
