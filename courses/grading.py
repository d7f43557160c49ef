"""Whether an answer is right: keys fixed by people, compared exactly. Pure functions; the shapes are those of `Question.snapshot`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def is_right(question: Mapping[str, Any], chosen: Sequence[str]) -> bool:
    """`chosen`: ids of choices. A single or a multiple wants exactly the right ones, an ordering all of them in the order of the key."""
    if not chosen or len(set(chosen)) != len(chosen):
        return False
    if question["kind"] == "ordering":
        return list(chosen) == [choice["id"] for choice in question["choices"]]
    return set(chosen) == {choice["id"] for choice in question["choices"] if choice["right"]}


def right_count(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[str]]) -> int:
    return sum(is_right(question, answers.get(str(question["question"]), [])) for question in questions)
