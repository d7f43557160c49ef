from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import access_triggers
from accounts.models import AccessCheck, AccessHead
from operations.checks import access_log
from tests.operations.examined import codes


@pytest.fixture
def triggers(db):
    access_triggers.install(connection)


@pytest.mark.parametrize("name", [name for name, *_rest in access_triggers.RULES])
def test_a_trigger_that_was_dropped_is_named(triggers, name):
    assert codes(access_log.triggers) == []
    table = next(table for rule, table, *_rest in access_triggers.RULES if rule == name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER access_{name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    [finding] = access_log.triggers()
    assert finding.code == "access_log.triggers" and f"access_{name}" in finding.wrong


def test_a_key_that_is_missing_or_short(settings):
    settings.PRODUCTION = True
    for key, found in (("", ["access_log.no_key"]), ("short", ["access_log.short_key"]), ("0123456789abcdef" * 3, [])):
        settings.ACCESS_LOG_KEY = key
        assert codes(access_log.key) == found


def test_a_key_that_was_changed(db, settings):
    AccessHead.objects.get_or_create(pk=1)  # there already where migrations ran
    assert codes(access_log.chain) == []
    settings.ACCESS_LOG_KEY = "another-key-than-the-one-it-was-written-under"
    assert codes(access_log.chain) == ["access_log.key_changed"]


def test_what_the_daily_verification_found(db):
    AccessCheck.objects.create(sequence=3)
    assert codes(access_log.chain) == []
    AccessCheck.objects.create(sequence=3, finding="2: changed")
    assert codes(access_log.chain) == ["access_log.changed"]


def test_a_verification_that_comes_no_more(db):
    AccessCheck.objects.create(sequence=3, at=timezone.now() - timedelta(days=4))
    assert codes(access_log.chain) == ["access_log.not_verified"]
