"""The concerns of the demonstration are what an agent would write in two lines, about words and rules, never about a person."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from explainers.demo import DRAFTS
from home.demo import BODIES
from tests.french_signs import faults
from topics import tree

CONCERNS = json.loads((Path(settings.BASE_DIR) / "feedback" / "demonstration.json").read_text("utf-8"))
AGENTS = {person.address: person for person in BODIES[0].people if person.role == "agent"}
TOPICS = {line.split(";")[0] for line in Path(tree.__file__).with_name("tree.csv").read_text("utf-8").splitlines()}


def test_five_kinds_and_three_answers():
    assert {concern["kind"] for concern in CONCERNS} == {"procedure", "rule", "information", "tool", "other_service"}
    assert sum(bool(concern["answer"]) for concern in CONCERNS) == 3


@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern["kind"])
def test_a_concern_names_what_exists(concern):
    assert concern["topic"] in TOPICS
    assert concern["explainer"] in {"", *(draft.slug for draft in DRAFTS)}
    assert concern["by"] in AGENTS


@pytest.mark.parametrize("concern", CONCERNS, ids=lambda concern: concern["kind"])
def test_it_is_two_lines_without_a_person(concern):
    names = {name for body in BODIES for person in body.people for name in (person.first_name, person.last_name)}
    assert 60 <= len(concern["text"]) <= 300
    for text in (concern["text"], concern["answer"]):
        assert not re.search(r"\d|@|\b(M\.|Mme|Monsieur|Madame)\b", text)
        assert not names & set(re.findall(r"\w+", text))
        assert faults(text) == []


@pytest.mark.parametrize("concern", [each for each in CONCERNS if each["answer"]], ids=lambda concern: concern["kind"])
def test_an_answer_says_from_when_and_what_to_say(concern):
    assert "aujourd’hui" in concern["answer"]
    assert len(concern["answer"]) <= 600
