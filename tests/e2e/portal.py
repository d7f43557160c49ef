"""The portal, started as a newcomer starts it: `manage.py prepare`, then `manage.py serve`, on an empty data folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOPS_WITHIN = 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Portal:
    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("VIGIE_", "DJANGO_"))}
        return {**inherited, "VIGIE_DATA_DIR": str(self.data), "PORT": str(self.port), "VIGIE_SITE_URL": self.address, **self.settings}

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)

    def start(self) -> None:
        self.manage("prepare")
        self.process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=self.environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/accessibilite/", timeout=5)
            except OSError:
                time.sleep(0.3)
            else:
                return
        raise AssertionError("the portal did not answer within a minute")

    def stop(self) -> float:
        """Seconds from SIGTERM to the end of the last process."""
        assert self.process is not None
        children = self.processes()
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=STOPS_WITHIN) == 0
        took = time.monotonic() - began
        left = [pid for pid in children if Path(f"/proc/{pid}").exists()]
        assert not left, f"processes left behind: {left}"
        return took

    def processes(self) -> list[int]:
        """The supervisor and all it started."""
        assert self.process is not None
        found, queue = [], [self.process.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists():
                queue += [int(child) for child in children.read_text().split()]
        return found

    def mails(self) -> list[str]:
        return [path.read_text(encoding="utf-8") for path in sorted((self.data / "mail").glob("*.log"))]
