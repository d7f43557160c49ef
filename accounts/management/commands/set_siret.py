"""The number by which ProConnect knows an organisation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import organisations
from accounts.models import Organisation


class Command(BaseCommand):
    help = "Give an organisation its SIRET: its people may then enter with ProConnect."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="its name")
        parser.add_argument("siret", help="fourteen digits, spaces allowed")

    def handle(self, *, organisation: str, siret: str, **options: Any) -> None:
        body = Organisation.objects.filter(name__iexact=organisation).first()
        if body is None:
            raise CommandError(f"Aucune organisation ne s’appelle « {organisation} ».")
        try:
            body = organisations.set_siret(body, siret, None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{body} : SIRET {body.siret}.")
