"""The whole portal in one command: web server, two workers, the clock; all start, stay and stop together."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils.translation import gettext as _

from background.doorbell import QUEUES, forget_rings
from background.processes import Child, stop_all
from background.reaper import give_back_of_the_dead

PATIENCE_SECONDS = 7
NO_SITE_URL = "http://localhost:8000"
READY_WITHIN_SECONDS = 120
# Speech takes every core it gets; pages come first.
NICENESS = {"speech": 10}
WEB, CLOCK = "web", "clock"
EVERYONE = (WEB, *QUEUES, CLOCK)
PARTS = {"web": (WEB,), "workers": (*QUEUES, CLOCK), **{queue: (queue,) for queue in QUEUES}, "clock": (CLOCK,)}
"""What `--only` takes: where a service manager watches over each by itself."""


class CannotServe(Exception):
    """With the sentence for the person who started it."""


class Command(BaseCommand):
    help = "Start the web server and the workers; stop them all on Ctrl-C or SIGTERM."

    _stop_asked = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--only",
            nargs="+",
            choices=PARTS,
            help="one part of it, or several; one clock is enough for an installation of several machines",
        )

    def handle(self, *, host: str, port: str, only: list[str] | None, **options: Any) -> None:
        wanted = {name for part in only or PARTS for name in PARTS[part]}
        names = [name for name in EVERYONE if name in wanted]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            refuse_while_restored()
            with lock_data_folder(names), open_socket(host, port) if WEB in names else nullcontext() as listener:
                if CLOCK in names:
                    forget_rings()
                self._serve(names, listener)
        except CannotServe as reason:
            self.stderr.write(str(reason))
            sys.exit(1)

    def _on_signal(self, *args: object) -> None:
        self._stop_asked = True

    def _serve(self, names: Sequence[str], listener: socket.socket | None) -> None:
        environment = {**os.environ, "CELERY_SKIP_CHECKS": "1"}
        address = ""
        if listener is not None:
            host, port = listener.getsockname()[:2]
            address = f"http://{'localhost' if host in LOCAL else host}:{port}"
            if settings.SITE_URL == NO_SITE_URL:
                environment["VIGIE_SITE_URL"] = address  # so that the links in e-mails follow PORT
        everyone = children(names, listener, environment)
        try:
            for child in everyone:
                if not self._stop_asked:
                    child.start()
                # The web server first: on two cores its start would be slowed down by the others'.
                if child.name == WEB:
                    self._wait_until_it_answers(child, "127.0.0.1" if host == "0.0.0.0" else host, port)  # noqa: S104 - compared, not bound
            if not self._stop_asked:
                self.stdout.write(self._started(names, address))
                self.stdout.flush()
            self._watch(everyone)
        finally:
            stop_all(everyone, PATIENCE_SECONDS)
            self._give_jobs_back()

    @staticmethod
    def _started(names: Sequence[str], address: str) -> str:
        if address:
            return _("Le portail répond : %(address)s (Ctrl-C pour l’arrêter)") % {"address": address}
        return _("En marche : %(names)s (Ctrl-C pour arrêter)") % {"names": ", ".join(names)}

    def _wait_until_it_answers(self, web: Child, host: str, port: int) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._stop_asked and not answers(host, port):
            if not web.alive or time.monotonic() > deadline:
                raise CannotServe(_("Le serveur web n’a pas démarré : la raison est au-dessus."))

    def _give_jobs_back(self) -> None:
        try:
            give_back_of_the_dead()
        except DatabaseError as error:
            self.stderr.write(f"jobs not given back, their lease will end by itself: {error}")

    def _watch(self, everyone: list[Child]) -> None:
        while not self._stop_asked:
            for child in everyone:
                if news := child.keep_alive():
                    self.stderr.write(news)
            time.sleep(0.1)


LOCAL = ("127.0.0.1", "0.0.0.0", "::1", "::")  # noqa: S104 - compared, not bound


def children(names: Sequence[str], listener: socket.socket | None, environment: dict[str, str]) -> list[Child]:
    """In the order of their start."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "config", "--quiet"]
    found = []
    if listener is not None:
        fd = listener.fileno()
        web = [*python, "gunicorn", "--config", "python:config.gunicorn", "--bind", f"fd://{fd}"]
        found.append(Child(WEB, web, environment=environment, keep_open=[fd]))
    for queue in QUEUES:
        if queue in names:
            found.append(Child(queue, worker_command(celery, queue), environment=environment, niceness=NICENESS.get(queue, 0)))
    if CLOCK in names:
        found.append(Child(CLOCK, [*celery, "beat", "--loglevel", "WARNING"], environment=environment))
    return found


def worker_command(celery: list[str], queue: str) -> list[str]:
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*celery, "worker", "--queues", queue, "--hostname", f"{queue}@%h", "--loglevel", "WARNING", *quiet]


def refuse_while_restored() -> None:
    if settings.RESTORATION_UNDER_WAY.exists():
        raise CannotServe(
            _("Une restauration est en cours, ou a été interrompue. Le portail n’ouvre pas avant sa fin (manage.py restore … --replace).")
        )


@contextmanager
def lock_data_folder(names: Sequence[str] = EVERYONE) -> Iterator[None]:
    """Each part once on a data folder: two clocks and two workers of a queue would only get in each other's way."""
    with ExitStack() as held:
        for name in names:
            lock = held.enter_context((settings.DATA_DIR / f"serve-{name}.lock").open("a+"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                running = {"pid": lock.read().strip(), "folder": settings.DATA_DIR}
                raise CannotServe(
                    _("Le portail tourne déjà sur ce dossier de données (processus %(pid)s, %(folder)s). Arrêtez-le d’abord.") % running
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        yield


def open_socket(host: str, port: str) -> socket.socket:
    """Opened here and handed to the web server: it stays open, and callers wait, while that one is started again."""
    if not port.isdecimal() or not 0 <= int(port) < 65536:
        raise CannotServe(_("Le port « %(port)s » n’est pas un nombre de 1 à 65535. Par exemple : PORT=9000.") % {"port": port})
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, int(port)), family=family, backlog=2048)
    except OSError as error:
        problem = {"host": host, "port": port, "error": error.strerror}
        raise CannotServe(
            _("Impossible d’écouter sur %(host)s, port %(port)s (%(error)s). Choisissez un autre port : PORT=9000.") % problem
        ) from error


def served_host() -> str:
    """A name the portal answers to: asked under another one, it would log an attack."""
    return next((host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": served_host()})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)
        return False
    finally:
        connection.close()
    return True
