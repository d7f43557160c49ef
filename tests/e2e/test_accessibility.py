"""axe on every page we render, in both themes, on a phone, a tablet and a desk; then what axe cannot see: keyboard and overflow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = ["/compte/login/", "/compte/signup/", "/compte/password/reset/", "/compte/password/reset/done/", "/accessibilite/", "/pages/aide/",
          "/pages/donnees-personnelles/", "/pages/mentions-legales/", "/compte/password/reset/key/1-nothing/",
          "/verifier/", "/recherche/", "/recherche/?q=carte", "/recherche/?q=rien", "/fiches/", "/fiches/?mots=rien",
          "/pages/fiches/on-me-reclame-un-trop-percu/", "/pages/fiches/je-demenage/"]  # fmt: skip
PAGES = {
    "": PUBLIC,
    "nadia.benali": ["/", "/recherche/?q=e", "/annuaire/", "/annuaire/?mots=personne", "/fiches/", "/mon-compte/", "/notifications/",
                     "/compte/2fa/", "/compte/2fa/webauthn/", "/compte/email/", "/mon-compte/securite/",
                     "/compte/password/change/", "/compte/logout/", "/importations/", "/nulle-part/", "/notices/",
                     "/cours/", "/cours/?mots=rien", "/cours/appels-difficiles/", "/appels/", "/signalements/", "/signalements/?mots=rien",
                     "/signalements/nouveau/", "/mes-certificats/", "/journal/"],
    "yacine.amrani": ["/", "/mes-certificats/"],
    "sophie.lambert": ["/", "/campagnes/", "/campagnes/nouvelle/", "/appels/", "/appels/?etat=stopped",
                       "/appels/recherche/", "/appels/recherche/?mots=rien", "/appels/deposer/", "/appels/deposer/plusieurs/", "/api/",
                       "/appels/vocabulaire/"],
    "paul.diallo": ["/", "/signalements/a-traiter/"],
    "julien.maze": ["/", "/protection-des-donnees/", "/protection-des-donnees/bordereaux/", "/protection-des-donnees/consultations/",
                    "/protection-des-donnees/usagers/",
                    "/journal-de-securite/"],
    "claire.fontaine": ["/", "/cours/affectations/"],
    "beatrice.legoff": ["/", "/certifications/", "/certifications/titulaires/", "/certifications/nouvelle/",
                       "/annuaire/1/", "/annuaire/1/poste/", "/importations/"],
    "eric.leroux": ["/", "/composants/", "/equipes/", "/equipes/1/", "/organisation/", "/envois/",
                    "/essais-de-transcription/", "/annuaire/1/"],
    "helene.morel": ["/", "/fiches/", "/pages/fiches/je-demenage/"],
}  # fmt: skip
WIDTHS = [390, 820, 1440]


def violations(page: Page) -> list[str]:
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(result => result.violations)", RULES)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("person", PAGES)
def test_axe_finds_nothing(person, signed_in, open_context):
    # Without motion: a colour on its way from one theme to the other is nobody's colour.
    still = {"reduced_motion": "reduce"}
    page = signed_in(person, **still) if person else open_context(**still).new_page()
    faults = {}
    for path in PAGES[person]:
        page.goto(path)
        page.evaluate(AXE)
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if found := violations(page):
                    faults[f"{path} {theme} {width}"] = found
    assert faults == {}


@pytest.mark.parametrize("person", PAGES)
def test_nothing_overflows_a_narrow_screen(person, signed_in, open_context):
    page = signed_in(person) if person else open_context().new_page()
    for path in PAGES[person]:
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"


def test_the_first_tab_skips_to_the_content(signed_in):
    page = signed_in("nadia.benali")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_the_account_menu_opens_and_closes_by_keyboard(signed_in):
    page = signed_in("nadia.benali")
    page.goto("/")
    summary = page.locator("details.vg-menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sécurité de la connexion")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Sécurité de la connexion")).to_be_hidden()
    expect(summary).to_be_focused()


def test_focus_is_always_visible(signed_in):
    page = signed_in("nadia.benali")
    page.goto("/annuaire/")
    for _ in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
