"""Components that a script refines, on the page that shows them all: with the keyboard, and without the script."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def gallery(signed_in):
    page = signed_in("eric.leroux")
    page.goto("/composants/")
    return page


def test_tabs_follow_the_arrows(gallery):
    tab = gallery.get_by_role("tab")
    expect(gallery.get_by_role("tablist", name="Relecture")).to_be_visible()
    expect(gallery.get_by_role("tabpanel")).to_have_count(1)
    tab.nth(0).focus()
    for key, chosen in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowRight", 0), ("ArrowLeft", 2), ("Home", 0), ("End", 2)):
        gallery.keyboard.press(key)
        expect(tab.nth(chosen)).to_be_focused()
        expect(tab.nth(chosen)).to_have_attribute("aria-selected", "true")
        expect(gallery.get_by_role("tabpanel")).to_have_count(1)
    gallery.keyboard.press("Tab")
    expect(gallery.get_by_role("tabpanel")).to_be_focused()


def test_an_address_leads_to_a_tab(gallery):
    gallery.goto("/accessibilite/")
    gallery.goto("/composants/#notes")
    expect(gallery.get_by_role("tab", selected=True)).to_have_text("Notes2")


def test_without_script_tabs_are_sections(signed_in, open_context, sessions):
    signed_in("eric.leroux")
    page = open_context(java_script_enabled=False, storage_state=sessions["eric.leroux"]).new_page()
    page.goto("/composants/")
    for section in ("Grille", "Notes", "Objectifs"):
        expect(page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    expect(page.get_by_text("Deux notes.")).to_be_visible()


def test_a_dialog_takes_the_focus_and_gives_it_back(gallery):
    opener = gallery.get_by_role("button", name="Ouvrir un dialogue")
    opener.focus()
    gallery.keyboard.press("Enter")
    expect(gallery.get_by_role("dialog", name="Retirer cet appel ?")).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_summary_takes_the_focus_and_leads_to_the_field(gallery):
    expect(gallery.get_by_role("alert")).to_be_focused()
    gallery.get_by_role("alert").get_by_role("link", name="À revoir avant le").click()
    expect(gallery.get_by_label("À revoir avant le")).to_be_focused()


def test_a_password_is_shown_and_hidden(gallery):
    field, button = gallery.get_by_label("Mot de passe", exact=True), gallery.get_by_role("button", name="Afficher")
    button.click()
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(field).to_have_attribute("type", "password")


def test_a_phone_reaches_every_place(signed_in):
    page = signed_in("eric.leroux", viewport={"width": 390, "height": 800})
    page.goto("/")
    expect(page.get_by_role("navigation", name="Navigation principale, bas d’écran").get_by_role("link")).to_have_count(5)
    page.locator("details.vg-menu > summary").click()
    for place in ("Transcription", "E-mails", "Annuaire", "Aide"):
        expect(page.locator(".vg-menu-list").get_by_role("link", name=place)).to_be_visible()
