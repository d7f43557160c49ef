"""The record of processing, on the standard output: `manage.py export_register --format csv > registre.csv`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from call_review import register


class Command(BaseCommand):
    help = "Write the record of processing of recorded calls, made from the settings and the campaigns; it names nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=sorted(register.TYPES), default="json")
        parser.add_argument("--organisation", help="name of the only organisation it is about; all of them when left out")

    def handle(self, *, format: str, organisation: str | None, **options: Any) -> None:
        organisations = Organisation.objects.all()
        if organisation:
            organisations = organisations.filter(name=organisation)
            if not organisations.exists():
                raise CommandError(f"Aucun organisme ne s’appelle « {organisation} ».")
        self.stdout.write(register.exported(organisations, format).decode(), ending="")
