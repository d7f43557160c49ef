"""The pictures of the README. Written into docs/screens only when VIGIE_SCREENS=1, so that tests leave the tree as it was."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"


@pytest.fixture
def folder(tmp_path) -> Path:
    return SCREENS if os.environ.get("VIGIE_SCREENS") else tmp_path


SHOTS = [
    ("connexion", "", "/compte/login/", "light", 1280),
    ("accueil", "nadia.benali", "/", "light", 1280),
    ("accueil-sombre", "eric.leroux", "/", "dark", 1280),
    ("accueil-telephone", "nadia.benali", "/", "light", 390),
    ("fiche", "nadia.benali", "/pages/fiches/on-me-reclame-un-trop-percu/", "light", 1280),
    ("recherche", "nadia.benali", "/recherche/?q=ma", "light", 1280),
    ("campagne", "sophie.lambert", "/campagnes/nouvelle/", "light", 1280),
    ("annuaire", "beatrice.legoff", "/annuaire/", "light", 1280),
    ("signaler", "yacine.amrani", "/signalements/nouveau/", "light", 1280),
    ("signalements", "paul.diallo", "/signalements/a-traiter/", "light", 1280),
    ("certifications", "beatrice.legoff", "/certifications/titulaires/", "light", 1280),
    ("certificats", "yacine.amrani", "/mes-certificats/", "light", 1280),
    ("protection", "julien.maze", "/protection-des-donnees/", "light", 1280),
]


@pytest.mark.parametrize(("name", "person", "path", "theme", "width"), SHOTS)
def test_screen(name, person, path, theme, width, folder, signed_in, open_context):
    options = {"color_scheme": theme, "viewport": {"width": width, "height": 860}}
    page = signed_in(person, **options) if person else open_context(**options).new_page()
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 5_000


def test_screen_of_a_report(folder, signed_in):
    page = signed_in("beatrice.legoff")
    page.goto("/importations/")
    people = ["Léa;Roy;lea@caisse.example;pilote", "Ida;;ida@caisse.example;agent", "Noé;Petit;noe.petit@caisse.example;agent"]
    lines = "\n".join(["Prénom;Nom;Courriel;Rôles", *people])
    page.get_by_label("Fichier CSV").set_input_files(files=[{"name": "équipe.csv", "mimeType": "text/csv", "buffer": lines.encode()}])
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("button", name="Importer ces personnes")).to_be_visible()
    page.screenshot(path=folder / "import.png")


def test_screen_of_a_trial(folder, signed_in):
    page = signed_in("eric.leroux")
    page.goto("/essais-de-transcription/")
    page.get_by_role("button", name="Transcrire cet appel").click()
    expect(page.locator(".vg-turn").first).to_be_visible(timeout=180_000)
    page.screenshot(path=folder / "transcription.png")


def test_screen_of_a_lesson(folder, signed_in):
    page = signed_in("lucie.marchand")
    page.goto("/cours/tenir-dans-la-duree/")
    page.locator("main .btn-primary").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "lecon.png")


def test_screens_of_a_call(folder, signed_in):
    """The demonstration's, transcribed on the first run."""
    for person, name, width, height in (("sophie.lambert", "appel", 1280, 1000), ("nadia.benali", "appel-telephone", 390, 860)):
        page = signed_in(person, viewport={"width": width, "height": height})
        page.goto("/appels/")
        ready = page.get_by_role("row", name="Versement absent ou en retard").filter(has_text="Prêt à réécouter")
        for _ in range(60):
            if ready.count():
                break
            page.wait_for_timeout(2_000)
            page.reload()
        ready.get_by_role("link").first.click()
        expect(page.locator("canvas, svg").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{name}.png")


def test_screen_of_a_verification(folder, signed_in, open_context):
    holder = signed_in("yacine.amrani")
    holder.goto("/mes-certificats/")
    holder.get_by_role("link", name="Communications difficiles").click()
    address = holder.locator("a[href*='/verifier/']").first.get_attribute("href")
    stranger = open_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("Yacine Amrani").first).to_be_visible()
    stranger.screenshot(path=folder / "verification.png")
