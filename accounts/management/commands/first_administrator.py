"""The first person of an empty portal: everyone else is let in from its pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import roles
from accounts.invitations import invite
from accounts.models import Organisation, Role, User


class Command(BaseCommand):
    help = "Open an organisation's portal: make its administrator, who receives a link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--organisation", required=True, help="its name; made when there is none")

    @transaction.atomic
    def handle(self, *, email: str, first_name: str, last_name: str, organisation: str, **options: Any) -> None:
        body = Organisation.objects.filter(name__iexact=organisation).first() or Organisation(name=organisation)
        user = User.objects.filter(email__iexact=email).first() or User(email=email.lower(), first_name=first_name, last_name=last_name)
        try:
            body.full_clean()
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        body.save()
        if user.pk is None:
            user.set_unusable_password()
            user.save()
        roles.grant(user, Role.ADMINISTRATOR, organisation=body)
        invite([user], body)
        self.stdout.write(f"{user.get_full_name()} administre {body} et reçoit un lien à {user.email} pour choisir son mot de passe.")
