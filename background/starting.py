"""What rooms do on a machine as a worker starts there: tidy what another, killed in its work, left in the data folder."""

from __future__ import annotations

from collections.abc import Callable

Tidying = Callable[[], None]
_tidyings: list[Tidying] = []


def at_start(tidying: Tidying) -> Tidying:
    """Above a function, in the ``tasks.py`` of its room."""
    _tidyings.append(tidying)
    return tidying


def tidy() -> None:
    for tidying in _tidyings:
        tidying()
