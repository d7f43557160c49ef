"""All that must be done before the start, in one process, so that a second `make run` is ready at once."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import renew_groups
from call_review import grids
from courses import publishing as courses
from explainers.publishing import ensure_index, let_writers_keep_media
from home.information import ensure_pages
from speech import model as speech_model
from topics import tree


class Command(BaseCommand):
    help = "Compiles translations, migrates, assembles the speech model, loads the demonstration (outside production)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("translations", "--compile", verbosity=0)
        if self._migrations_wait():
            self.stdout.write("Mise à jour de la base de données…")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        ensure_pages()
        tree.load()
        grids.load()
        renew_groups()
        ensure_index()
        let_writers_keep_media()
        courses.ensure_index()
        courses.let_writers_keep_questions()
        call_command("purge", verbosity=0)  # a backup that was just restored is never served as it stands
        if settings.SPEECH_MODEL == speech_model.EMBEDDED:
            speech_model.embedded()
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        else:
            call_command("demo", verbosity=options["verbosity"])

    @staticmethod
    def _migrations_wait() -> bool:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
