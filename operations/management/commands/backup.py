from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.archive import BackupError
from operations.backup import backup
from operations.management.commands._sentences import sentence

EVERY = 500


class Command(BaseCommand):
    help = "Write database, files and keys into one new folder of the given one, whole or not at all; the portal may run meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("into", type=Path, metavar="DOSSIER")
        parser.add_argument("--keys-to", type=Path, metavar="FICHIER", help="secrets into this file instead of the folder of the backup")
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="then erase the oldest backups beyond that number")

    def handle(self, *, into: Path, keys_to: Path | None, keep: int, verbosity: int, **options: Any) -> None:
        if keep < 0:
            raise CommandError("--keep : un nombre de sauvegardes, au moins 1.")

        def progress(files: int) -> None:
            if verbosity and files % EVERY == 0:
                self.stdout.write(f"  {files} fichiers…")

        try:
            done = backup(into, keys_to=keys_to, keep=keep, progress=progress)
        except BackupError as error:
            raise CommandError(sentence(error)) from error
        if not verbosity:
            return
        rows = sum(done.manifest.counts.values())
        self.stdout.write(f"Sauvegarde : {done.folder}")
        self.stdout.write(f"  {rows} lignes de {len(done.manifest.counts)} tables, {len(done.manifest.files)} fichiers.")
        if done.vanished:
            self.stdout.write(f"  {done.vanished} fichiers ont été effacés du portail pendant la copie.")
        where = keys_to or "dans la sauvegarde : qui la lit peut signer à la place du portail (--keys-to FICHIER les met ailleurs)"
        self.stdout.write(f"  Clés : {where}.")
        for folder in done.rotated:
            self.stdout.write(f"  Ancienne sauvegarde effacée : {folder.name}")
