"""python -m bench.searches TURNS SEARCHES: what `bench.call_search` runs, on the empty database that it has just started.

Invented organisations, agents, calls and sentences, nothing of anybody's. Each question is asked twice, by an agent and by a coach of forty
agents: of the function that the page calls (« search »), then of the page itself, signed in, from the session to the last line of HTML.
"""

from __future__ import annotations

import logging
import math
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

Question = Callable[[random.Random, "User"], dict[str, object]]
FIGURES = ("p50", "p95", "max")
ASKERS = 12
"""Of each kind, so that none reaches the limit of demands."""


def main(turns: int, searches: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.test.utils import setup_test_environment

    from bench import many_calls

    if connection.vendor != "postgresql" or connection.introspection.table_names():
        sys.exit("This is for an empty PostgreSQL: python -m bench.call_search starts one.")
    logging.disable(logging.WARNING)
    setup_test_environment(debug=False)  # pages come back with what they were drawn from
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    began = time.monotonic()
    made = many_calls.make(turns)
    took = time.monotonic() - began
    _say(f"{made.turns:,} turns, {made.words:,} words, {made.calls:,} calls, {made.agents} agents: loaded in {took:.0f} s")
    _say(many_calls.sizes())
    for line in _table(searches):
        _say(line)
    connections.close_all()


def _table(searches: int) -> list[str]:
    from bench import many_calls

    chosen = random.Random(7)
    head = f"{'asked':<32}{'by':<7}{'number':>8}{'found':>8}" + "".join(f"{name:>7}" for name in 2 * FIGURES)
    lines = [f"{'':<55}{'search, ms':>21}{'whole page, ms':>21}", head]
    whole: dict[str, tuple[list[float], list[float]]] = {"agent": ([], []), "coach": ([], [])}
    browsers = {kind: _browsers(kind) for kind in whole}
    for name, question in many_calls.QUESTIONS.items():
        for kind, (searches_took, pages_took) in whole.items():
            took, pages, found = _ask(browsers[kind], question, max(searches // (2 * len(many_calls.QUESTIONS)), 5), chosen)
            searches_took += took
            pages_took += pages
            lines.append(f"{name:<32}{kind:<7}{len(took):>8}{found:>8}{_figures(took)}{_figures(pages)}")
    for kind, (searches_took, pages_took) in whole.items():
        lines.append(f"{'all':<32}{kind:<7}{len(searches_took):>8}{'':>8}{_figures(searches_took)}{_figures(pages_took)}")
    return lines


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


def _ask(
    browsers: list[tuple[Client, User]], question: Question, number: int, chosen: random.Random
) -> tuple[list[float], list[float], int]:
    """Milliseconds of each search and of each page, and the median of how many calls were found."""
    took, pages, found = [], [], []
    for turn in range(number):
        client, user = browsers[turn % ASKERS]
        asked = {name: str(value) for name, value in question(chosen, user).items()}
        milliseconds, count = _timed(lambda user=user, asked=asked: _search(user, asked))
        took.append(milliseconds)
        found.append(count)
        milliseconds, count = _timed(lambda client=client, asked=asked: _page(client, asked))
        pages.append(milliseconds)
        if count != found[-1]:
            sys.exit(f"{asked}: the page found {count} calls, the search {found[-1]}")
    return took, pages, int(statistics.median(found))


def _timed(act: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    count = act()
    return (time.perf_counter() - began) * 1000, count


def _search(user: User, asked: dict[str, str]) -> int:
    """As the view does: the calls that may be opened, what is on offer, what is found, and the passages of the first page."""
    from call_review import search_views, searching
    from call_review.search_forms import CallSearch

    form = CallSearch(asked, seen=searching.searchable_by(user), coaches=user.email.startswith("coach"))
    if not form.is_valid():
        sys.exit(f"{asked}: {form.errors.as_json()}")
    return search_views.results(form, None)["page"].paginator.count


def _page(client: Client, asked: dict[str, str]) -> int:
    from django.urls import reverse

    page = client.get(reverse("recordings:search"), asked)
    return page.context["page"].paginator.count if page.status_code == 200 and page.context["found"] is not None else -1


def _figures(took: list[float]) -> str:
    """Median, 95th percentile (nearest rank), longest."""
    ordered = sorted(took)
    return "".join(f"{value:>7.0f}" for value in (statistics.median(ordered), ordered[math.ceil(len(ordered) * 0.95) - 1], ordered[-1]))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
