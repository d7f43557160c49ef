"""For the day when the only administrator loses a telephone: nobody else can start it again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Take away a person's second factor; they are told by e-mail, and choose a new one at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--why", required=True, help="the reason, which the person reads")

    def handle(self, *, email: str, why: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        if not second_factor.reset(person, None, why):
            raise CommandError(f"{email} has no second factor.")
        self.stdout.write(f"Le second facteur de {email} est retiré.")
