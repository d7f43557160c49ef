import django
import pytest

from operations.checks import software
from tests.operations.examined import codes


@pytest.fixture
def lock(tmp_path, settings):
    """The lock of another version of the portal."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements").mkdir()
    return (tmp_path / "requirements" / "base.txt").write_text


@pytest.mark.skipif(django.VERSION[:2] != (5, 2), reason="make test-next takes the newest, not what is locked")
def test_what_is_installed_is_what_is_locked():
    assert len(software.locked()) > 60
    assert codes(software.libraries) == []


def test_a_library_that_is_not_there_is_an_error_and_another_version_is_told(lock):
    lock("absent-library==1.0 \\\n    --hash=sha256:00\ndjango==1.0 \\\n    --hash=sha256:00\ncolorama==9 ; sys_platform == 'win32' \\\n")
    missing, other = software.libraries()
    assert (missing.code, other.code) == ("libraries.missing", "libraries.other")
    assert (missing.severity, other.severity) == ("error", "note")
    assert "absent-library" in missing.wrong and "django" in other.wrong


def test_what_django_refuses_is_said_by_its_number(settings):
    assert codes(software.frameworks) == []
    settings.STATICFILES_DIRS = [settings.STATIC_ROOT]
    [finding] = software.frameworks()
    assert finding.code == "frameworks.errors"
    assert "staticfiles.E002" in finding.wrong
