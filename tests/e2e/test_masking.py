"""The coach hears what rules found, decides with the keyboard alone, publishes; the agent reads and hears the masked call."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal
from tests.e2e.test_call_page import MAKE_A_CALL, look, paused, playing, until

SAY = """
from call_review.models import Recording
from tests.call_review.maskable import say
say(Recording.objects.get(key=call.rstrip("/").rpartition("/")[2]))
print(call)
"""


@pytest.fixture
def call(portal: Portal) -> str:
    """The address of a call of Nadia's in which a name and a number are said; Sophie leads its campaign."""
    script = MAKE_A_CALL.replace("print(", "call = str(").replace("Écoutes de novembre", "Écoutes à masquer") + SAY
    return portal.manage("shell", "-c", script).stdout.split()[-1]


def tab_to(page: Page, target, key: str = "Tab", most: int = 80) -> None:
    for _step in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError("the keyboard does not reach it")


def test_from_a_ready_call_to_a_masked_one_by_keyboard(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    notes, tab = page.get_by_role("tab", name="Notes"), page.get_by_role("tab", name="Masquage")
    tab_to(page, notes)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(tab).to_be_focused()
    expect(tab).to_contain_text("3")

    # A passage is heard alone, to its end; then masked, and the next has the focus
    first = page.locator("#passage-1")
    tab_to(page, first)
    page.keyboard.press("Enter")
    playing(page, 3.6)
    ended = paused(page)
    assert 4.5 < ended < 6, "heard to its end, no further"
    look(page)
    first.focus()
    page.keyboard.press("m")
    expect(tab).to_contain_text("2")
    expect(page.locator("#passage-1")).to_be_focused()
    expect(page.get_by_text("Décidé, pas encore publié")).to_be_visible()

    # Its kind and seconds are corrected
    correct = page.locator("[data-passage] summary").first
    tab_to(page, correct)
    page.keyboard.press("Enter")
    start = page.locator("#passage-1-start")
    tab_to(page, start)
    page.keyboard.press("Control+a")
    page.keyboard.type("demain")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Écrivez un moment comme").first).to_be_visible()
    page.locator("[aria-invalid=true]").first.fill("0:04")
    page.keyboard.press("Enter")
    expect(tab).to_contain_text("1")

    # Left, taken back, masked
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Publier l’appel masqué")).to_be_visible()
    back = page.get_by_role("button", name=re.compile("Reprendre nom de personne à 0:(09|10)"))
    tab_to(page, back, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(tab).to_contain_text("1")
    expect(page.get_by_role("button", name="Publier l’appel masqué")).to_have_count(0)
    expect(page.locator("#passage-1")).to_be_focused()
    page.keyboard.press("m")
    publish = page.get_by_role("button", name="Publier l’appel masqué")
    expect(publish).to_be_visible()
    look(page)
    tab_to(page, publish)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Masqué pour tout le monde")).to_be_visible(timeout=60_000)
    expect(page.locator(".vg-masked")).to_have_count(3)
    expect(page.locator("main")).not_to_contain_text("Kowalczyk")
    look(page)

    # The agent hears and reads it so
    agent = signed_in("nadia.benali", viewport={"width": 390, "height": 844})
    agent.goto(call)
    expect(agent.locator(".vg-masked").first).to_have_text("[nom de personne]")
    expect(agent.locator("main")).not_to_contain_text("Kowalczyk")
    agent.locator(".vg-turn-at").nth(1).click()
    playing(agent, 3.5)
    agent.get_by_role("tab", name="Masquage").click()
    look(agent)


def test_words_that_are_selected_are_added_by_hand(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    word = page.locator(".vg-turn").nth(1).locator("[data-start]").first
    box = word.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 8, steps=5)
    page.mouse.up()
    page.locator("[data-mask-selection]").click()
    by_hand = page.locator("#autre-passage")
    expect(by_hand.get_by_label("Ce qui est dit")).to_be_focused()
    expect(by_hand.get_by_label("De", exact=True)).to_have_value("0:03,2")
    expect(by_hand.get_by_label("Ce qui est couvert")).to_have_value("caller")
    by_hand.get_by_label("Ce qui est dit").select_option("address")
    by_hand.get_by_role("button", name="Masquer ce passage").click()
    expect(page.locator(".vg-passages").filter(has_text="adresse postale")).to_be_visible()
    until(page, "document.querySelector('#autre-passage').open === false")
