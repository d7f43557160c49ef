"""A real portal for the tests: its own data folder and port, started by ``manage.py serve``."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
ENQUEUE = """
import json, sys
from background.registry import enqueue
for kind in sys.argv[2:]:
    print(enqueue(kind, **json.loads(sys.argv[1])).pk.hex)
"""


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def parents() -> dict[int, int]:
    """Process id → parent's, of all that runs here and is not a zombie."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(ppid)
    return found


def redis_of_this_process() -> dict[str, str]:
    """Tests may run in several processes (pytest -n): each has numbered databases of its own, so that no portal hears another's jobs."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    databases = {"BROKER_URL": 2 + 2 * number, "CACHE_URL": 3 + 2 * number}
    return {
        name: f"{os.environ[name].rpartition('/')[0]}/{database}"
        for name, database in databases.items()
        if os.environ.get(name, "").startswith("redis://")
    }


class Portal:
    def __init__(self, folder: Path, **environment: str) -> None:
        """Alone on SQLite and the default broker, unless `environment` names servers."""
        self.folder = folder
        self.port = free_port()
        self.messages = folder / "broker" / "messages"
        self.process: subprocess.Popen[bytes] | None = None
        self.within: list[str] = []
        """What the portal is started by, for a machine of its own (tests/hosts)."""
        self.environment = {
            **os.environ,
            **redis_of_this_process(),
            "DJANGO_SETTINGS_MODULE": "tests.background.settings",
            "VIGIE_DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'vigie.sqlite3'}",
            "VIGIE_JOB_LEASE_SECONDS": "3",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **environment,
        }

    def manage(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=180, **options)

    def start(self, *options: str, ready: str = "http://localhost:") -> None:
        command = [*self.within, sys.executable, "manage.py", "serve", *options]
        with (self.folder / "log").open("a") as log:
            seen = len(self.log)
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

        def said() -> bool:
            assert self.process.poll() is None, self.log
            return ready in self.log[seen:]

        until(said, 120)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def family(self) -> set[int]:
        """Process ids of serve and of all below it."""
        everyone, family = parents(), {self.process.pid}
        while more := {pid for pid, parent in everyone.items() if parent in family} - family:
            family |= more
        return family & everyone.keys()

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)

    def python(self, script: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """A process of its own on the data of this portal."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{script}", *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env={**self.environment, **environment}, text=True, **pipes)

    def run(self, script: str, *arguments: str, **environment: str) -> str:
        process = self.python(script, *arguments, **environment)
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        return out

    def enqueue(self, *kinds: str, **arguments: object) -> list[str]:
        """One job of each kind, all with the same arguments; the keys of their rows."""
        return self.run(ENQUEUE, json.dumps(arguments), *kinds).split()

    def query(self, sql: str, *values: object) -> list[tuple]:
        url = self.environment["DATABASE_URL"]
        if url.startswith("postgres"):
            with psycopg.connect(url, connect_timeout=5) as connection:
                return connection.execute(sql.replace("?", "%s"), values).fetchall()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def job(self, pk: str) -> dict[str, Any]:
        names = "state", "attempts", "worker", "progress", "error_code"
        [row] = self.query(f"SELECT {', '.join(names)} FROM background_job WHERE id = ?", pk)
        return dict(zip(names, row, strict=True))

    def worker_of(self, pk: str) -> int:
        """The process that runs the job, once it is under way."""

        def running() -> int | None:
            job = self.job(pk)
            return int(job["worker"].rpartition("/")[2]) if job["state"] == "running" and job["progress"] > 0 else None

        return until(running)

    def attempts(self, pk: str) -> int:
        file = self.folder / "attempts"
        return file.read_text().count(pk[:8]) if file.exists() else 0

    def times_finished(self, pk: str) -> int:
        return self.query("SELECT count(*) FROM django_session WHERE session_key LIKE ?", f"{pk[:8]}-%")[0][0]
