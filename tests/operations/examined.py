"""An installation as `manage.py doctor` finds it, in a process of its own with the portal's own settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from operations.checks.finding import Finding
from tests.background.portal import ROOT


def codes(check: Callable[[], Iterator[Finding]]) -> list[str]:
    """What one check finds, each finding with both its sentences."""
    found = list(check())
    assert all(finding.wrong and finding.remedy for finding in found)
    return [finding.code for finding in found]


class Examined:
    def __init__(self, folder: Path, **environment: str) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("VIGIE_", "DJANGO_", "CACHE_", "BROKER_"))}
        self.folder = folder
        self.environment = {
            **kept,
            "VIGIE_DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'vigie.sqlite3'}",
            **environment,
        }

    def manage(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env={**self.environment, **environment}, capture_output=True, text=True, timeout=300)

    def doctor(self, *options: str, **environment: str) -> dict[str, Any]:
        """Its machine form; the exit code says the same."""
        done = self.manage("doctor", "--json", *options, **environment)
        assert "Traceback" not in done.stderr, done.stderr
        found = json.loads(done.stdout)
        errors = [finding for finding in found["findings"] if finding["severity"] == "error"]
        assert (done.returncode, found["status"]) == ((1, "error") if errors else (0, "ok"))
        return found

    def codes(self, *options: str, **environment: str) -> set[str]:
        return {finding["code"] for finding in self.doctor(*options, **environment)["findings"]}

    def errors(self, *options: str, **environment: str) -> set[str]:
        return {finding["code"] for finding in self.doctor(*options, **environment)["findings"] if finding["severity"] == "error"}
