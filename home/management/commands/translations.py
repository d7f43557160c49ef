"""French sentences found in the code, English ones kept in one catalogue, without gettext's binaries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import catalogue


class Command(BaseCommand):
    help = "Finds what the interface says and merges it into the English catalogue; --check verifies, --compile prepares for Django."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group()
        action.add_argument("--check", action="store_true", help="fail if a sentence lacks its English, or if the catalogue is out of date")
        action.add_argument("--compile", action="store_true", help="write the binary catalogues, if older than the English one")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self._check()
            elif options["compile"]:
                catalogue.compile_catalogues(only_if_older=True)
            else:
                self._merge()
        except catalogue.CatalogueError as error:
            raise CommandError(str(error)) from error

    def _check(self) -> None:
        catalog = catalogue.current()
        complaints = [str(problem) for problem in catalogue.problems(catalog)]
        if not catalogue.ENGLISH.exists() or catalogue.ENGLISH.read_bytes() != catalogue.written(catalog):
            complaints.append("The catalogue is out of date: run `manage.py translations`.")
        if complaints:
            raise CommandError("\n".join(complaints))
        self.stdout.write(f"{len(catalog)} sentences, all in English.")

    def _merge(self) -> None:
        catalog = catalogue.current()
        catalogue.ENGLISH.parent.mkdir(parents=True, exist_ok=True)
        catalogue.ENGLISH.write_bytes(catalogue.written(catalog))
        catalogue.compile_catalogues()
        waiting = catalogue.problems(catalog)
        self.stdout.write(f"{len(catalog)} sentences, {len(waiting)} to look at.")
        for problem in waiting:
            self.stdout.write(f"  {problem}")
