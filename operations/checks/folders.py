"""What is on the disk: room, who reads it, whose it is, what must survive it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from call_review import erasures
from operations import archive, backup, readiness, restore
from operations.checks.finding import Check, Finding, either, error, listed, note

LITTLE_ROOM = 2 * 1024**3
TOO_OLD = timedelta(days=2)
"""The unit in deploy/systemd makes a backup each night."""


def data_folder() -> Iterator[Finding]:
    where = {"folder": settings.DATA_DIR}
    try:
        readiness.data_folder()
    except readiness.NotReady as reason:
        if str(reason) == "not_writable":
            yield error(
                "data_folder.not_writable",
                _("Le portail ne peut pas écrire dans son dossier de données, %(folder)s.") % where,
                _("Montez-le, ou rendez-le au compte du portail : chown -R vigie, chmod u+rwX."),
            )
        else:
            yield error(
                "data_folder.disk_full",
                _("Le disque de %(folder)s est plein : rien ne s’enregistre plus.") % where,
                _("Agrandissez le disque, ou ôtez-en ce qui n’est pas du portail ; n’y effacez rien d’autre à la main."),
            )
        return
    if (free := shutil.disk_usage(settings.DATA_DIR).free) < LITTLE_ROOM:
        yield note(
            "data_folder.little_room",
            _("Il reste %(free)d Mo sur le disque de %(folder)s.") % (where | {"free": free >> 20}),
            _("Prévoyez de l’agrandir (docs/sizing.md)."),
        )


def closed_to_others() -> Iterator[Finding]:
    if open_ones := [str(path) for path in private() if others_read(path)]:
        yield either(
            settings.PRODUCTION,
            "private.readable",
            _("Tout compte de cette machine peut lire : %(names)s.") % {"names": listed(open_ones)},
            _("Fermez-les aux autres : chmod o-rwx sur chacun, et UMask=0027 pour le service (deploy/systemd)."),
        )


def private() -> Iterator[Path]:
    data: Path = settings.DATA_DIR
    yield settings.BASE_DIR / ".env"
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield Path(settings.DATABASES["default"]["NAME"])
    yield settings.CALLS_FOLDER
    yield from (data / "mail", data / restore.SECRETS_FILE)
    yield from sorted(data.glob(backup.KEY_FILES))


def others_read(path: Path) -> bool:
    """By their bits: of the file, and of each folder on the way to it."""
    if not path.exists():
        return False
    needed = 0o005 if path.is_dir() else 0o004
    return path.stat().st_mode & needed == needed and all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def owners() -> Iterator[Finding]:
    """A command once run as root leaves files that the portal cannot write."""
    owner = settings.DATA_DIR.stat().st_uid
    if os.geteuid() != owner:
        yield note(
            "owner.other_account",
            _("Cette commande ne tourne pas sous le compte du dossier de données : ce qu’elle dit des droits n’est pas sûr."),
            _("Relancez-la sous le compte du portail : sudo -u vigie."),
        )
    strangers = [str(path) for path in sorted(settings.DATA_DIR.iterdir()) if path.lstat().st_uid != owner]
    if strangers and owner:
        yield error(
            "owner.files",
            _("Ces fichiers n’appartiennent pas au compte du dossier de données : %(names)s.") % {"names": listed(strangers)},
            _("Rendez-les-lui (chown -R), et lancez toujours manage.py sous le compte du portail."),
        )


def restoration() -> Iterator[Finding]:
    marker: Path = settings.RESTORATION_UNDER_WAY
    if marker.exists():
        since = timezone.localtime(datetime.fromtimestamp(marker.stat().st_mtime, UTC))
        yield error(
            "restoration.under_way",
            _("Une restauration est en cours ou a été interrompue (%(since)s) : le portail ne répond à personne.")
            % {"since": f"{since:%Y-%m-%d %H:%M}"},
            _("Attendez sa fin ; si plus rien ne tourne, recommencez-la : manage.py restore SAUVEGARDE --replace."),
        )
    if (settings.DATA_DIR / restore.SECRETS_FILE).exists():
        yield note(
            "restoration.secrets",
            _("Les secrets d’une sauvegarde restaurée sont encore dans %(name)s.") % {"name": settings.DATA_DIR / restore.SECRETS_FILE},
            _("Reprenez-les dans la configuration, puis effacez ce fichier."),
        )


def journal() -> Iterator[Finding]:
    path: Path = settings.ERASURE_JOURNAL
    where = {"path": path}
    nearest = next(place for place in (path, *path.parents) if place.exists())
    if path.is_dir() or (nearest != path and not nearest.is_dir()) or not os.access(nearest, os.W_OK):
        yield error(
            "journal.not_writable",
            _("Le journal des effacements ne peut pas être écrit (%(path)s) : plus aucun appel ne peut être retiré.") % where,
            _("Corrigez VIGIE_ERASURE_JOURNAL, ou les droits de son dossier (ReadWritePaths du service compris)."),
        )
        return
    try:
        erasures.read(path)
    except FileNotFoundError:
        pass  # nothing was erased yet
    except erasures.UnreadableJournal:
        yield error(
            "journal.unreadable",
            _("Une ligne du journal des effacements n’en est pas une (%(path)s) : aucune restauration ne l’accepterait.") % where,
            _("Reprenez la dernière bonne copie, et ajoutez-y les lignes lisibles qui suivent."),
        )
    if settings.PRODUCTION and nearest.stat().st_dev == settings.DATA_DIR.stat().st_dev:
        yield note(
            "journal.same_disk",
            _("Le journal des effacements est sur le même disque que les données : perdu avec elles, il ne protège pas une restauration."),
            _("Mettez VIGIE_ERASURE_JOURNAL sur un autre disque, ou copiez-le souvent avec les sauvegardes (docs/operations.md)."),
        )


def static_files() -> Iterator[Finding]:
    if not settings.PRODUCTION:
        return
    collect = _("Rassemblez-les : manage.py collectstatic --noinput (make setup le fait).")
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.is_file():
        yield error("static.not_collected", _("Les fichiers statiques n’ont pas été rassemblés : aucune page ne s’affichera."), collect)
        return
    known: dict[str, str] = json.loads(manifest.read_text("utf-8"))["paths"]
    ignored = StaticFilesConfig.ignore_patterns
    needed = {path for finder in get_finders() for path, _storage in finder.list(ignored)}
    missing = [path for path in sorted(needed) if path not in known or not (settings.STATIC_ROOT / known[path]).is_file()]
    if missing:
        said = {"count": len(missing), "name": missing[0]}
        yield error("static.missing", _("Des fichiers statiques manquent : %(count)d, dont %(name)s.") % said, collect)


def backups(folder: Path) -> Iterator[Finding]:
    """Where they are is known to who makes them: `--backups`."""
    where = {"folder": folder}
    make = _("Faites-en une : manage.py backup %(folder)s ; puis chaque nuit (deploy/systemd).") % where
    made = max((moment for one in folder.glob("*") if (moment := archive.made_at(one))), default=None)
    if made is None:
        yield error("backups.none", _("Il n’y a aucune sauvegarde entière dans %(folder)s.") % where, make)
        return
    if timezone.now() - made > TOO_OLD:
        said = {"moment": f"{timezone.localtime(made):%Y-%m-%d %H:%M}"}
        yield error("backups.old", _("La dernière sauvegarde date du %(moment)s.") % said, make)


CHECKS = (
    Check("data_folder", gettext_lazy("dossier de données"), data_folder),
    Check("closed_to_others", gettext_lazy("fichiers fermés aux autres comptes"), closed_to_others),
    Check("owners", gettext_lazy("propriétaire des fichiers"), owners),
    Check("restoration", gettext_lazy("aucune restauration en suspens"), restoration),
    Check("journal", gettext_lazy("journal des effacements"), journal),
    Check("static_files", gettext_lazy("fichiers statiques"), static_files),
)
