"""The starter grid, the notice and the notes of the demonstration: complete, within their fields, about words and acts only."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from call_review.models import Campaign, Criterion, Grid, Note, Notice
from tests.french_signs import faults, sentences

ROOM = Path(settings.BASE_DIR) / "call_review"
GRID = json.loads((ROOM / "grids" / "services-publics-et-coepia.json").read_text("utf-8"))
DEMONSTRATION = json.loads((ROOM / "demonstration.json").read_text("utf-8"))
LEVELS = ("yes", "partly", "no", "not_applicable")
# What a debrief never looks at: how a voice sounds, how fast it goes, what it would reveal of someone.
JUDGING_A_VOICE = re.compile(
    r"\b(tons?|voix|humeur|souri\w*|aimable\w*|calmes?|énerv\w*|vite|rapid\w*|débit|chaleureu\w*|empathi\w*)\b", re.IGNORECASE
)


def longest(model: type, field: str) -> int | None:
    return model._meta.get_field(field).max_length


# --- The grid


def test_twelve_criteria_in_order():
    assert (GRID["code"], GRID["version"]) == ("services-publics-et-coepia", 1)
    assert [criterion["code"] for criterion in GRID["criteria"]] == [f"G{number:02}" for number in range(1, 13)]


@pytest.mark.parametrize("criterion", GRID["criteria"], ids=lambda criterion: criterion["code"])
def test_a_criterion_is_complete(criterion):
    fields = {field.name for field in Criterion._meta.get_fields()}
    assert set(criterion) == {"code", "label", *LEVELS, "example", "counter_example"} <= fields
    assert len(criterion["label"]) <= longest(Criterion, "label")
    assert all(criterion[level].endswith(".") for level in LEVELS)
    assert len({criterion[level] for level in LEVELS}) == len(LEVELS)
    assert criterion["example"].startswith("«")
    assert criterion["counter_example"].startswith("«")


@pytest.mark.parametrize("criterion", GRID["criteria"], ids=lambda criterion: criterion["code"])
def test_a_criterion_is_about_words_and_acts(criterion):
    assert not any(JUDGING_A_VOICE.search(criterion[level]) for level in LEVELS)


def test_a_grid_has_neither_weight_nor_total():
    assert set(GRID) == {"code", "name", "version", "criteria"}
    assert len(GRID["name"]) <= longest(Grid, "name")


# --- The campaign


def test_its_texts_fit_the_campaign_and_answer_what_opening_asks():
    campaign = DEMONSTRATION["campaign"]
    assert set(campaign) == {"name", "purpose", "caller_information", "dpo_contact", "consultation_document", "archives_reference"}
    assert all(0 < len(text) <= longest(Campaign, field) for field, text in campaign.items())


@pytest.mark.parametrize(
    "told",
    [
        r"améliorer le service",
        r"ni sanction",
        r"premier et le dernier jour",
        r"par agent et par semaine",
        r"ni permanent ni systématique",
        r"coachs nommés",
        r"S’il refuse",
        r"six mois au plus",
        r"un an au plus",
        r"48.heures",
        r"(?s)accès.+rectification.+effacement.+limitation.+opposer",
        r"dpo@ouest\.example",
        r"CNIL",
        r"Aucune décision automatique",
        r"représentants du personnel ont été consultés",
        r"n’est pas donner son accord",
    ],
)
def test_the_notice_tells_all_that_agents_must_know(told):
    assert re.search(told, DEMONSTRATION["notice"])


def test_the_notice_fits_and_writes_to_the_same_person():
    assert len(DEMONSTRATION["notice"]) <= longest(Notice, "text")
    assert DEMONSTRATION["campaign"]["dpo_contact"] in DEMONSTRATION["notice"]


# --- The notes


@pytest.mark.parametrize("note", DEMONSTRATION["notes"], ids=lambda note: f"{note['start']}")
def test_a_note_is_on_what_is_said_then_and_asks_the_agent(note):
    call = json.loads((ROOM / "samples" / f"{note['call']}.json").read_text("utf-8"))
    turns = [turn for turn in call["turns"] if turn["start"] >= note["start"] and turn["end"] <= note["end"]]
    assert any(turn["speaker"] == "agent" for turn in turns)
    assert (turns[0]["start"], turns[-1]["end"]) == (note["start"], note["end"])
    assert f"À {int(note['start'] // 60)}:{int(note['start'] % 60):02}" in note["text"]
    assert note["text"].endswith("?")
    assert len(note["text"]) <= longest(Note, "text")
    assert not JUDGING_A_VOICE.search(note["text"])
    assert "auriez dû" not in note["text"]


# --- Signs


def test_french_signs_are_right():
    addresses = frozenset(("dpo_contact", "call", "code"))
    said = [*sentences(GRID, but=addresses), *sentences(DEMONSTRATION, but=addresses)]
    assert len(said) > 90
    assert [fault for sentence in said for fault in faults(sentence)] == []
