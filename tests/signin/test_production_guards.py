"""In production the portal starts with a secret of its own and without the demonstration, or not at all."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.demo import DEMO_DOMAIN, refuse_in_production
from accounts.models import User

OF_ITS_OWN = "a-secret-of-this-test-only-" * 3


def start(tmp_path, **variables) -> subprocess.CompletedProcess:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("VIGIE_", "DJANGO_"))}
    environment = {**inherited, "VIGIE_DATA_DIR": str(tmp_path), "VIGIE_PRODUCTION": "true", **variables}
    command = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "secret", [{}, {"VIGIE_SECRET_KEY": settings.DEFAULT_SECRET_KEY}, {"VIGIE_SECRET_KEY": "short"}, {"VIGIE_SECRET_KEY": ""}]
)
def test_no_start_with_a_default_or_short_secret(tmp_path, secret):
    refused = start(tmp_path, **secret)
    assert refused.returncode != 0
    assert "VIGIE_SECRET_KEY" in refused.stderr.splitlines()[-1]


def test_no_start_in_debug(tmp_path):
    refused = start(tmp_path, VIGIE_SECRET_KEY=OF_ITS_OWN, VIGIE_DEBUG="true")
    assert "VIGIE_DEBUG" in refused.stderr.splitlines()[-1]


def test_a_secret_of_its_own_starts(tmp_path):
    assert start(tmp_path, VIGIE_SECRET_KEY=OF_ITS_OWN).returncode == 0


def test_no_start_with_a_demonstration_account(db, settings):
    settings.PRODUCTION = True
    refuse_in_production()
    User.objects.create_user(f"amelie@{DEMO_DOMAIN}", "x")
    with pytest.raises(ImproperlyConfigured, match="demonstration accounts"):
        refuse_in_production()


def test_elsewhere_the_demonstration_is_welcome(db):
    User.objects.create_user(f"amelie@{DEMO_DOMAIN}", "x")
    refuse_in_production()


def test_the_demonstration_is_not_loaded_in_production(db, settings):
    from django.core.management import CommandError, call_command

    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo")
    assert not User.objects.exists()
