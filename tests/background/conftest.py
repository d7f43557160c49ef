"""Kinds of jobs that only the tests know, registered for the length of one test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app

from background import registry, stopping
from background.run import Run
from tests.background.portal import Portal


@pytest.fixture
def kind(monkeypatch) -> Callable[..., str]:
    """``kind(handler, max_attempts=2)`` registers a handler and answers the name of its kind."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def register(handler: Callable[[Run], None] = lambda run: None, name: str = "tests.kind", **options: object) -> str:
        registry.job(name, **{"label": "Essai", **options})(handler)
        return name

    return register


@pytest.fixture(autouse=True, scope="session")
def bell_that_rings_in_this_process_only() -> None:
    current_app.conf.broker_url = "memory://"


@pytest.fixture(autouse=True)
def nobody_asked_to_stop() -> Iterator[None]:
    yield
    stopping.ask(False)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    portal = Portal(tmp_path_factory.mktemp("empty"))
    made = portal.manage("migrate", "--run-syncdb", "-v0")
    assert made.returncode == 0, made.stderr
    portal.manage("createcachetable", check=True)
    return portal.folder / "vigie.sqlite3"


@pytest.fixture
def portal(tmp_path, empty_database) -> Iterator[Portal]:
    shutil.copy(empty_database, tmp_path)
    portal = Portal(tmp_path)
    yield portal
    if portal.process and portal.process.poll() is None:
        portal.stop()
