from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from background.management.commands.serve import CannotServe, lock_data_folder
from operations.archive import BackupError, verify
from operations.management.commands._sentences import sentence
from operations.restore import Restored, restore

EVERY = 500


class Command(BaseCommand):
    help = "Verify a backup, put it in the place of an empty installation, and erase again what was erased since or is over its time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="SAUVEGARDE")
        parser.add_argument("--check", action="store_true", help="verify the backup and stop")
        parser.add_argument("--replace", action="store_true", help="in the place of an installation that is not empty")
        parser.add_argument("--journal", type=Path, action="append", default=[], metavar="FICHIER", help="journal of erasures; repeatable")
        parser.add_argument("--without-journal", action="store_true", help="the journal is lost: calls withdrawn since come back")
        parser.add_argument("--keys", type=Path, metavar="FICHIER", help="where backup --keys-to put the secrets")

    def handle(self, *, folder: Path, check: bool, verbosity: int, **options: Any) -> None:
        try:
            if check:
                manifest = verify(folder)
                self.stdout.write(f"Sauvegarde entière : {len(manifest.files)} fichiers, {sum(manifest.counts.values())} lignes.")
                return
            with lock_data_folder():
                self._tell(self._restore(folder, verbosity, options), options)
        except BackupError as error:
            raise CommandError(sentence(error)) from error
        except CannotServe as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"La restauration s’est arrêtée ({error}). Le portail reste fermé ; recommencez avec --replace.") from error

    def _restore(self, folder: Path, verbosity: int, options: dict[str, Any]) -> Restored:
        def progress(files: int) -> None:
            if verbosity and files % EVERY == 0:
                self.stdout.write(f"  {files} fichiers…")

        return restore(
            folder,
            replace=options["replace"],
            journals=options["journal"],
            without_journal=options["without_journal"],
            keys=options["keys"],
            progress=progress,
        )

    def _tell(self, done: Restored, options: dict[str, Any]) -> None:
        self.stdout.write(f"Restauré : l’état du {done.manifest.made_at}.")
        self.stdout.write(f"  {sum(done.manifest.counts.values())} lignes de {len(done.manifest.counts)} tables, comme à la sauvegarde.")
        self.stdout.write(f"  Appels effacés de nouveau, d’après le journal : {done.erased_again}.")
        self.stdout.write(f"  Appels arrivés depuis au terme de leur conservation : {sum(one.count for one in done.purged.eliminations)}.")
        if options["without_journal"]:
            self.stdout.write("  Sans journal : les appels retirés après la sauvegarde, s’il y en eut, sont revenus. Dites-le au DPO.")
        if done.missing:
            self.stdout.write(f"  {done.missing} fichiers d’appels manquaient déjà à la sauvegarde.")
        if done.secrets:
            self.stdout.write(
                f"  Les secrets de la sauvegarde sont dans {done.secrets} : à reprendre dans la configuration, puis à ôter de là."
            )
        self.stdout.write("Chacun devra se connecter de nouveau. Le portail peut être démarré.")
