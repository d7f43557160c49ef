"""Grids are versioned data: a version that is missing is added, none is ever changed, and a debrief keeps the one it began with."""

import json

from call_review import grids
from call_review.models import Criterion, Grid, Rating


def test_loading_twice_adds_once_and_changes_nothing(db):
    assert grids.load() >= 1
    Criterion.objects.update(label="Réécrit par l’administration")
    assert grids.load() == 0
    assert set(Criterion.objects.values_list("label", flat=True)) == {"Réécrit par l’administration"}


def test_each_delivered_grid_is_whole_and_has_no_weight(db):
    grids.load()
    for path in grids.FOLDER.glob("*.json"):
        written = json.loads(path.read_text("utf-8"))
        assert set(written) == {"code", "name", "version", "criteria"}
        codes = [entry["code"] for entry in written["criteria"]]
        assert codes == list(Criterion.objects.filter(grid__code=written["code"]).order_by("position").values_list("code", flat=True))
        for entry in written["criteria"]:
            assert set(entry) <= {"code", *grids.LEVELS, *grids.EXAMPLES}
            assert all(entry[name].strip() for name in grids.LEVELS), entry["code"]


def test_a_new_version_is_in_force_for_calls_not_yet_begun(db, tmp_path, call, coach, criteria, listened):
    first = criteria[0].grid
    listened(coach, (0, 12))
    Rating.objects.create(recording=call, criterion=criteria[0], rated_by=coach, value="yes", start=1, end=2)
    written = {"code": first.code, "name": first.name, "version": first.version + 1, "criteria": []}
    (tmp_path / "next.json").write_text(json.dumps(written))
    assert grids.load(tmp_path) == 1
    assert grids.of(call) == first
    Rating.objects.all().delete()
    assert grids.of(call) == Grid.objects.get(version=first.version + 1)


def test_without_a_grid_the_page_says_so(call, coach, sign_in):
    assert "Aucune grille n’est installée" in sign_in(coach).get(f"/appels/{call.key}/").content.decode()
