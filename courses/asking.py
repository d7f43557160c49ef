"""A question as it is put to a learner, and the answer as a form sends it. The same for checks in lessons and for the final quiz.

A form names each question it holds (`asked`), so that a box taken back is told from a question that was not on the page. Choices are sent
as `q-<key>`; an ordering as the rank of each choice, `r-<key>-<choice>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from courses import grading

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    right: bool
    feedback: str
    chosen: bool
    rank: str
    """Of an ordering: what was given, from 1; empty when nothing was."""
    well_placed: bool
    """Of an ordering that was answered."""


@dataclass(frozen=True)
class Asked:
    key: str
    number: int
    kind: str
    stem: str
    hint: str
    objective: str
    choices: list[Choice]
    """In the order in which they are offered; of an ordering that was answered, in the order given."""
    answered: bool
    right: bool

    @property
    def says_yes(self) -> bool:
        """The feedback of the right choice begins by saying so, as editors like to write it: it is not said twice."""
        return self.kind == "single" and self.right and self.chosen[0].feedback.startswith(("Oui", "Yes"))

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.chosen]


def asked(question: Snapshot, chosen: Sequence[str], *, number: int = 1, posted: QueryDict | None = None) -> Asked:
    """`question`: a snapshot with "shown" (`attempts.offered`). `posted`: a form to give back as it came, with ranks that make no order."""
    key = str(question["question"])
    known = {choice["id"]: choice for choice in question["choices"]}
    given = [each for each in chosen if each in known]
    is_ordering = question["kind"] == "ordering"
    order = given if is_ordering and len(given) == len(known) else question["shown"]
    key_order = list(known)

    def choice(id: str) -> Choice:
        rank = str(given.index(id) + 1) if is_ordering and id in given else ""
        if posted is not None and not rank:
            rank = posted.get(f"r-{key}-{id}", "")
        placed = is_ordering and id in given and given.index(id) == key_order.index(id)
        return Choice(id, known[id]["text"], known[id]["right"], known[id]["feedback"], id in given, rank, placed)

    return Asked(
        key=key,
        number=number,
        kind=question["kind"],
        stem=question["stem"],
        hint=question["hint"],
        objective=question["objective"],
        choices=[choice(id) for id in order],
        answered=bool(given),
        right=grading.is_right(question, given),
    )


def read(data: QueryDict, questions: Sequence[Snapshot]) -> dict[str, list[str]]:
    """The answers that a form holds, by key of the question. What is not offered is left out; an order that is none is no answer."""
    named = set(data.getlist("asked"))
    return {key: _read(data, key, question) for question in questions if (key := str(question["question"])) in named}


def read_page(data: QueryDict, questions: Sequence[Snapshot]) -> dict[str, list[str]]:
    """The same of a whole page, without the questions left blank there: they may be answered in another browser since it was opened."""
    return {key: chosen for key, chosen in read(data, questions).items() if chosen}


def _read(data: QueryDict, key: str, question: Snapshot) -> list[str]:
    ids = [choice["id"] for choice in question["choices"]]
    if question["kind"] == "ordering":
        ranks = {id: data.get(f"r-{key}-{id}", "") for id in ids}
        wanted = [str(number) for number in range(1, len(ids) + 1)]
        return sorted(ids, key=lambda id: int(ranks[id])) if sorted(ranks.values()) == sorted(wanted) else []
    sent = data.getlist(f"q-{key}")
    found = [id for id in ids if id in sent]
    return found[:1] if question["kind"] == "single" else found
