"""Hélène builds a course of three lessons and a final quiz from Wagtail's screens; Éric approves it; it is open."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from explainers.demo import CALL_TITLE
from tests.e2e.test_accessibility import AXE, RULES
from tests.e2e.test_editor_explainer import submit

COURSE = "Dire non sans fermer la porte"
CHECK = "La personne insiste : que dites-vous d’abord ?"
ONE, SEVERAL, ORDER = "Une seule bonne réponse", "Plusieurs bonnes réponses", "Remise en ordre"
QUIZ = (
    ("Quelle phrase ferme la porte ?", ONE, ("« C’est non. »", "« Voici qui peut. »", "« Un instant. »"), (0,)),
    ("Quelles phrases l’ouvrent ?", SEVERAL, ("« Voici qui peut. »", "« C’est la règle. »", "« Je vous rappelle. »"), (0, 2)),
    ("Dans quel ordre dites-vous non ?", ORDER, ("Reconnaître la demande", "Dire la limite", "Proposer une suite"), ()),
)


def faults(page: Page, *panels: str) -> list[str]:
    """What axe finds in our panels; Wagtail's frame and its editor of texts are Wagtail's. WCAG only: see test_editor_explainer."""
    wcag = [rule for rule in RULES if rule.startswith("wcag")]
    page.evaluate(AXE)
    ours = {"include": [[panel] for panel in panels], "exclude": [[".Draftail-Editor"]]}
    found = page.evaluate("([ours, rules]) => axe.run(ours, {runOnly: rules}).then(result => result.violations)", [ours, wcag])
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def add_lesson(page: Page, number: int, title: str) -> Locator:
    page.locator("[data-contentpath=lessons] button[title='Insérer un bloc']").last.click()
    page.locator(f"[name=lessons-{number}-value-title]").fill(title)
    return page.locator(f"[name=lessons-{number}-value-content-count]").locator("xpath=..")


def add_block(page: Page, content: Locator, name: str) -> None:
    option = page.get_by_role("option", name=name, exact=True)
    for _attempt in range(3):
        content.locator("button[title='Insérer un bloc']").last.click()
        try:
            option.click(timeout=5_000)
        except PlaywrightTimeout:  # the draft saves itself now and then, and the list of blocks closes
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError(f"the list of blocks does not stay open: {name}")


def write_question(page: Page, stem: str, kind: str, choices: tuple[str, ...], right: tuple[int, ...]) -> None:
    """In the window that chooses a question: the tab that writes one."""
    window = page.locator(".modal-content")
    window.get_by_role("tab", name="Écrire une question").click()
    window.locator("[name=kind]").last.select_option(label=kind)
    window.locator("[name=stem]").fill(stem)
    for number, text in enumerate(choices):
        window.locator(f"[name=choices-{number}-value-text]").fill(text)
        window.locator(f"[name=choices-{number}-value-feedback]").fill(f"Ce que {text} fait à la personne.")
        if number in right:
            window.locator(f"[name=choices-{number}-value-right]").check()


def choose_and_write(page: Page, button: Locator, stem: str, kind: str, choices: tuple[str, ...], right: tuple[int, ...]) -> None:
    button.click()
    write_question(page, stem, kind, choices, right)
    page.locator(".modal-content").get_by_role("button", name="Ajouter à la banque").click()
    expect(page.get_by_text(stem).first).to_be_visible(timeout=20_000)


def present(page: Page) -> None:
    page.locator("[name=title]").fill(COURSE)
    page.locator("[name=summary]").fill("Refuser sans rompre : reconnaître, dire la limite, proposer une suite.")
    page.locator("[data-contentpath=objectives] button[title='Insérer un bloc']").last.click()
    page.locator("[name=objectives-0-value]").fill("Dire ce qui n’est pas possible, et ce qui l’est")


def write_lessons(page: Page) -> None:
    page.get_by_role("tab", name="Leçons").click()
    first = add_lesson(page, 0, "Ce que la personne entend")
    add_block(page, first, "Texte")
    page.locator("[name=lessons-0-value-content-0-value-title]").fill("Un non, deux effets")
    page.locator("[data-contentpath=lessons] [role=textbox]").first.click()
    page.keyboard.type("La personne entend le refus avant la raison.")
    second = add_lesson(page, 1, "Une suite à chaque refus")
    add_block(page, second, "Infographie : étapes")
    for number, title in enumerate(("Reconnaître la demande", "Dire la limite", "Proposer une suite")):
        if number == 2:
            page.locator("[name=lessons-1-value-content-0-value-steps-count]").locator("xpath=..").get_by_title("Ajouter").last.click()
        page.locator(f"[name=lessons-1-value-content-0-value-steps-{number}-value-title]").fill(title)
    third = add_lesson(page, 2, "Écouter un début d’appel")
    add_block(page, third, "Son ou vidéo")
    page.get_by_role("button", name=re.compile("Choisir média")).last.click()
    page.get_by_role("link", name=CALL_TITLE).click()
    add_block(page, third, "Vérification")
    choices = ("« Calmez-vous. »", "« Vous tenez à cette réponse, je l’entends. »", "« Je n’y peux rien. »")
    button = page.get_by_role("button", name="Choisir une question").first
    choose_and_write(page, button, CHECK, ONE, choices, right=(1,))


def write_quiz(page: Page) -> None:
    page.get_by_role("tab", name="Quiz final").click()
    for stem, kind, choices, right in QUIZ:
        choose_and_write(page, page.locator("#id_course_questions-OPEN_MODAL"), stem, kind, choices, right)
    page.locator("[name=pass_mark]").fill("2")


def test_an_editor_builds_a_course_another_approves(signed_in):
    helene = signed_in("helene.morel")
    helene.goto("/redaction/")
    helene.get_by_role("link", name="Cours", exact=True).click()
    helene.get_by_role("link", name=re.compile("Ajouter")).first.click()
    present(helene)
    write_lessons(helene)
    write_quiz(helene)
    for tab, panel in (("Présentation", "#tab-presentation"), ("Leçons", "#tab-lecons"), ("Quiz final", "#tab-quiz_final")):
        helene.get_by_role("tab", name=tab).click()
        assert faults(helene, panel) == []
    submit(helene, "Soumettre à Relecture à deux")
    expect(helene.get_by_text(re.compile("soumise|soumis")).first).to_be_visible(timeout=20_000)

    eric = signed_in("eric.leroux")
    eric.goto("/redaction/")
    eric.get_by_role("link", name=COURSE).first.click()
    submit(eric, "Approuver et Publier")
    expect(eric.get_by_role("link", name=COURSE).first).to_be_visible(timeout=20_000)
    eric.get_by_role("link", name="Questions", exact=True).click()
    row = eric.get_by_role("row").filter(has_text=CHECK)
    expect(row).to_contain_text(COURSE)
    row.get_by_role("link", name=CHECK).click()
    expect(eric.get_by_text("Cette question ne change plus")).to_be_visible()
