import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from operations.checks import folders
from tests.operations.examined import codes


@pytest.fixture
def data(settings):
    """A data folder that any account of the machine may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-doctor-"))
    folder.chmod(0o755)
    settings.DATA_DIR, settings.BASE_DIR = folder, folder / "checkout"
    settings.STATIC_ROOT, settings.CALLS_FOLDER = folder / "static", folder / "calls"
    settings.RESTORATION_UNDER_WAY = folder / "restoration-under-way"
    settings.ERASURE_JOURNAL = folder / "erasures.journal"
    settings.PRODUCTION = True
    yield folder
    shutil.rmtree(folder)


def test_a_data_folder_that_is_not_there(data, settings):
    assert codes(folders.data_folder) == []
    settings.DATA_DIR = data / "unplugged"
    assert codes(folders.data_folder) == ["data_folder.not_writable"]


@pytest.mark.parametrize(("free", "code"), [(10, "data_folder.disk_full"), (10**9, "data_folder.little_room")])
def test_a_disk_that_fills_up(data, monkeypatch, free, code):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert codes(folders.data_folder) == [code]


@pytest.mark.parametrize("name", ["checkout/.env", "access.key", "restored-secrets.env"])
def test_a_secret_that_any_account_of_the_machine_reads(data, name):
    path = data / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("VIGIE_SECRET_KEY=canary")
    path.chmod(0o640)
    assert codes(folders.closed_to_others) == []
    path.chmod(0o644)
    [finding] = folders.closed_to_others()
    assert (finding.code, finding.severity) == ("private.readable", "error")
    assert str(path) in finding.wrong and "canary" not in finding.wrong
    data.chmod(0o750)
    assert codes(folders.closed_to_others) == [], "nobody else gets there"


def test_calls_in_an_open_folder_are_an_error_in_production_and_told_elsewhere(data, settings):
    settings.CALLS_FOLDER.mkdir()
    settings.CALLS_FOLDER.chmod(0o755)
    for settings.PRODUCTION, severity in ((True, "error"), (False, "note")):
        assert [finding.severity for finding in folders.closed_to_others()] == [severity]


def test_files_left_by_another_account(data):
    if os.geteuid():
        pytest.skip("only root gives files away")
    os.chown(data, 65534, 65534)
    (data / "serve-web.lock").write_text("")
    assert codes(folders.owners) == ["owner.other_account", "owner.files"]
    os.chown(data / "serve-web.lock", 65534, 65534)
    assert codes(folders.owners) == ["owner.other_account"]


def test_a_restoration_cut_short_long_ago(data, settings):
    assert codes(folders.restoration) == []
    settings.RESTORATION_UNDER_WAY.touch()
    os.utime(settings.RESTORATION_UNDER_WAY, (1_700_000_000, 1_700_000_000))
    (data / "restored-secrets.env").write_text("")
    under_way, secrets = folders.restoration()
    assert (under_way.code, secrets.code) == ("restoration.under_way", "restoration.secrets")
    assert "2023-11-14" in under_way.wrong


def test_a_journal_that_cannot_be_written(data, settings):
    (data / "file").write_text("")
    for path in (data, data / "file" / "erasures.journal"):
        settings.ERASURE_JOURNAL = path
        assert codes(folders.journal) == ["journal.not_writable"]


def test_a_journal_with_a_line_that_is_none(data, settings):
    settings.ERASURE_JOURNAL.write_text("rubbish\n")
    assert codes(folders.journal) == ["journal.unreadable", "journal.same_disk"]


def test_a_journal_on_another_disk_survives_this_one(data, settings):
    assert codes(folders.journal) == ["journal.same_disk"]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        assert Path(elsewhere).stat().st_dev != data.stat().st_dev
        settings.ERASURE_JOURNAL = Path(elsewhere) / "erasures.journal"
        assert codes(folders.journal) == []


def test_static_files_never_collected_or_gone_since(data, settings):
    assert codes(folders.static_files) == ["static.not_collected"]
    settings.STATICFILES_DIRS = []
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text('{"paths": {"css/portal.css": "css/portal.0123.css"}}')
    assert codes(folders.static_files) == ["static.missing"]


def test_no_backup_an_old_one_and_one_of_last_night(tmp_path):
    def backup(age: timedelta) -> None:
        folder = tmp_path / f"vigie-{datetime.now(UTC) - age:%Y%m%dT%H%M%SZ}"
        folder.mkdir()
        (folder / "manifest.json").write_text("{}")

    (tmp_path / "vigie-20260101T000000Z").mkdir()  # without a manifest it is none
    for made, found in ((None, ["backups.none"]), (timedelta(days=3), ["backups.old"]), (timedelta(hours=9), [])):
        if made:
            backup(made)
        assert codes(lambda: folders.backups(tmp_path)) == found
