from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from theme import vendored


class Command(BaseCommand):
    help = "Fetches the front-end libraries (needs npm), or with --check verifies their checksums (needs nothing)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            for library in vendored.LIBRARIES:
                self._fetch(library)
            vendored.write_manifest()
        faults = vendored.faults()
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(vendored.LIBRARIES)} vendored libraries: as fetched.")

    @staticmethod
    def _fetch(library: vendored.Library) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise CommandError("npm is needed to fetch the front-end libraries; --check works without.")
        with tempfile.TemporaryDirectory() as folder:
            package = f"{library.name}@{library.version}"
            subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            archive = next(Path(folder).glob("*.tgz"))
            with tarfile.open(archive) as package_files:
                package_files.extractall(folder, filter="data")
            for inside, place in library.files.items():
                target = Path(settings.BASE_DIR) / place
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(folder) / "package" / inside, target)
                if target.name == "icons.svg":
                    target.write_text(vendored.sprite(target.read_text(encoding="utf-8")), encoding="utf-8")
