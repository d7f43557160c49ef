from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.background.conftest import empty_database  # noqa: F401 - a fixture
from tests.operations.installations import Installation


@pytest.fixture(scope="session")
def filled(tmp_path_factory, empty_database) -> Path:  # noqa: F811
    return Installation(tmp_path_factory.mktemp("filled"), empty_database).filled().folder


@pytest.fixture
def first(tmp_path, filled) -> Installation:
    """With forty calls; those who have it may change it."""
    shutil.copytree(filled, tmp_path / "first")
    return Installation(tmp_path / "first")


@pytest.fixture
def second(tmp_path, empty_database) -> Installation:  # noqa: F811
    """Another machine, where nothing is yet."""
    return Installation(tmp_path / "second", empty_database)


@pytest.fixture
def backups(tmp_path) -> Path:
    return tmp_path / "backups"
