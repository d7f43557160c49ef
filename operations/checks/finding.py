"""What a check says. Knows nothing of Django: `management/commands/_starting.py` uses it before there is any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise

ERROR, NOTE = "error", "note"

NAMED = 5


@dataclass(frozen=True)
class Finding:
    """`code` is the same in every language and version; `wrong` and `remedy` are one sentence each, without secret or personal data."""

    severity: str
    code: str
    wrong: str
    remedy: str


@dataclass(frozen=True)
class Check:
    name: str
    title: str | Promise
    """What is well when it finds nothing."""
    ask: Callable[[], Iterator[Finding]]
    needs_database: bool = False
    deep: bool = False
    """Takes seconds, or a processor: only when asked for."""


def error(code: str, wrong: str, remedy: str) -> Finding:
    return Finding(ERROR, code, wrong, remedy)


def note(code: str, wrong: str, remedy: str) -> Finding:
    return Finding(NOTE, code, wrong, remedy)


def either(severe: bool, code: str, wrong: str, remedy: str) -> Finding:
    """The same fault is an error here, and worth knowing elsewhere."""
    return Finding(ERROR if severe else NOTE, code, wrong, remedy)


def listed(names: list[str]) -> str:
    """The first few, for one sentence."""
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
