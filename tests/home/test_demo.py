"""`make demo` adds what is missing and erases nothing: a second time, it changes not one row."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Leave, User
from home import demo
from tests.access_world import page_tree


@pytest.fixture
def loaded(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {**settings.STORAGES, "calls": {**settings.STORAGES["calls"], "OPTIONS": {"location": tmp_path / "calls"}}}
    page_tree()
    return demo.load()


def rows() -> dict[str, int]:
    """How many rows each table holds, and how many files each folder."""
    counted = {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
    for folder in (settings.MEDIA_ROOT, settings.STORAGES["calls"]["OPTIONS"]["location"]):
        counted[str(folder)] = sum(1 for path in folder.rglob("*") if path.is_file())
    return counted


def test_a_second_time_it_changes_nothing(loaded):
    before = rows()
    assert loaded > 10 and before["explainers.ExplainerPage"] == 3
    assert demo.load() == 0
    assert rows() == before


def test_what_was_removed_comes_back_and_what_was_added_stays(loaded):
    nadia = User.objects.get(email__startswith="nadia.benali@")
    own = Leave.objects.create(user=nadia, first_day="2030-01-01", last_day="2030-01-02")
    User.objects.get(email__startswith="florence.petit@").delete()
    assert demo.load() == 1
    assert Leave.objects.filter(pk=own.pk).exists()


def test_production_refuses_it(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo")
