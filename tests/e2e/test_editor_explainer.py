"""Hélène writes an explainer with an infographic of steps and an image; Éric approves it; a caller reads it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from explainers.demo import CALL, CALL_TITLE, LETTER_TITLE
from tests.e2e.test_accessibility import AXE, RULES

QUESTION = "Ma carte grise n’arrive pas"
ALTERNATIVE = "Sur le courrier, la date limite est encadrée au milieu de la page."


def add_block(page: Page, name: str) -> None:
    page.locator("[data-contentpath=body] button[title='Insérer un bloc']").last.click()
    page.get_by_role("option", name=name).click()


def faults_of_our_panels(page: Page) -> list[str]:
    """Wagtail's frame is Wagtail's; the forms inside are ours. WCAG only: two blocks of one kind have regions of one name, by Wagtail."""
    wcag = [rule for rule in RULES if rule.startswith("wcag")]
    page.evaluate(AXE)
    included = [["#panel-child-contenu-body-section"], ["#panel-child-contenu-summary-section"]]
    ours = {"include": included, "exclude": [[".w-panel__controls"]]}  # move, copy, delete: Wagtail's buttons
    found = page.evaluate("([ours, rules]) => axe.run(ours, {runOnly: rules}).then(result => result.violations)", [ours, wcag])
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def submit(page: Page, action: str) -> None:
    """One of the actions under « Enregistrer le brouillon »."""
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name=action, exact=True).click()


def test_an_editor_writes_another_approves_and_a_caller_reads(signed_in, open_context):
    helene = signed_in("helene.morel")
    helene.goto("/fiches/")
    helene.get_by_role("link", name="Écrire une fiche").click()
    helene.locator("[name=title]").fill(QUESTION)
    helene.locator("[name=summary]").fill("Le titre est fabriqué puis envoyé ; la personne suit l’envoi en ligne.")
    helene.get_by_role("button", name="Choisir un motif d’appel").first.click()
    helene.get_by_label("Mots, synonyme ou code").fill("carte grise")
    expect(helene.get_by_text("Titres et attestations")).to_be_visible()
    helene.get_by_role("link", name="Renouvellement, perte ou vol").click()
    add_block(helene, "Infographie")
    for number, title in enumerate(("Demander la date de la demande", "Regarder l’envoi ensemble")):
        helene.locator(f"[name=body-0-value-steps-{number}-value-title]").fill(title)
    add_block(helene, "Image")
    helene.get_by_role("button", name="Choisir une image").click()
    helene.get_by_role("link", name=re.compile(LETTER_TITLE)).click()
    helene.locator("[name=body-1-value-alternative]").fill(ALTERNATIVE)
    helene.locator("[name=bureau]").fill("Titres")
    helene.locator("[name=review_by]").fill("2030-05-20")
    helene.keyboard.press("Escape")
    assert faults_of_our_panels(helene) == []
    submit(helene, "Soumettre à Relecture à deux")
    expect(helene.get_by_text(re.compile("soumise|soumis"))).to_be_visible()

    stranger = open_context().new_page()
    stranger.goto("/fiches/")
    expect(stranger.get_by_role("link", name=QUESTION)).to_have_count(0)

    eric = signed_in("eric.leroux")
    eric.goto("/redaction/")
    eric.get_by_role("link", name=QUESTION).first.click()
    submit(eric, "Approuver et Publier")
    expect(eric.get_by_role("link", name=QUESTION).first).to_be_visible()

    stranger.goto("/fiches/?mots=carte grise")
    stranger.get_by_role("link", name=QUESTION).click()
    expect(stranger.get_by_role("heading", name="Regarder l’envoi ensemble")).to_be_visible()
    expect(stranger.get_by_role("img", name=ALTERNATIVE)).to_be_visible()


def test_an_editor_adds_a_captioned_sound(signed_in):
    helene = signed_in("helene.morel")
    helene.goto("/redaction/")
    helene.get_by_role("link", name="Médias sous-titrés").click()
    expect(helene.get_by_role("link", name=CALL_TITLE)).to_be_visible()
    helene.get_by_role("link", name=re.compile("Ajouter")).first.click()
    helene.locator("[name=title]").fill("Ouvrir un appel")
    helene.locator("[name=file]").set_input_files(CALL)
    helene.locator("[name=captions]").fill("Bonjour")
    save = helene.locator("footer").get_by_role("button", name=re.compile("Enregistrer"))
    save.click()
    expect(helene.get_by_text("Ligne 1 : un début et une fin sont attendus")).to_be_visible()
    helene.evaluate(AXE)
    wcag = [rule for rule in RULES if rule.startswith("wcag")]
    ours = {"include": [["#main form"]]}
    found = helene.evaluate("([ours, rules]) => axe.run(ours, {runOnly: rules}).then(result => result.violations)", [ours, wcag])
    assert [rule["id"] for rule in found] == []
    helene.locator("[name=file]").set_input_files(CALL)  # browsers forget a file when the page comes back
    helene.locator("[name=captions]").fill(CALL.with_suffix(".vtt").read_text(encoding="utf-8"))
    save.click()
    expect(helene.get_by_role("link", name="Ouvrir un appel")).to_be_visible()


def test_a_passage_that_is_clicked_is_heard(open_context):
    caller = open_context().new_page()
    caller.goto("/pages/fiches/je-demenage/")
    passage = caller.get_by_role("button", name="Ah, génial.")
    passage.focus()
    caller.keyboard.press("Enter")
    expect(caller.locator("li[aria-current=true]")).to_contain_text("Ah, génial.")
    assert caller.locator("audio").evaluate("player => player.currentTime") >= 16.9
