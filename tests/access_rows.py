"""How a row of the access matrix is written: an address, who asks, of which organisation, what is answered.

Rows of a room stand in tests/<room>/access_rows.py: MATRIX, and ARGUMENTS for addresses that name an object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access_world import ANONYMOUS, WHO, Side, World

DOOR = "door"
Answers = dict[str, int | str]
Arguments = Callable[[Side, Any, World], dict[str, Any] | list[Any]]


@dataclass(frozen=True)
class Case:
    method: str
    answers: Answers
    other: bool = False
    data: dict[str, str] = field(default_factory=dict)


def public(code: int = 200) -> Answers:
    return dict.fromkeys(WHO, code)


def signed_in(code: int = 200) -> Answers:
    return public(code) | {ANONYMOUS: DOOR}


def only(*roles: str, code: int = 200, refused: int = 403) -> Answers:
    assert set(roles) <= set(WHO)
    return signed_in(refused) | dict.fromkeys(roles, code)


def get(own: Answers, other: Answers | None = None) -> list[Case]:
    return [Case("get", own)] + ([Case("get", other, other=True)] if other else [])


def post(own: Answers, other: Answers | None = None, **data: str) -> list[Case]:
    return [Case("post", own, data=data)] + ([Case("post", other, other=True, data=data)] if other else [])


def post_only(own: Answers, other: Answers | None = None, **data: str) -> list[Case]:
    """A link never changes anything: 405."""
    refused = public(405) if own[ANONYMOUS] != DOOR else signed_in(405)
    return get(refused, refused if other else None) + post(own, other, **data)


GONE = signed_in(404)  # of another organisation: not even known to exist
