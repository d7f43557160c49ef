"""Sophie opens a folder for the telephone recorder, sees what became of each file, and makes a token by which a machine deposits a call."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.call_review.deposits import call
from tests.e2e.own_campaign import open_campaign
from tests.e2e.portal import Portal
from tests.e2e.test_call_page import look as check_from_the_top

LOOK = "from call_review import watched; watched.look_everywhere()"
"""What the portal does every minute."""


@pytest.fixture(scope="module", autouse=True)
def campaign(portal: Portal) -> None:
    open_campaign(portal, "Par la téléphonie")


def description(**said: object) -> dict[str, object]:
    two_days_ago = dt.datetime.now() - dt.timedelta(days=2)  # noqa: DTZ005 - the clock of who writes it
    return {"agent": "nadia.benali@demo.vigie.example", "moment": two_days_ago.strftime("%Y-%m-%dT%H:%M"), "usager_prevenu": True} | said


def look(page: Page) -> None:
    check_from_the_top(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def arrivals(page: Page) -> Page:
    page.goto("/campagnes/")
    page.get_by_role("link", name="Par la téléphonie").click()
    page.get_by_role("link", name="Arrivées automatiques").click()
    expect(page.get_by_role("heading", name="Arrivées automatiques")).to_be_visible()
    return page


def test_a_folder_is_opened_filled_read_and_removed(signed_in, portal):
    page = arrivals(signed_in("sophie.lambert"))
    look(page)
    page.get_by_role("button", name="Ouvrir un dossier").click()
    expect(page.get_by_text("Le dossier est prêt dans la minute")).to_be_visible()
    place = Path(page.locator(".vg-list-t").first.inner_text())
    look(page)

    portal.manage("shell", "-c", LOOK)
    (place / "Mme Martin 0612345678.wav").write_bytes(call(11))
    (place / "Mme Martin 0612345678.json").write_text(json.dumps(description(couleur="bleue")))
    (place / "2.wav").write_bytes(call(12))
    (place / "2.json").write_text(json.dumps(description(usager_prevenu=False)))
    (place / "3.wav").write_text("<!doctype html><p>Bonjour</p>")
    (place / "3.json").write_text(json.dumps(description()))
    (place / "4.wav").write_bytes(call(13))
    portal.manage("shell", "-c", LOOK + "; " + LOOK)
    page.reload()
    expect(page.get_by_role("link", name="L’appel est arrivé.")).to_be_visible()
    for said in (
        "1 champ inconnu n’a pas été lu.",
        "Sans information de l’usager",
        "C’est une page web",
        "Aucune description n’accompagne",
    ):
        expect(page.get_by_role("table").get_by_text(said)).to_be_visible()
    assert "Martin" not in page.content() and "0612345678" not in page.content()
    look(page)
    page.get_by_label("État").select_option(label="Refusé")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("2 fichiers")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Tout afficher").click()
    page.get_by_role("link", name="L’appel est arrivé.").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/appels/" in page.url

    arrivals(page)
    page.get_by_role("button", name="Ne plus lire").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ne plus lire ce dossier")).to_be_visible()
    look(page)
    page.get_by_role("dialog").get_by_role("button", name="Ne plus lire").click()
    expect(page.get_by_text("Le dossier n’est plus lu")).to_be_visible()


def test_a_token_is_shown_once_used_by_a_machine_and_revoked(signed_in, portal):
    page = arrivals(signed_in("sophie.lambert"))
    page.get_by_role("button", name="Faire un jeton").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites à quoi il sert")
    look(page)
    page.get_by_label("À quoi il sert").fill("Enregistreur de Brest")
    page.get_by_role("button", name="Faire un jeton").click()
    secret = page.get_by_role("status").locator("code").inner_text()
    look(page)

    address, headers = portal.address + "/api/appels/", {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, json.dumps(description()).encode(), headers)) as made:
        place = json.load(made)["octets"]
    with urllib.request.urlopen(urllib.request.Request(place, call(14), headers | {"Content-Type": "audio/wav"}, method="PUT")) as sent:
        assert json.load(sent)["etat"] == "recu"

    page.get_by_role("link", name="Comment s’en servir").click()
    expect(page.get_by_role("heading", name="Déposer des appels par une machine")).to_be_visible()
    expect(page.locator("#week_is_full")).to_contain_text("Le plafond annoncé est atteint")
    look(page)
    arrivals(page)
    assert secret not in page.content()
    expect(page.get_by_text("Servi pour la dernière fois")).to_be_visible()
    page.get_by_role("button", name="Révoquer").click()
    expect(page.get_by_text("Plus rien n’entre par lui")).to_be_visible()
    look(page)
