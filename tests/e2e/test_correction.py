"""Sophie puts right what was said of a call: its sides, its reason, its moment; what is not so is said where it is typed."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.own_campaign import open_campaign
from tests.e2e.portal import Portal
from tests.e2e.test_call_page import look as check_from_the_top

READY = """
from tests.call_review.calls import ready
print(ready(User.objects.get(email__startswith="nadia.benali@"), campaign).get_absolute_url())
"""


@pytest.fixture
def call(portal: Portal) -> str:
    """The address of a call of Nadia's, ready to be heard, announced to her."""
    return open_campaign(portal, "Écoutes à corriger", READY).split()[-1]


def look(page: Page) -> None:
    check_from_the_top(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_call_is_corrected(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    first = page.locator(".vg-turn").first
    before = first.get_attribute("class")
    page.get_by_role("button", name="Intervertir agent et usager").click()
    expect(page.get_by_text("Les voix sont interverties")).to_be_visible()
    assert first.get_attribute("class") != before
    page.get_by_role("button", name="Intervertir agent et usager").click()
    expect(first).to_have_class(before)

    page.get_by_role("link", name="Corriger", exact=True).click()
    look(page)
    moment = page.get_by_label("Jour et heure")
    said = moment.input_value()
    moment.fill("2001-01-01T09:00")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.get_by_role("alert")).to_contain_text("plus de six mois")
    expect(page.get_by_role("alert")).to_be_focused()
    look(page)
    page.get_by_label("Jour et heure").fill((dt.datetime.fromisoformat(said) - dt.timedelta(minutes=7)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Motif").select_option(label="Comprendre un courrier")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.get_by_text("L’appel est corrigé.")).to_be_visible()
    expect(page.get_by_text("Comprendre un courrier").first).to_be_visible()
    look(page)
