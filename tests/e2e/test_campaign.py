"""The coach prepares a campaign and opens it, with the keyboard where it matters; the agent reads its notice and acknowledges it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import AXE, WIDTHS, violations


def check(page: Page) -> None:
    """axe in both themes and three widths, and nothing wider than a phone."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE)
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], f"{page.url} {theme} {width}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_campaign_is_announced_before_anything_else(signed_in):
    today = timezone.localdate()
    page = signed_in("sophie.lambert")
    page.goto("/campagnes/")
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_label("Nom").fill("Accueil des nouveaux retraités")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Il manque encore")).to_be_visible()
    expect(page.get_by_role("button", name="Ouvrir la campagne")).to_have_count(0)
    check(page)

    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Finalité").fill("Former les agents à l’accueil des nouveaux retraités.")
    page.get_by_label("Base légale").select_option("public_task")
    page.get_by_label("Premier jour").fill(today.isoformat())
    page.get_by_label("Dernier jour").fill((today + dt.timedelta(days=84)).isoformat())
    page.get_by_label("Retraite 2").check()
    page.get_by_label("Contact du délégué").fill("dpo@ouest.example")
    page.get_by_label("Représentants du personnel").fill(today.isoformat())
    page.get_by_label("Document de la consultation").fill("CSA du 3 novembre, point 4")
    page.get_by_label("Visa d’élimination").fill("AD 44, visa 2026-118")
    page.get_by_label("Information des usagers").fill("Message d’accueil, et touche 2 pour ne pas être enregistré.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_role("alert")).to_contain_text("douze semaines")
    expect(page.get_by_text("(facultatif)")).to_have_count(0)
    check(page)
    page.get_by_label("Dernier jour").fill((today + dt.timedelta(days=83)).isoformat())
    page.get_by_role("button", name="Enregistrer le brouillon").click()

    page.get_by_role("link", name="Publier une version").click()
    page.get_by_label("Texte de la notice").fill("Au plus cinq de vos appels par semaine seront réécoutés, par Sophie Lambert seule.")
    check(page)
    page.get_by_role("button", name="Publier cette version").click()
    opener = page.get_by_role("button", name="Ouvrir la campagne")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("La campagne est ouverte.")).to_be_visible()
    expect(page.get_by_text("Nadia Benali")).to_be_visible()
    check(page)

    agent = signed_in("nadia.benali")
    agent.goto("/notices/")
    agent.get_by_role("link", name="Accueil des nouveaux retraités").click()
    check(agent)
    agent.get_by_role("button", name="J’ai pris connaissance").focus()
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("Vous en avez pris connaissance le")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Nadia Benali")).to_have_count(0)

    for stranger in ("marc.oger", "beatrice.legoff", "eric.leroux"):
        other = signed_in(stranger)
        for path in ("/campagnes/", "/notices/"):
            assert other.goto(path).status == 404
        expect(other.get_by_role("link", name="Campagnes")).to_have_count(0)
