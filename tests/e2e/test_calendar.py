"""When calls may be recorded, for who is heard and who leads; and how many were answered, which bounds how many are recorded."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.test_call_page import look as check_from_the_top


def look(page: Page) -> None:
    check_from_the_top(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_agent_and_coach_read_the_weeks_and_take_them_away(signed_in):
    agent = signed_in("nadia.benali")
    agent.goto("/notices/")
    agent.get_by_role("link", name="Calendrier des écoutes").click()
    expect(agent.locator("tr[aria-current=date]")).to_contain_text("Cette semaine")
    expect(agent.locator("tr[aria-current=date]")).to_contain_text("Mieux expliquer, mieux confirmer")
    look(agent)
    with agent.expect_download() as download:
        agent.get_by_role("link", name="Mettre dans mon agenda").click()
    assert download.value.path().read_text("utf-8").startswith("BEGIN:VCALENDAR")

    coach = signed_in("sophie.lambert")
    coach.goto("/campagnes/")
    coach.get_by_role("link", name="Calendrier", exact=True).click()
    look(coach)
    coach.get_by_role("link", name="Mieux expliquer, mieux confirmer").first.click()
    expect(coach.get_by_role("heading", name="Mieux expliquer, mieux confirmer")).to_be_visible()


def test_the_calls_answered_are_declared_and_bound_those_recorded(signed_in, tmp_path):
    page = signed_in("sophie.lambert")
    page.goto("/campagnes/")
    page.get_by_role("link", name="Mieux expliquer, mieux confirmer").click()
    page.get_by_role("link", name="Appels pris").click()
    look(page)
    page.get_by_role("button", name="Envoyer le tableau").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez le tableau")
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableau à remplir").click()
    assert "agent" in download.value.path().read_text("utf-8-sig")

    week = (timezone.localdate() - dt.timedelta(days=7)).isoformat()
    table = tmp_path / "appels.csv"
    table.write_text(f"agent;semaine;appels\nthomas.nguyen@demo.vigie.example;{week};10\npersonne@demo.vigie.example;{week};10\n")
    page.get_by_label("Tableau des appels pris").set_input_files(table)
    page.get_by_role("button", name="Envoyer le tableau").click()
    expect(page.get_by_text("1 semaine d’agent est enregistrée.")).to_be_visible()
    expect(page.get_by_text("1 ligne n’est pas prise")).to_be_visible()
    look(page)

    # Of ten calls answered, five of a hundred are none
    page.goto("/appels/deposer/")
    page.get_by_label("Campagne d’écoute").select_option(label="Mieux expliquer, mieux confirmer")
    page.get_by_label("Agent entendu").select_option(label="Thomas Nguyen")
    page.get_by_label("Jour et heure").fill(f"{week}T10:00")
    page.get_by_label("L’usager a été prévenu").check()
    page.get_by_role("button", name="Continuer vers l’envoi").click()
    expect(page.get_by_role("alert")).to_contain_text("Le plafond annoncé est atteint")
    look(page)
