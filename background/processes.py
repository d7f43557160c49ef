"""Processes that live and die together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

PR_SET_PDEATHSIG = 1
PAUSES = (1, 2, 5, 10)
STEADY_AFTER_SECONDS = 60
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """To be called in a child just forked: the kernel kills it when its parent goes, even by SIGKILL (Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


class Child:
    """A command kept running, in its own session: a Ctrl-C in the terminal reaches only the one who watches over it."""

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], niceness: int = 0, keep_open: Sequence[int] = ()
    ) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.niceness = niceness
        self.keep_open = keep_open
        self.failures = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_again_at = 0.0

    def start(self) -> None:
        me = os.getpid()

        def in_the_child() -> None:
            die_with_parent(me)
            os.nice(self.niceness)

        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.keep_open,
            preexec_fn=in_the_child,  # safe: this process has one thread
        )

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_status(self) -> int | None:
        return self._process.returncode if self._process else None

    def keep_alive(self) -> str:
        """Start it again if it ended, after a pause that grows with each failure in a row. Answers what to tell, if anything."""
        if self.alive:
            return ""
        now = time.monotonic()
        if not self._start_again_at:
            self.sweep()
            self.failures = 1 if now - self._started_at > STEADY_AFTER_SECONDS else self.failures + 1
            pause = PAUSES[min(self.failures, len(PAUSES)) - 1]
            self._start_again_at = now + pause
            return f"{self.name} ended (status {self.exit_status}), starts again in {pause} s"
        if now >= self._start_again_at:
            self._start_again_at = 0.0
            self.start()
        return ""

    def ask_to_stop(self) -> None:
        if self.alive and self._process is not None:
            self._process.terminate()

    def sweep(self) -> None:
        """Kill what is left of it and of the processes it started."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def stop_all(children: Sequence[Child], patience: float) -> None:
    """Ask each to stop, and kill what still runs when patience is over."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + patience
    while any(child.alive for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        child.sweep()
