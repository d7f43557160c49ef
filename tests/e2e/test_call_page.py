"""The coach hears a word, notes a passage and rates two criteria, with the mouse, then with the keyboard alone; the agent answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal
from tests.e2e.test_campaign import check

MAKE_A_CALL = """
from accounts.models import Team, User
from call_review.models import Campaign
from tests.access_world import PREREQUISITES
from tests.call_review.calls import ready
team = Team.objects.get(name="Retraite 2")
campaign = Campaign.objects.create(organisation=team.organisation, name="Écoutes de novembre", **PREREQUISITES)
campaign.teams.add(team)
campaign.coaches.add(User.objects.get(email__startswith="sophie.lambert@"))
print(ready(User.objects.get(email__startswith="nadia.benali@"), campaign).get_absolute_url())
"""
NOW = "document.querySelector('audio').currentTime"


@pytest.fixture
def call(portal: Portal) -> str:
    """The address of a call of Nadia's, ready to be heard; Sophie leads its campaign."""
    return portal.manage("shell", "-c", MAKE_A_CALL).stdout.split()[-1]


def until(page: Page, condition: str) -> None:
    """The page's policy lets no expression be evaluated again and again inside it."""
    for _step in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def playing(page: Page, beyond: float) -> None:
    until(page, f"!document.querySelector('audio').paused && {NOW} > {beyond}")


def paused(page: Page) -> float:
    until(page, "document.querySelector('audio').paused")
    return float(page.evaluate(NOW))


def look(page: Page) -> None:
    """From the top: further down, what sticks to the edges of the window covers what passes under it."""
    page.evaluate("scrollTo(0, 0)")
    check(page)


def slider(page: Page):
    return page.get_by_role("slider", name="Position dans l’appel")


def criterion(page: Page, name: str):
    return page.get_by_role("region", name=name)


