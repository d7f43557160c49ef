"""Retention by hand: what the daily job does, told line by line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from call_review.models import Elimination
from call_review.purge import purge


class Command(BaseCommand):
    help = "Erase the calls, analyses and access entries that are over their legal time, and say what went."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and erase nothing")

    def handle(self, *, dry_run: bool, verbosity: int, **options: Any) -> None:
        report = purge(timezone.now(), dry_run=dry_run)
        if not verbosity:
            return
        for elimination in report.eliminations:
            self.stdout.write(self._line(elimination))
        if not report.eliminations:
            self.stdout.write("Aucun appel n’est arrivé au terme de sa conservation.")
        verb = "à effacer" if dry_run else "effacés"
        self.stdout.write(f"Fichiers sans appel {verb} : {report.files}. Consultations de plus d’un an {verb} : {report.accesses}.")
        if dry_run:
            self.stdout.write("Essai : rien n’a été effacé.")

    @staticmethod
    def _line(elimination: Elimination) -> str:
        days = f"du {elimination.first_day:%d/%m/%Y} au {elimination.last_day:%d/%m/%Y}"
        return (
            f"{elimination.organisation}, {elimination.campaign} : {elimination.count} ({elimination.get_reason_display()}), appels {days}."
        )
