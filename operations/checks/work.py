"""What runs beside the pages: counters, doorbell, workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from background.models import Job
from background.models.queue import after
from operations import readiness
from operations.checks.finding import Check, Finding, either, error, listed, note

OF_ONE_PROCESS = ("LocMemCache", "DummyCache", "FileBasedCache")
DAY = timedelta(days=1)
ABANDONED = timedelta(minutes=10)


def shared_cache() -> Iterator[Finding]:
    remedy = _("Vérifiez CACHE_URL et que ce serveur tourne ; sans ce réglage, la table se refait par manage.py createcachetable.")
    if settings.CACHES["default"]["BACKEND"].rpartition(".")[2] in OF_ONE_PROCESS:
        yield either(
            settings.PRODUCTION,
            "cache.alone",
            _("Le cache n’est pas partagé entre les processus : les essais de mot de passe ne sont pas comptés ensemble."),
            _("Ôtez CACHE_URL (une table de la base), ou nommez un Redis."),
        )
    try:
        readiness.shared_cache()
    except readiness.NotReady:
        yield error("cache.does_not_keep", _("Le cache ne garde pas ce qu’on y met : personne ne sera ralenti à la connexion."), remedy)
    except Exception as problem:  # whatever the library of an absent server raises
        said = {"type": type(problem).__name__}
        yield error("cache.away", _("Le cache ne répond pas (%(type)s) : personne ne peut se connecter.") % said, remedy)


def broker() -> Iterator[Finding]:
    try:
        readiness.broker()
    except Exception as problem:  # whatever the library of an absent server raises
        yield error(
            "broker.away",
            _("La sonnette des tâches de fond ne répond pas (%(type)s) : elles attendent.") % {"type": type(problem).__name__},
            _("Vérifiez BROKER_URL et que ce serveur tourne ; sans ce réglage, que le dossier broker/ des données s’écrit."),
        )


def workers() -> Iterator[Finding]:
    try:
        readiness.workers()
    except readiness.NotReady:
        yield error(
            "workers.nobody",
            _("Des tâches attendent depuis plus de cinq minutes dans une file où rien ne bouge : personne n’y travaille."),
            _("Démarrez les ouvriers : systemctl start vigie-workers, ou manage.py serve --only workers."),
        )
    if lost := Job.objects.running().filter(leased_until__lt=after(-ABANDONED)).count():
        yield error(
            "workers.no_clock",
            _("L’horloge ne sonne plus : tâches dont l’ouvrier est perdu et que rien ne reprend, %(count)d.") % {"count": lost},
            _("Démarrez l’horloge : manage.py serve --only clock (comprise dans --only workers)."),
        )


def failures() -> Iterator[Finding]:
    """By kind and code, which name nobody."""
    if kinds := [f"{n} × {kind} ({code})" for kind, code, n in Job.objects.failures(DAY)]:
        yield note(
            "jobs.failed",
            _("Des tâches ont échoué depuis 24 heures : %(kinds)s.") % {"kinds": listed(kinds)},
            _("Le code dit pourquoi ; le journal du service à cette heure, où."),
        )


CHECKS = (
    Check("cache", gettext_lazy("cache"), shared_cache, needs_database=True),
    Check("broker", gettext_lazy("sonnette des tâches"), broker),
    Check("workers", gettext_lazy("ouvriers et horloge"), workers, needs_database=True),
    Check("failures", gettext_lazy("aucune tâche échouée depuis 24 heures"), failures, needs_database=True),
)
