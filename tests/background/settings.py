"""The portal with one more room, which holds jobs slow enough to be killed in the middle, and tables made without migrations."""

from config.settings import *  # noqa: F403


class NoMigrations:
    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


INSTALLED_APPS = [*INSTALLED_APPS, "tests.background.slow_room"]  # noqa: F405
MIGRATION_MODULES = NoMigrations()
