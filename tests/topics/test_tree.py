"""Sixty reasons to call, filed in three levels, found with the caller's own words."""

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from topics import tree
from topics.models import LifeEvent, Topic


@pytest.fixture
def loaded(db) -> None:
    tree.load()


def test_sixty_reasons_in_three_levels(loaded):
    assert Topic.objects.reasons().count() == 60
    assert Topic.objects.get(code="CHG-COO-01").path == "Signaler un changement › Coordonnées › Adresse"
    assert Topic.objects.filter(parent=None).count() == 9
    assert {code.count("-") for code in Topic.objects.values_list("code", flat=True)} == {0, 1, 2}


def test_life_events_are_known_ones(loaded):
    assert set(Topic.objects.exclude(life_event="").values_list("life_event", flat=True)) <= set(LifeEvent.values)


def test_loading_twice_adds_nothing_and_keeps_what_a_body_changed(loaded):
    Topic.objects.filter(code="CHG-COO-01").update(label="Adresse postale")
    assert tree.load() == 0
    assert Topic.objects.get(code="CHG-COO-01").label == "Adresse postale"


@pytest.mark.parametrize(
    ("words", "code"),
    [("carte grise", "DEM-TIT-02"), ("TROP PERCU", "PAI-DET-01"), ("déménagement", "CHG-COO-01"), ("chg-fam-02", "CHG-FAM-02")],
)
def test_found_by_synonym_label_or_code_whatever_the_accents(loaded, words, code):
    assert code in Topic.objects.matching(words).values_list("code", flat=True)


def test_nothing_is_found_for_what_nobody_calls_about(loaded):
    assert not Topic.objects.matching("astronaute").exists()


def test_a_closed_topic_is_no_longer_proposed_and_stays(loaded):
    old = Topic.objects.get(code="CHG-COO-02")
    old.closed_on, old.replaced_by = timezone.localdate(), Topic.objects.get(code="CHG-COO-01")
    old.save(update_fields=["closed_on", "replaced_by"])
    assert old not in Topic.objects.open()
    assert Topic.objects.get(code="CHG-COO-02").replaced_by.code == "CHG-COO-01"
    with pytest.raises(ProtectedError):
        old.replaced_by.delete()


def test_a_narrow_save_files_the_new_label(loaded):
    topic = Topic.objects.get(code="CHG-COO-01")
    topic.label = "Domicile"
    topic.save(update_fields=["label"])
    assert topic in Topic.objects.matching("domicile")
