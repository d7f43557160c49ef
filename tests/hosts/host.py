"""A host: a process tree with a data folder of its own and, where the kernel lets us, a name and process numbers of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from tests.background.portal import Portal, parents

UNSHARE = ["unshare", "--user", "--map-root-user", "--uts", "--pid", "--fork", "--kill-child"]
UNDER_A_NAME = "import os, socket, sys; socket.sethostname(sys.argv[1]); os.execv(sys.argv[2], sys.argv[2:])"


@cache
def kernel_lets_us() -> bool:
    """Namespaces may be forbidden, inside containers above all: hosts are then process trees of one machine."""
    try:
        return subprocess.run([*UNSHARE, sys.executable, "-c", UNDER_A_NAME, "host", "/bin/true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


class Host(Portal):
    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir()
        super().__init__(folder, DJANGO_SETTINGS_MODULE="config.settings", **environment)
        if kernel_lets_us():
            self.within = [*UNSHARE, sys.executable, "-c", UNDER_A_NAME, folder.name]

    @property
    def name(self) -> str:
        return self.folder.name

    def calls(self) -> list[Path]:
        """What this host keeps of calls."""
        return [path for path in (self.folder / "calls").rglob("*") if path.is_file()]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """`unshare` hears no SIGTERM: what it started does."""
        own = [pid for pid, parent in parents().items() if parent == self.process.pid] if self.within else [self.process.pid]
        for pid in own:
            os.kill(pid, number)
        return self.process.wait(20)

    def lose_power(self) -> None:
        """All its processes at once."""
        for pid in self.family():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
