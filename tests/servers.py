"""Real servers for the length of one command, from Debian's packages: ``python -m tests.servers postgresql redis -- pytest …``

Each has a folder and a port of its own, so that nothing which already runs on the machine is touched. A server that the environment
already names (DATABASE_URL, BROKER_URL, CACHE_URL) is not started.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psycopg
import redis
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerAway

from tests.background.portal import ROOT, free_port

READY_WITHIN_SECONDS = 90
Made = TypeVar("Made", bound="Server")


class Server(ABC):
    """Started in a session of its own: killed, all its processes go at once, as in a power cut."""

    package = ""
    account = ""
    """Whose the processes are when root starts them: PostgreSQL refuses root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.prepare()

    def prepare(self) -> None:
        """Before the first start; most servers need nothing."""
        return

    @property
    @abstractmethod
    def url(self) -> str:
        """Where it answers."""

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What a portal must be told to use it."""

    @abstractmethod
    def command(self) -> list[str]:
        """What starts it, in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it is ready."""

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=self.own_environment(),
                **self.as_account(),
            )
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
            assert time.monotonic() < deadline, f"{self.package} does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if self.package == "postgresql" else signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def own_environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def as_account(self) -> dict[str, str]:
        return {"user": self.account, "group": self.account} if self.account and os.geteuid() == 0 else {}

    def program(self, *places: str) -> str:
        for place in places:
            found = shutil.which(place) or next((str(path) for path in sorted(Path("/").glob(place.lstrip("/")), reverse=True)), "")
            if found:
                return found
        sys.exit(f"{places[0]} is not here. On Debian: apt install {self.package}")


class PostgreSQL(Server):
    package, account = "postgresql", "postgres"

    def prepare(self) -> None:
        if self.as_account():
            shutil.chown(self.folder, self.account)
        initdb = [
            self.program("initdb", "/usr/lib/postgresql/*/bin/initdb"),
            "-D",
            str(self.folder / "data"),
            "-U",
            "vigie",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self.folder, env=self.own_environment(), **self.as_account())
        self.create_database = True

    @property
    def url(self) -> str:
        return f"postgres://vigie@127.0.0.1:{self.port}/vigie"

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url}

    def command(self) -> list[str]:
        program = self.program("postgres", "/usr/lib/postgresql/*/bin/postgres")
        options = f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100"
        return [program, "-D", str(self.folder / "data"), *(part for option in options for part in ("-c", option))]

    def answers(self) -> bool:
        try:
            with psycopg.connect(f"postgres://vigie@127.0.0.1:{self.port}/postgres", connect_timeout=5, autocommit=True) as connection:
                if self.create_database:
                    connection.execute("CREATE DATABASE vigie")
                    self.create_database = False
                return True
        except psycopg.OperationalError:
            return False


class Redis(Server):
    package = "redis-server"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def environment(self) -> dict[str, str]:
        return {"CACHE_URL": f"redis://127.0.0.1:{self.port}/1", "BROKER_URL": self.url}

    def command(self) -> list[str]:
        port = "--bind", "127.0.0.1", "--port", str(self.port)
        return [self.program("redis-server"), *port, "--save", "", "--appendonly", "no", "--dir", str(self.folder)]

    def answers(self) -> bool:
        client = redis.Redis(port=self.port)
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False
        finally:
            client.close()


class RabbitMQ(Server):
    package = "rabbitmq-server"

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def environment(self) -> dict[str, str]:
        return {"BROKER_URL": self.url}

    def command(self) -> list[str]:
        return [self.program("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")]

    def own_environment(self) -> dict[str, str]:
        folders = {name: str(self.folder) for name in ("RABBITMQ_MNESIA_BASE", "RABBITMQ_LOG_BASE", "RABBITMQ_HOME")}
        node = {
            "RABBITMQ_NODENAME": f"vigie{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
        }
        quiet = {"RABBITMQ_PID_FILE": str(self.folder / "pid"), "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins")}
        # What the machine's own RabbitMQ is told, its port first of all, is not for this one.
        apart = {"RABBITMQ_CONF_ENV_FILE": str(self.folder / "env.conf"), "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq")}
        return super().own_environment() | folders | node | quiet | apart | {"RABBITMQ_DIST_PORT": str(self.distribution_port)}

    def prepare(self) -> None:
        self.distribution_port = free_port()

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                pass
            with Connection(self.url, connect_timeout=5) as connection:
                connection.connect()
            return True
        except (OSError, BrokerAway):
            return False


class Nginx(Server):
    """In front of a portal, as `deploy/nginx` says, on ports and folders of its own."""

    package = "nginx"
    names = "vigie.caisse.example", "fichiers.caisse.example"

    def __init__(self, folder: Path, portal_port: int, data: Path) -> None:
        self.portal_port, self.data = portal_port, data
        super().__init__(folder)

    @property
    def url(self) -> str:
        return f"https://{self.names[0]}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {}

    def prepare(self) -> None:
        self.certificate = self.folder / "fullchain.pem"
        subject = ("-subj", f"/CN={self.names[0]}", "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in self.names))
        files = "-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files], check=True, capture_output=True
        )
        ours = (ROOT / "deploy" / "nginx" / "vigie.conf").read_text()
        plain_port = free_port()
        for there, here in {
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "127.0.0.1:8000": f"127.0.0.1:{self.portal_port}",
            "/etc/ssl/vigie": str(self.folder),
            "/var/log/nginx": str(self.folder),
            "/var/lib/vigie": str(self.data),
            "/opt/vigie": str(ROOT),
        }.items():
            assert there in ours, there
            ours = ours.replace(there, here)
        (self.folder / "vigie.conf").write_text(ours)
        account = "user root;" if os.geteuid() == 0 else ""
        kept = "".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        whole = f"{account} daemon off; pid {self.folder}/pid; events {{}} http {{ {kept} include {self.folder}/vigie.conf; }}"
        (self.folder / "nginx.conf").write_text(whole)

    def command(self) -> list[str]:
        return [self.program("nginx", "/usr/sbin/nginx"), "-e", str(self.folder / "log"), "-c", str(self.folder / "nginx.conf")]

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@contextmanager
def in_a_folder(kind: Callable[[Path], Made]) -> Iterator[Made]:
    """Not started yet; stopped at the end, and nothing of it left. The folder can be entered by the account of the server."""
    with tempfile.TemporaryDirectory(prefix="vigie-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = kind(Path(folder))
        try:
            yield server
        finally:
            server.stop()


SERVERS: dict[str, type[Server]] = {"postgresql": PostgreSQL, "redis": Redis, "rabbitmq": RabbitMQ}


def main(names: Sequence[str], command: Sequence[str]) -> int:
    with ExitStack() as stack:
        environment: dict[str, str] = {}
        for name in names:
            server = stack.enter_context(in_a_folder(SERVERS[name]))
            wanted = {key: value for key, value in server.environment.items() if key not in os.environ}
            if not wanted:
                continue
            server.start()
            environment |= wanted
        print(*(f"{key}={value}" for key, value in sorted(environment.items())), flush=True)
        return subprocess.run(command, env={**os.environ, **environment}).returncode


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(sys.argv[1:split], sys.argv[split + 1 :]))
