"""A real server, real workers, a real browser. People are those of the demonstration."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from tests.e2e.portal import Portal

CHROMIUM = Path(os.environ.get("VIGIE_CHROMIUM", "/usr/bin/chromium"))
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker("e2e")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.start()
    yield portal
    if portal.process and portal.process.poll() is None:
        portal.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.exit(f"{CHROMIUM} is missing. On Debian: sudo apt install chromium; elsewhere set VIGIE_CHROMIUM.", returncode=2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


CSP = re.compile("^csp: |Content Security Policy", re.IGNORECASE)
EXPECTED = re.compile("status of 4|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_|EMPTY_RESPONSE|SOCKET)")
"""What the console says of an answer that a test provokes, or of a line that it cuts."""


TELL_REFUSALS = """addEventListener("securitypolicyviolation", event => console.error(
  `csp: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} on ${location.pathname}`));"""
pages_seen: set[str] = set()
"""Paths of the documents that the journeys read, and `refusals` of their content security policies."""
refusals: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if pages_seen:
        terminalreporter.write_line(
            f"content security policy: {len(refusals)} violations over {len(pages_seen)} pages read by the journeys"
        )


class Faults(list[str]):
    """What a page must never do: reach another host, log an error, answer 5xx."""

    def watch(self, context: BrowserContext, address: str) -> None:
        context.add_init_script(TELL_REFUSALS)
        context.on("response", lambda r: pages_seen.add(urlsplit(r.url).path) if r.request.resource_type == "document" else None)
        context.on("console", lambda m: refusals.append(m.text) if CSP.search(m.text) else None)
        context.on("request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else self.append(f"outside: {r.url}"))
        context.on("response", lambda r: self.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        context.on("console", lambda m: self.append(f"console: {m.text}") if m.type == "error" and not EXPECTED.search(m.text) else None)
        context.on("weberror", lambda e: self.append(f"script: {e.error}"))


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(portal: Portal, browser: Browser) -> Iterator[OpenContext]:
    """A browser of its own for each call; at the end of the test none may have misbehaved."""
    faults, contexts = Faults(), []

    def open_(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{"locale": "fr-FR", "base_url": portal.address, "viewport": {"width": 1280, "height": 900}, **options}
        )
        context.set_default_timeout(20_000)
        faults.watch(context, portal.address)
        contexts.append(context)
        return context

    yield open_
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def sessions() -> dict[str, dict]:
    """Cookies of each person who signed in: a password check costs a fifth of a second."""
    return {}


SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(open_context: OpenContext, sessions: dict[str, dict]) -> SignedIn:
    """A page of a person of the demonstration, named by the first part of the address: signed_in("nadia.benali")."""

    def page_of(person: str, **options: object) -> Page:
        if person in sessions:
            return open_context(storage_state=sessions[person], **options).new_page()
        page = open_context(**options).new_page()
        sign_in(page, person)
        sessions[person] = page.context.storage_state()
        return page

    return page_of


def sign_in(page: Page, person: str, password: str = DEMO_PASSWORD) -> None:
    page.goto("/compte/login/")
    page.get_by_label("Adresse e-mail professionnelle").fill(person if "@" in person else f"{person}@{DEMO_DOMAIN}")
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter").click()
