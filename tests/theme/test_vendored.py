"""The libraries kept in the repository are those that were fetched."""

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from theme import vendored


def test_every_file_is_as_fetched():
    assert vendored.faults() == []
    call_command("vendor", check=True)


def test_nothing_lies_there_unrecorded():
    recorded = {place for row in json.loads(vendored.MANIFEST.read_text("utf-8")) for place in row["files"]} | {"static/vendor/VENDOR.json"}
    there = {str(path.relative_to(settings.BASE_DIR)) for path in (settings.BASE_DIR / "static/vendor").rglob("*") if path.is_file()}
    assert there <= recorded


def test_each_library_comes_with_its_licence():
    for library in vendored.LIBRARIES:
        (licence,) = [place for place in library.files.values() if "LICENSE" in place]
        assert (settings.BASE_DIR / licence).stat().st_size > 200
        assert not library.licence.startswith("GPL")


def test_the_manifest_names_no_address():
    assert "://" not in vendored.MANIFEST.read_text("utf-8")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The same files in another folder, to be damaged."""
    for library in vendored.LIBRARIES:
        for place in library.files.values():
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place).write_bytes((settings.BASE_DIR / place).read_bytes())
    manifest = tmp_path / "VENDOR.json"
    manifest.write_bytes(vendored.MANIFEST.read_bytes())
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(vendored, "MANIFEST", manifest)
    return tmp_path


def test_a_changed_file_fails_the_check(copy):
    with (copy / "static/vendor/htmx/htmx.min.js").open("a") as script:
        script.write("//")
    with pytest.raises(CommandError, match=r"htmx\.min\.js: changed since it was fetched"):
        call_command("vendor", check=True)


def test_a_missing_file_fails_the_check(copy):
    (copy / "static/vendor/bootstrap/LICENSE").unlink()
    assert vendored.faults() == ["static/vendor/bootstrap/LICENSE: missing"]


def test_a_version_asked_but_not_fetched_fails_the_check(copy, monkeypatch):
    newer = vendored.Library("bootstrap", "5.3.99", "MIT", {})
    monkeypatch.setattr(vendored, "LIBRARIES", (newer,))
    assert vendored.faults() == ["bootstrap 5.3.99: not fetched yet (make vendor)"]


def test_the_manifest_is_written_as_it_is_kept(copy):
    before = vendored.MANIFEST.read_bytes()
    vendored.write_manifest()
    assert vendored.MANIFEST.read_bytes() == before
