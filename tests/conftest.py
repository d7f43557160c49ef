"""People of the tests: Alice owns, Bob is on her team, Charlie is a stranger."""

import uuid

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.template import engines
from django.utils import translation

from accounts import access_triggers
from accounts.models import User
from home.catalogue import compile_catalogues
from tests.undefined_variables import FailOnUndefined


def pytest_sessionstart() -> None:
    compile_catalogues(only_if_older=True)
    # Each test client would otherwise walk every static file first, and warn that none was collected.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """A test that commits is cleaned up after by a TRUNCATE, which migrations have PostgreSQL refuse to the access log."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for table in (access_triggers.ENTRY, access_triggers.SEAL, access_triggers.HEAD):
                cursor.execute(f"DROP TRIGGER IF EXISTS access_truncate ON {table}")


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_fail() -> None:
    engines["django"].engine.string_if_invalid = FailOnUndefined("missing")


@pytest.fixture(autouse=True, scope="session")
def _erasures_of_tests_are_written_elsewhere(tmp_path_factory) -> None:
    """A portal developed on the same machine must not find them in its journal."""
    settings.ERASURE_JOURNAL = tmp_path_factory.mktemp("journal") / "erasures.journal"


@pytest.fixture(autouse=True)
def _nothing_is_remembered_of_the_test_before(monkeypatch) -> None:
    """A cache that is not in the database outlives a test: each has keys of its own, and nothing of the server is erased."""
    translation.deactivate()  # what the last request spoke
    prefix = uuid.uuid4().hex
    monkeypatch.setitem(caches.settings["default"], "KEY_PREFIX", prefix)
    monkeypatch.setattr(caches["default"], "key_prefix", prefix)


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user("alice@example.org", "correct horse battery", first_name="Alice", last_name="Arnaud")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob@example.org", "correct horse battery", first_name="Bob", last_name="Bernard")


@pytest.fixture
def charlie(db) -> User:
    return User.objects.create_user("charlie@example.org", "correct horse battery", first_name="Charlie", last_name="Colin")


@pytest.fixture
def triggers_are_away(db) -> None:
    """Migrations, where a run has them, make the database refuse that the access log be changed; some tests are about what comes after."""
    access_triggers.remove(connection)
