"""The coach searches across calls and opens one where the words are said: the turn has the focus, the sound waits."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal
from tests.e2e.test_call_page import MAKE_A_CALL
from tests.e2e.test_campaign import check

INDEXED = """
from call_review import indexing
from call_review.models import Recording
indexing.index(Recording.objects.latest("pk"))
"""


@pytest.fixture
def call(portal: Portal) -> str:
    return portal.manage("shell", "-c", MAKE_A_CALL + INDEXED).stdout.split()[-1]


def test_from_words_to_the_moment_where_they_are_said(signed_in, call):
    page: Page = signed_in("sophie.lambert")
    page.goto("/appels/")
    page.get_by_role("link", name="Chercher dans les appels").click()
    page.get_by_label("Mots dits dans l’appel").fill("trimestre manquer")
    page.keyboard.press("Enter")
    expect(page.locator(".vg-passages mark")).to_have_text(["manque", "trimestres"])
    check(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Ouvrir l’appel à 0:03").click()
    page.wait_for_url(f"**{call}#tour-2")
    turn = page.locator("#tour-2")
    expect(turn).to_have_class(re.compile("here"))
    expect(turn.locator("a[data-play]")).to_be_focused()
    expect(page.locator("[data-now]")).to_have_text("0:03")
    assert not [address for address in asked if "son.m4a" in address], "to go there is not to listen"
