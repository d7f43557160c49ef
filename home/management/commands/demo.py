from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DEMO_PASSWORD
from home import demo


class Command(BaseCommand):
    help = "Loads the demonstration: adds what is missing, erases nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Les comptes de démonstration ne se chargent pas en production.")
        added = demo.load()
        if options["verbosity"] and added:
            self.stdout.write(f"Démonstration : {added} personnes ajoutées.")
        if options["verbosity"]:
            self.stdout.write(f"\nComptes de démonstration (mot de passe : {DEMO_PASSWORD})")
            for person in demo.leading_people():
                self.stdout.write(f"  {person.email:44} {person.role.label}")
