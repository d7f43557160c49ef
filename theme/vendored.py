"""The front-end libraries kept in the repository: what they are, and whether each file is still the one that was fetched."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from theme.icons import ICONS

MANIFEST = Path(settings.BASE_DIR) / "static" / "vendor" / "VENDOR.json"


@dataclass(frozen=True)
class Library:
    """`files`: path inside the npm package → path in the repository. The licence file is one of them."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


LIBRARIES = (
    Library(
        "bootstrap",
        "5.3.9",
        "MIT",
        {"dist/css/bootstrap.min.css": "static/vendor/bootstrap/bootstrap.min.css", "LICENSE": "static/vendor/bootstrap/LICENSE"},
    ),
    Library(
        "bootstrap-icons",
        "1.13.2",
        "MIT",
        {"bootstrap-icons.svg": "static/vendor/bootstrap-icons/icons.svg", "LICENSE": "static/vendor/bootstrap-icons/LICENSE"},
    ),
    Library("htmx.org", "2.0.11", "0BSD", {"dist/htmx.min.js": "static/vendor/htmx/htmx.min.js", "LICENSE": "static/vendor/htmx/LICENSE"}),
    Library(
        "wavesurfer.js",
        "8.0.1",
        "BSD-3-Clause",
        {"dist/wavesurfer.min.js": "static/vendor/wavesurfer/wavesurfer.min.js", "LICENSE": "static/vendor/wavesurfer/LICENSE"},
    ),
    Library(
        "chart.js",
        "4.6.1",
        "MIT",
        {"dist/chart.umd.min.js": "static/vendor/chart.js/chart.umd.min.js", "LICENSE.md": "static/vendor/chart.js/LICENSE.md"},
    ),
    Library(
        "tus-js-client",
        "4.3.1",
        "MIT",
        {"dist/tus.min.js": "static/vendor/tus/tus.min.js", "LICENSE": "static/vendor/tus/LICENSE"},
    ),
    Library("axe-core", "4.14.1", "MPL-2.0", {"axe.min.js": "tests/e2e/vendor/axe.min.js", "LICENSE": "tests/e2e/vendor/LICENSE-axe-core"}),
)


def version(name: str) -> str:
    return next(library.version for library in LIBRARIES if library.name == name)


def sprite(whole: str) -> str:
    """Of the 2,000 icons (1.1 MB), those that the portal uses."""
    symbols = {name: symbol for symbol, name in re.findall(r'(<symbol [^>]*id="([^"]+)">.*?</symbol>)', whole, flags=re.DOTALL)}
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols[name] for name in sorted(ICONS)) + "\n</svg>\n"


def checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest() -> None:
    rows = []
    for library in LIBRARIES:
        files = {place: checksum(Path(settings.BASE_DIR) / place) for place in library.files.values()}
        rows.append({**asdict(library), "files": files})
    MANIFEST.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def faults() -> list[str]:
    """One sentence a file that is missing, changed or unknown; empty when all is as fetched. Needs no network."""
    recorded = {row["name"]: row for row in json.loads(MANIFEST.read_text(encoding="utf-8"))}
    found = []
    for library in LIBRARIES:
        row = recorded.get(library.name)
        if row is None or row["version"] != library.version:
            found.append(f"{library.name} {library.version}: not fetched yet (make vendor)")
            continue
        for place, expected in row["files"].items():
            path = Path(settings.BASE_DIR) / place
            if not path.is_file():
                found.append(f"{place}: missing")
            elif checksum(path) != expected:
                found.append(f"{place}: changed since it was fetched")
    return found
