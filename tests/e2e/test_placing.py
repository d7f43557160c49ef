"""A call on one channel: the coach says who speaks with one key each, takes one back, then with the mouse; another is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.portal import Portal
from tests.e2e.test_call_page import MAKE_A_CALL, NOW, look, playing

MONO = """
from call_review.models import Recording
mono = Recording.objects.get(key=call.rstrip("/").rpartition("/")[2])
mono.turns.update(speaker="unknown")
Recording.objects.filter(pk=mono.pk).update(channels="mono")
print(call)
"""


@pytest.fixture
def call(portal: Portal) -> str:
    script = MAKE_A_CALL.replace("print(", "call = str(").replace("Écoutes de novembre", "Écoutes à une voie") + MONO
    return portal.manage("shell", "-c", script).stdout.split()[-1]


def test_one_key_each_then_the_mouse_then_somebody_else(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    agent = signed_in("nadia.benali", viewport={"width": 390, "height": 844})
    agent.goto(call)
    turns = page.locator(".vg-turn")
    look(page)

    # The next turn by itself, and the sound with it; a key held down speaks once
    page.evaluate("const audio = document.querySelector('audio'); audio.defaultPlaybackRate = audio.playbackRate = 0.5")
    turns.nth(0).locator("[data-play]").click()
    playing(page, 0.6)
    page.keyboard.press("a")
    expect(turns.nth(0).locator(".vg-said > b")).to_contain_text("Nadia")
    expect(turns.nth(1).locator("[data-play]")).to_be_focused()
    playing(page, 3.3)
    page.evaluate("document.querySelector('audio').pause()")
    at = page.evaluate(NOW)
    page.keyboard.press("u")
    expect(turns.nth(1).locator(".vg-said > b")).to_have_text("Usager")
    expect(turns.nth(2).locator("[data-play]")).to_be_focused()
    assert page.evaluate(NOW) == at, "a sound that is paused stays where it is"

    # Taken back, one after the other; one that the server did not hear is not lost
    page.context.set_offline(True)
    page.keyboard.press("z")
    expect(page.locator("[data-placed]")).to_have_class(re.compile("vg-place-wrong"))
    page.context.set_offline(False)
    expect(turns.nth(1).locator(".vg-said > b")).to_have_text("Usager")
    page.keyboard.press("z")
    expect(turns.nth(1).locator(".vg-said > b")).to_have_text("Voix")
    page.keyboard.press("Backspace")
    expect(turns.nth(0).locator(".vg-said > b")).to_have_text("Voix")
    expect(page.locator("[data-place-undo]")).to_be_hidden()

    # The mouse; silent in a field, and once switched off
    turns.nth(2).get_by_role("button", name="Usager").click()
    expect(turns.nth(2).get_by_role("button", name="Usager")).to_have_attribute("aria-pressed", "true")
    box = turns.nth(2).get_by_role("button", name="Usager").bounding_box()
    assert box["height"] >= 24 and box["width"] >= 24
    page.get_by_label("Raccourcis d’une touche actifs").uncheck()
    turns.nth(0).locator("[data-play]").focus()
    page.keyboard.press("a")
    expect(turns.nth(1).locator("[data-play]")).not_to_be_focused()
    page.reload()
    expect(page.locator(".vg-turn").nth(2).locator(".vg-said > b")).to_have_text("Usager")
    expect(page.locator(".vg-turn").nth(0).locator(".vg-said > b")).to_have_text("Voix")
    look(page)

    # Nadia opened the page before: she is told, and sees what was said
    agent.locator(".vg-turn").nth(2).get_by_role("button", name="Agent").click()
    expect(agent.locator("[data-placed]")).to_contain_text("Sophie Lambert a donné une autre voix")
    expect(agent.locator(".vg-turn").nth(2).locator(".vg-said > b")).to_have_text("Usager")
    look(agent)
