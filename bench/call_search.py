"""python -m bench.call_search [--turns N] [--searches N]: how long a search across calls takes, on a PostgreSQL of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys

from tests.servers import PostgreSQL, in_a_folder

FEWEST = 40_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.call_search", description="Search across calls, on PostgreSQL: how long, how large.")
    parser.add_argument("--turns", type=int, default=2_000_000)
    parser.add_argument("--searches", type=int, default=480)
    options = parser.parse_args()
    if options.turns < FEWEST:
        parser.error(f"at least {FEWEST} turns, so that each of those who ask has calls")
    with in_a_folder(PostgreSQL) as server:
        server.start()
        # Whatever database the environment names is left alone.
        ours = ["env", *(f"{name}={value}" for name, value in server.environment.items())]
        command = [sys.executable, "-m", "bench.searches", str(options.turns), str(options.searches)]
        return subprocess.run([*ours, *command]).returncode


if __name__ == "__main__":
    sys.exit(main())
