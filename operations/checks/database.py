"""The database: there, of the right kind, and in the state that this version of the portal expects."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, NotSupportedError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations import databases, readiness
from operations.checks.finding import Check, Finding, either, error, listed, note

A_LITTLE, TOO_MUCH = 5, 60
"""Seconds between two clocks."""


def reachable() -> Iterator[Finding]:
    try:
        readiness.database()
        connection.check_database_version_supported()
    except NotSupportedError:
        yield error(
            "database.version",
            _("La base de données est d’une version que Django ne sait plus lire."),
            _("Mettez le serveur à jour : PostgreSQL 14 ou plus récent."),
        )
    except DatabaseError as problem:
        yield error(
            "database.away",
            _("La base de données ne répond pas (%(type)s) ; ce qui en dépend n’a pas été demandé.") % {"type": type(problem).__name__},
            _("Vérifiez DATABASE_URL, que le serveur tourne et qu’il accepte cette machine et ce compte."),
        )


def migrations() -> Iterator[Finding]:
    if databases.unknown_migrations(databases.applied_migrations()):
        yield error(
            "migrations.newer",
            _("La base vient d’une version plus récente du portail."),
            _("Revenez à cette version, ou restaurez une sauvegarde d’avant la mise à jour."),
        )
    try:
        readiness.migrations()
    except readiness.NotReady:
        yield error(
            "migrations.not_applied",
            _("Des migrations n’ont pas été appliquées : la base n’est pas celle de cette version."),
            _("Arrêtez le portail, faites une sauvegarde, puis : make setup (ou manage.py prepare)."),
        )
        return
    there = set(connection.introspection.table_names())
    if missing := sorted({model._meta.db_table for model in apps.get_models() if model._meta.managed} - there):
        yield error(
            "database.tables",
            _("Des tables ont disparu de la base : %(names)s.") % {"names": listed(missing)},
            _("Restaurez la dernière sauvegarde (docs/operations.md) ; une migration ne les refera pas."),
        )


def reading() -> Iterator[Finding]:
    """Letters, time zones and the clock of PostgreSQL. SQLite has none of its own."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding'), clock_timestamp()")
        encoding, clock = cursor.fetchone()
        apart = abs((timezone.now() - clock).total_seconds())
        cursor.execute("SELECT 1 FROM pg_timezone_names WHERE name = %s", [settings.TIME_ZONE])
        zone_is_known = cursor.fetchone() is not None
    if encoding != "UTF8":
        yield error(
            "database.encoding",
            _("La base est codée en %(encoding)s : des lettres et des signes ne s’y écriront pas.") % {"encoding": encoding},
            _("Créez-en une en UTF-8 (createdb -E UTF8 -T template0) et restaurez-y une sauvegarde."),
        )
    if not zone_is_known:
        yield error(
            "database.zone",
            _("PostgreSQL ne connaît pas le fuseau %(zone)s : les pages qui comptent par jour échoueront.") % {"zone": settings.TIME_ZONE},
            _("Corrigez VIGIE_TIME_ZONE, ou mettez à jour les fuseaux du serveur (paquet tzdata)."),
        )
    if apart > A_LITTLE:
        yield either(
            apart > TOO_MUCH,
            "database.clock",
            _("L’horloge de cette machine et celle de la base diffèrent de %(seconds)d secondes.") % {"seconds": apart},
            _("Mettez les deux à l’heure (systemd-timesyncd ou chrony)."),
        )


def one_machine() -> Iterator[Finding]:
    """SQLite is a file of this machine, which others cannot share."""
    elsewhere = settings.S3_BUCKET or not settings.BROKER_URL.startswith("filesystem:")
    if connection.vendor == "sqlite" and elsewhere:
        yield note(
            "database.one_machine",
            _("La base est un fichier SQLite, et d’autres réglages supposent plusieurs machines."),
            _("Sur une seule machine, rien ; sur plusieurs, il faut PostgreSQL (docs/operations.md, « Several machines »)."),
        )


def sound() -> Iterator[Finding]:
    """Every page of an SQLite file is read."""
    if connection.vendor != "sqlite":
        return
    if not _is_whole():
        yield error(
            "database.damaged",
            _("Le fichier de la base est abîmé."),
            _("Arrêtez le portail, copiez ce fichier ailleurs, puis restaurez la dernière sauvegarde."),
        )


def _is_whole() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            return cursor.fetchone() == ("ok",)
    except DatabaseError:  # so damaged that it cannot even be looked at
        return False


CHECKS = (
    Check("database", gettext_lazy("base de données"), reachable),
    Check("migrations", gettext_lazy("migrations et tables"), migrations, needs_database=True),
    Check("reading", gettext_lazy("codage, fuseau et horloge de la base"), reading, needs_database=True),
    Check("one_machine", gettext_lazy("base à la mesure de l’installation"), one_machine),
    Check("sound", gettext_lazy("fichier de la base entier"), sound, needs_database=True, deep=True),
)
