"""What keeps Django itself from starting is explained too, before Django is there."""

import sys

import pytest

from operations.management.commands import _starting
from tests.operations.examined import Examined

SECRET = "s3cr3t-of-this-test"


@pytest.fixture
def installation(tmp_path):
    return Examined(tmp_path)


def said(installation, **environment):
    """The one finding, in its readable form too."""
    [finding] = installation.doctor(**environment)["findings"]
    readable = installation.manage("doctor", **environment)
    assert readable.returncode == 1
    assert finding["code"] in readable.stdout and "ERREUR" in readable.stdout
    assert SECRET not in readable.stdout + readable.stderr + str(finding)
    return finding["code"], finding["wrong"]


def test_a_short_secret_in_production(installation):
    code, wrong = said(installation, VIGIE_PRODUCTION="true", VIGIE_SECRET_KEY=SECRET)
    assert code == "start.setting" and "VIGIE_SECRET_KEY" in wrong and "50 characters" in wrong


def test_debug_in_production(installation):
    code, wrong = said(installation, VIGIE_PRODUCTION="true", VIGIE_SECRET_KEY="a-long-secret-" * 5, VIGIE_DEBUG="true")
    assert code == "start.setting" and "VIGIE_DEBUG" in wrong


def test_a_setting_that_is_no_number_is_named_and_its_value_is_not(installation):
    code, wrong = said(installation, VIGIE_AUDIO_MAX_SECONDS=SECRET)
    assert code == "start.setting" and "VIGIE_AUDIO_MAX_SECONDS" in wrong


def test_an_address_of_the_database_that_is_none_is_named_and_its_password_is_not(installation):
    code, wrong = said(installation, DATABASE_URL=f"postgres://vigie:{SECRET}@host:not-a-port/vigie")
    assert code == "start.setting" and "DATABASE_URL" in wrong


def test_a_data_folder_that_cannot_be(installation, tmp_path):
    (tmp_path / "file").write_text("")
    code, wrong = said(installation, VIGIE_DATA_DIR=str(tmp_path / "file" / "var"))
    assert code == "start.folder" and str(tmp_path / "file") in wrong


def test_a_library_that_does_not_load(installation, tmp_path):
    (tmp_path / "allauth.py").write_text("import of_a_version_long_gone\n")
    code, wrong = said(installation, PYTHONPATH=str(tmp_path))
    assert code == "start.library" and "of_a_version_long_gone" in wrong


def test_python_too_old(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    assert _starting.why_not().code == "start.python"


def test_a_portal_that_starts_is_told_nothing_here():
    assert _starting.why_not() is None
