"""Human resources see who is certified and take it away; a stranger, with the keyboard alone, reads what the certificate says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal
from tests.e2e.test_campaign import check

COURSES = """
from wagtail.models import Site
from courses.models import CoursePage
root = Site.objects.get(is_default_site=True).root_page
for slug, title in (("appels-difficiles", "Appels difficiles"), ("tenir-dans-la-duree", "Tenir dans la durée")):
    if not CoursePage.objects.filter(slug=slug).exists():
        root.add_child(instance=CoursePage(title=title, slug=slug, summary=title, minutes=20))
"""


@pytest.fixture(scope="module", autouse=True)
def courses(portal: Portal) -> Iterator[None]:
    """The demonstration certifies these two; where its courses are missing, pages of the same name stand for them."""
    portal.manage("shell", "-v0", "-c", COURSES)
    portal.manage("demo", "-v0")
    yield


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def row(page: Page, person: str, certification: str):
    return page.get_by_role("row").filter(has_text=person).filter(has_text=certification)


def test_human_resources_see_who_is_certified_and_who_expires(signed_in):
    page = signed_in("beatrice.legoff")
    page.goto("/")
    page.get_by_role("link", name="Expirent dans 60 jours").click()
    expect(row(page, "Aminata Diop", "Communications difficiles")).to_contain_text("Expire bientôt")
    expect(page.get_by_text("Yacine Amrani")).to_have_count(0)
    page.get_by_role("link", name="Tout afficher").first.click()
    expect(row(page, "Yacine Amrani", "Communications difficiles")).to_contain_text("Valable")
    expect(row(page, "Lucie Marchand", "Gérer le stress")).to_contain_text("Expiré")
    expect(row(page, "Nadia Benali", "Gérer le stress")).to_contain_text("Sans certificat")
    check(page)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Certification").select_option(label="Communications difficiles")
    page.get_by_label("État").select_option(label="Valable")
    page.get_by_role("button", name="Filtrer").click()
    page.get_by_role("link", name="Expire le").click()
    names = page.locator("tbody th")
    assert names.all_inner_texts().index("Aminata Diop") < names.all_inner_texts().index("Yacine Amrani")

    text = downloaded(page, "CSV").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [line["Nom"] for line in rows] == [name.split()[-1] for name in names.all_inner_texts()]
    sheet = load_workbook(io.BytesIO(downloaded(page, "Tableur"))).active
    assert [line[0] for line in sheet.iter_rows(min_row=2, values_only=True)] == [line["Nom"] for line in rows]
    assert sheet["F2"].value == "expire bientôt"

    for closed in ("/campagnes/", "/notices/", "/mes-appels/"):
        assert page.goto(closed).status == 404


def test_human_resources_define_a_certification_and_are_asked_before_taking_a_certificate_back(signed_in):
    page = signed_in("beatrice.legoff")
    page.goto("/certifications/")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Créer une certification").click()
    page.get_by_role("button", name="Enregistrer la certification").click()
    expect(page.get_by_role("alert")).to_contain_text("Donnez un nom à la certification.")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Nom", exact=True).fill("Accueil des personnes sourdes")
    page.get_by_label("Ce qu’elle atteste").fill("La personne sait conduire un appel relayé.")
    page.get_by_label("Retraite 1").check()
    page.locator("#id_courses label").first.click()
    page.get_by_role("button", name="Enregistrer la certification").click()
    expect(page.get_by_text("La certification est enregistrée.")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Clore la certification").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Clore la certification").click()
    expect(page.get_by_text("La certification est close.")).to_be_visible()

    page.goto("/certifications/titulaires/?etat=expire")
    page.locator("tbody td a").first.click()
    page.get_by_role("button", name="Révoquer le certificat").click()
    expect(page.get_by_role("dialog")).to_contain_text("Cela ne se défait pas.")
    check(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("authentique et valable")).to_be_visible()


def test_a_stranger_reads_the_whole_certificate_from_the_address_on_the_paper(signed_in, open_context):
    holder = signed_in("yacine.amrani")
    holder.goto("/mes-certificats/")
    check(holder)
    holder.set_viewport_size({"width": 1280, "height": 900})
    holder.get_by_role("link", name="Communications difficiles").click()
    check(holder)
    expect(holder.get_by_role("button", name="Copier")).to_be_visible()
    content = holder.request.get(holder.get_by_role("link", name="Télécharger le PDF").get_attribute("href")).body()
    document = pypdf.PdfReader(io.BytesIO(content))
    [address] = {note.get_object()["/A"]["/URI"] for note in document.pages[0]["/Annots"]}
    assert holder.get_by_label("Adresse à donner").input_value() == address

    stranger = open_context().new_page()
    assert stranger.goto(address).status == 200
    expect(stranger.get_by_role("heading", name="Ce certificat est authentique et valable")).to_be_visible()
    for said in ("Yacine Amrani", "Caisse de retraite de l’Ouest", "pose un cadre", "terminé le", "VG-"):
        expect(stranger.locator("article")).to_contain_text(said)
    check(stranger)

    stranger.set_viewport_size({"width": 1280, "height": 900})
    number = stranger.locator("article dd").nth(2).inner_text()
    stranger.goto("/verifier/")
    until_focused(stranger, "Numéro ou adresse du certificat")
    stranger.keyboard.type("VG-2026-0000-0000")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("alert")).to_contain_text("Aucun certificat ne porte ce numéro.")
    check(stranger)
    until_focused(stranger, "Numéro ou adresse du certificat")
    stranger.keyboard.press("Control+A")
    stranger.keyboard.type(number.lower().replace("-", " "))
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("heading", name="Communications difficiles")).to_be_visible()
    assert stranger.url == address


def until_focused(page: Page, label: str) -> None:
    field = page.get_by_label(label)
    for _press in range(25):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {label}")


def test_who_has_none_is_told_how_to_get_one(signed_in):
    page = signed_in("lucie.marchand")
    page.goto("/mes-certificats/")
    expect(page.get_by_role("heading", name="À obtenir")).to_be_visible()
    expect(page.get_by_text("Il reste 1 cours à terminer.").first).to_be_visible()
    check(page)
    assert page.goto("/certifications/").status == 404
