"""The portal with a room whose views and jobs fail with personal data in their hands."""

from tests.background.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.operations.failing_room"]  # noqa: F405
ROOT_URLCONF = "tests.operations.failing_room.urls"
