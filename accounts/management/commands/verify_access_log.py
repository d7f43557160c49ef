"""Was the access log changed? For an operator, or a schedule: exit code 1 when it was."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import access_verification as verification
from accounts.models import AccessHead


class Command(BaseCommand):
    help = "Verify the whole access log: chain of entries, seals of months, anchors kept out of the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="anchors to compare with (default: those of the data folder)")

    def handle(self, *, anchor: Path | None, verbosity: int, **options: Any) -> None:
        path = anchor or verification.kept_anchors()
        try:
            anchors = verification.read_anchors(path) if anchor or path.exists() else []
        except (OSError, ValueError) as error:
            raise CommandError(f"{path} : ce fichier d’ancres est illisible ({error}).") from error
        if finding := verification.verify(anchors):
            raise CommandError(f"Le journal des consultations a été changé. {finding}")
        head = AccessHead.objects.filter(pk=1).first() or AccessHead()
        if verbosity:
            self.stdout.write(f"Journal des consultations intact : {head.sequence - head.pruned_to} lignes, {head.seals} mois scellés.")
            self.stdout.write(f"Dernière ligne, à garder ailleurs : {head.sequence} {head.mark} {head.seals}")
