"""python -m bench.personal_data [--calls DIR]: what `privacy.findings` finds of the personal data marked in annotated calls.

Names and addresses are listed apart: they are not sought yet. What is found outside any mark is printed, to be judged by a reader.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from privacy.findings import find
from privacy.kinds import Finding

OURS = Path(__file__).resolve().parent.parent / "call_review" / "samples"


def turns(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json")):
        reference = json.loads(path.read_text("utf-8"))
        yield from reference.get("turns", []) if isinstance(reference, dict) else []


def covers(finding: Finding, mark: dict[str, Any]) -> bool:
    return finding.start <= mark["char_start"] and mark["char_end"] <= finding.end


def measure(folder: Path) -> Iterator[str]:
    marked: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    outside: list[str] = []
    for turn in turns(folder):
        found, marks = find(turn["text"]), turn.get("pii", [])
        for mark in marks:
            marked[mark["kind"]] += 1
            covered[mark["kind"]] += any(covers(finding, mark) for finding in found)
        outside += [
            f"{one.kind}: {turn['text'][one.start : one.end]!r} in {turn['text']!r}"
            for one in found
            if not any(one.start < mark["char_end"] and mark["char_start"] < one.end for mark in marks)
        ]
    for kind, count in sorted(marked.items()):
        yield f"{kind:20} {covered[kind]:3} / {count:3}"
    yield f"found outside any mark: {len(outside)}"
    yield from outside


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.personal_data", description=__doc__)
    parser.add_argument("--calls", type=Path, default=OURS, help="folder of annotated calls (default: those of this repository)")
    options = parser.parse_args()
    if not options.calls.is_dir():
        parser.error(f"{options.calls} is not a folder")
    for line in measure(options.calls):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