def test_by_mouse_then_the_agent_answers(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    expect(page.get_by_text("vous, Nadia Benali (agent)")).to_be_visible()
    expect(page.locator(".vg-turn")).to_have_count(3)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("^0 seconde sur 12 secondes"))
    # The call lasts twelve seconds: at half speed, a busy machine has time to look at each turn.
    page.evaluate("const audio = document.querySelector('audio'); audio.defaultPlaybackRate = audio.playbackRate = 0.5")

    # A clicked word is heard, and lit
    page.get_by_text("manque", exact=True).click()
    playing(page, 5.2)
    expect(page.locator(".vg-turn.here")).to_contain_text("trimestres")
    expect(page.locator(".vg-said .now")).to_have_count(1)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("l’usager parle"))
    page.get_by_role("button", name="Pause").click()
    at = paused(page)
    assert 5.2 < at < 12

    # A passage is chosen in the text, then noted
    words = page.locator(".vg-turn").nth(1).locator("[data-start]")
    first, last = words.nth(0).bounding_box(), words.nth(3).bounding_box()
    page.mouse.move(first["x"] + 2, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 2, last["y"] + 8, steps=5)
    page.mouse.up()
    page.locator("[data-note-selection]").click()
    expect(page.get_by_role("textbox", name="De", exact=True)).to_have_value("0:03")
    expect(page.get_by_role("textbox", name="à", exact=True)).to_have_value(re.compile("0:0[67]"))
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_text("Écrivez votre note, ou fermez-la.").first).to_be_visible()
    page.get_by_label("Votre note").fill("La demande est claire dès la première phrase.")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_role("article")).to_contain_text("dès la première phrase")
    expect(page.get_by_role("status").filter(has_text="est enregistrée")).to_have_count(1)
    assert abs(page.evaluate(NOW) - at) < 0.3, "the listening was not lost"

    # Two criteria are rated where one listened; a moment that was not played is refused
    page.get_by_role("tab", name="Grille").click()
    one = criterion(page, "Accueil et identification")
    one.get_by_role("button", name="Ici").click()
    one.get_by_role("button", name="En partie", exact=True).click()
    expect(one.get_by_role("button", name="En partie", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(one.get_by_text("Votre choix, le")).to_be_visible()
    two = criterion(page, "Excuse au nom")
    two.get_by_label("au moment").fill("0:01")
    two.get_by_role("button", name="Non", exact=True).click()
    expect(two.get_by_role("alert")).to_contain_text("pas encore écouté ce moment")
    page.locator(".vg-turn-at").first.click()
    playing(page, 2.1)
    page.get_by_role("button", name="Pause").click()
    paused(page)
    two.get_by_role("button", name="Non", exact=True).click()
    expect(two.get_by_role("button", name="Non", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("tab", name="Grille")).to_contain_text(re.compile(r"2 sur \d+"))
    page.reload()
    page.get_by_role("tab", name="Grille").click()
    expect(criterion(page, "Excuse au nom").get_by_role("button", name="Non", exact=True)).to_have_attribute("aria-pressed", "true")
    look(page)

    # The agent is told, hears, reads, answers
    agent = signed_in("nadia.benali", viewport={"width": 390, "height": 844})
    agent.goto("/notifications/")
    agent.get_by_role("link", name="Une note sur un de vos appels").or_(
        agent.get_by_role("button", name="Une note sur un de vos appels")
    ).first.click()
    agent.wait_for_url(re.compile(re.escape(call)))
    note = agent.get_by_role("article")
    expect(note).to_contain_text("Sophie Lambert")
    note.get_by_role("link", name="Écouter à").click()
    playing(agent, 3.5)
    note.get_by_text("Répondre", exact=False).first.click()
    note.get_by_label("Votre réponse").fill("Merci, je n’y avais pas pensé.")
    agent.get_by_role("button", name="Envoyer la réponse").click()
    expect(note).to_contain_text("Merci, je n’y avais pas pensé.")
    agent.get_by_role("tab", name="Grille").click()
    expect(criterion(agent, "Accueil et identification")).to_contain_text("En partie")
    expect(criterion(agent, "Accueil et identification")).to_contain_text("Sophie Lambert")
    look(agent)

    page.reload()
    expect(page.get_by_role("article")).to_contain_text("je n’y avais pas pensé")
    expect(page.get_by_role("button", name="Effacer")).to_have_count(0)


def test_by_keyboard_alone(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)

    def tab_to(target, most: int = 60) -> None:
        for _step in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError("the keyboard does not reach it")

    # The slider, then turn after turn
    tab_to(slider(page))
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW) == pytest.approx(3, abs=0.1)
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("Home")
    assert page.evaluate(NOW) == pytest.approx(0, abs=0.1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".vg-turn").nth(1).locator("[data-play]")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    playing(page, 1.2)
    page.keyboard.press("Space")
    at = paused(page)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW) == pytest.approx(at + 3, abs=0.2)
    page.keyboard.press("ArrowLeft")

    # A note where one is; in a field the keys are letters
    page.keyboard.press("n")
    expect(page.get_by_label("Votre note")).to_be_focused()
    page.keyboard.type("Bonjour, nom du service : j’entends tout.")
    expect(page.get_by_label("Votre note")).to_have_value("Bonjour, nom du service : j’entends tout.")
    tab_to(page.get_by_role("button", name="Enregistrer la note"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_be_focused()
    expect(page.get_by_role("article")).to_contain_text("nom du service")

    # Two criteria, the second with its figure
    page.keyboard.press("Shift+Tab")
    for _step in range(20):
        if page.get_by_role("tab", name="Notes").evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Grille")).to_be_focused()
    one, two = criterion(page, "Accueil et identification"), criterion(page, "Excuse au nom")
    tab_to(one.get_by_role("button", name="Oui", exact=True))
    page.keyboard.press("Enter")
    expect(one.get_by_role("button", name="Oui", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(one.get_by_role("button", name="Oui", exact=True)).to_be_focused()
    tab_to(two.get_by_role("button", name="Oui", exact=True))
    page.keyboard.press("4")
    expect(two.get_by_role("button", name="Sans objet", exact=True)).to_have_attribute("aria-pressed", "true")

    # Shortcuts can be switched off
    off = page.get_by_label("Raccourcis d’une touche actifs")
    tab_to(off)
    page.keyboard.press("Space")
    expect(off).not_to_be_checked()
    before = page.evaluate(NOW)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW) == before
    page.keyboard.press("Space")
    expect(off).to_be_checked()

    # An own note is erased after a question, while nobody has answered
    page.get_by_role("tab", name="Grille").focus()
    page.keyboard.press("ArrowLeft")
    tab_to(page.get_by_role("button", name="Effacer"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Effacer cette note")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Effacer la note", exact=True), most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_have_count(0)


def test_without_script_the_same_forms_work(signed_in, call):
    page = signed_in("nadia.benali", java_script_enabled=False)
    page.goto(call)
    expect(page.locator("audio[controls]")).to_be_visible()
    page.get_by_role("link", name="Noter ce passage").nth(1).click()
    page.get_by_label("Votre note").fill("J’aurais pu reformuler.")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_role("article")).to_contain_text("J’aurais pu reformuler.")
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Votre note").fill("Je reformulerai.")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_role("article")).to_contain_text("Je reformulerai.")


def test_nobody_else_knows_that_it_exists(signed_in, call):
    for stranger in ("thomas.nguyen", "marc.oger", "beatrice.legoff", "julien.maze", "eric.leroux", "karim.haddad"):
        page = signed_in(stranger)
        assert page.goto(call).status == 404
        assert page.request.get(f"{call}son.m4a").status == 404
