"""Julien takes a person out of every campaign: the coach no longer finds him, without knowing why; then campaigns may concern him again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.test_call_page import look as check_from_the_top


def look(page: Page) -> None:
    check_from_the_top(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def offered(coach: Page) -> list[str]:
    coach.goto("/appels/deposer/plusieurs/")
    return coach.get_by_label("Agent entendu").locator("option").all_inner_texts()


def test_a_person_is_set_apart_and_back(signed_in):
    coach = signed_in("sophie.lambert")
    assert "Thomas Nguyen" in offered(coach)

    page = signed_in("julien.maze")
    page.goto("/protection-des-donnees/")
    page.get_by_role("link", name="Personnes écartées").click()
    expect(page.get_by_text("Personne n’est écarté")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Écarter des écoutes").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look(page)
    page.get_by_label("Personne", exact=True).select_option(label="Thomas Nguyen")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Écarter des écoutes").click()
    expect(page.get_by_text("Depuis le")).to_be_visible()
    look(page)
    assert "Thomas Nguyen" not in offered(coach)
    assert "écart" not in coach.locator("main").inner_text().lower()

    page.get_by_role("button", name="Ne plus écarter Thomas Nguyen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ne plus écarter cette personne")).to_be_visible()
    look(page)
    page.get_by_role("dialog").get_by_role("button", name="Ne plus écarter").click()
    expect(page.get_by_text("Personne n’est écarté")).to_be_visible()
    assert "Thomas Nguyen" in offered(coach)
