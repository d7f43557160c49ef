"""python -m bench.call_search [--turns N] [--searches N]: how long a search across calls takes, on a PostgreSQL of its own.

Invented organisations, agents, calls and sentences, nothing of anybody's; what is asked is asked of the page itself, signed in as an agent
and as a coach of forty agents.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.servers import PostgreSQL, in_a_folder

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

Question = Callable[[random.Random, "User"], dict[str, object]]
ASKERS = 12
"""Of each kind, so that none reaches the limit of demands."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.call_search", description="Search across calls, on PostgreSQL: how long, how large.")
    parser.add_argument("--turns", type=int, default=2_000_000)
    parser.add_argument("--searches", type=int, default=480)
    options = parser.parse_args()
    with in_a_folder(PostgreSQL) as server:
        server.start()
        os.environ |= {"DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        _measure(options.turns, options.searches)


def _measure(turns: int, searches: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment

    from bench import many_calls

    logging.disable(logging.WARNING)
    setup_test_environment(debug=False)  # pages come back with what they were drawn from
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    began = time.monotonic()
    made = many_calls.make(turns)
    took = time.monotonic() - began
    _say(f"{made.turns:,} turns, {made.words:,} words, {made.calls:,} calls, {made.agents} agents: loaded in {took:.0f} s")
    _say(many_calls.sizes())
    for line in _table(made, searches):
        _say(line)
    connections.close_all()


def _table(made: object, searches: int) -> list[str]:
    from bench import many_calls

    chosen = random.Random(7)
    lines = [f"{'asked':<34}{'as':<8}{'number':>7}{'found':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    whole: list[float] = []
    browsers = {kind: _browsers(kind) for kind in ("agent", "coach")}
    for name, question in many_calls.QUESTIONS.items():
        for kind, signed_in in browsers.items():
            took, found = _ask(signed_in, question, max(searches // (2 * len(many_calls.QUESTIONS)), 5), chosen)
            whole += took
            lines.append(f"{name:<34}{kind:<8}{len(took):>7}{found:>8}{_figures(took)}")
    return [*lines, f"{'all':<42}{len(whole):>7}{'':>8}{_figures(whole)}"]


def _browsers(kind: str) -> list[tuple[Client, User]]:
    """Signed in, and past the first page, which loads what a portal loads once."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    browsers = [(Client(), User.objects.get(email=f"{kind}-{number}@bench.example")) for number in range(ASKERS)]
    for client, user in browsers:
        client.force_login(user)
        client.get(reverse("recordings:search"))
    return browsers


def _ask(browsers: list[tuple[Client, User]], question: Question, number: int, chosen: random.Random) -> tuple[list[float], int]:
    """Milliseconds of each page, and the median of how many calls were found."""
    from django.urls import reverse

    took, found = [], []
    for turn in range(number):
        client, user = browsers[turn % ASKERS]
        asked = question(chosen, user)
        began = time.perf_counter()
        page = client.get(reverse("recordings:search"), asked)
        took.append((time.perf_counter() - began) * 1000)
        if page.status_code != 200 or page.context["found"] is None:
            sys.exit(f"{asked} was not answered: {page.status_code}")
        found.append(page.context["page"].paginator.count)
    return took, int(statistics.median(found))


def _figures(took: list[float]) -> str:
    ordered = sorted(took)
    return f"{statistics.median(ordered):>9.0f}{ordered[int(len(ordered) * 0.95) - (len(ordered) % 20 == 0)]:>9.0f}{ordered[-1]:>9.0f}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
