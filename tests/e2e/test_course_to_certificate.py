"""Aminata takes a course of the demonstration to its end, obtains her certificate and downloads it; a stranger opens what it says."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.test_agent_course import lines
from tests.e2e.test_campaign import check

COURSE = json.loads((Path(__file__).parents[2] / "courses" / "demonstration" / "tenir-dans-la-duree.json").read_text("utf-8"))


def answer(page: Page, asked: dict[str, Any]) -> None:
    group = page.get_by_role("group", name=asked["stem"])
    right = [choice["text"] for choice in asked["choices"] if choice["right"]]
    if asked["kind"] != "ordering":
        for text in right:
            group.get_by_label(text, exact=True).check()
        return
    for place, text in enumerate(right):
        while lines(page).index(text) > place:
            group.get_by_role("button", name=f"Monter\u00a0: {text}").click()


def links_of(pdf: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get_object().get("/A", {})
            if "/URI" in action:
                found.add(str(action["/URI"]))
    return found


def test_a_course_of_the_demonstration_gives_a_certificate_that_a_stranger_opens(signed_in, open_context):
    page = signed_in("aminata.diop", accept_downloads=True)
    page.goto("/")
    page.get_by_role("link", name=COURSE["title"]).click()
    page.get_by_role("button", name="Commencer").click()
    for lesson in COURSE["lessons"]:
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson["title"])
        # The bar that follows the reading covers what passes under it: out of the way, so that axe sees all of the lesson.
        page.locator(".vg-lessonbar").evaluate("bar => { bar.style.position = 'static' }")
        check(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.get_by_role("button", name="J’ai terminé cette leçon").click()
    page.get_by_role("link", name="Passer au contrôle final").click()
    page.get_by_role("button", name="Commencer le contrôle").click()
    for key in COURSE["quiz"]:
        answer(page, COURSE["questions"][key])
    page.get_by_role("button", name="Terminer le contrôle").click()
    expect(page.get_by_text("Cours terminé le")).to_be_visible()

    page.get_by_role("button", name="Obtenir mon certificat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon certificat")
    expect(page.get_by_text("Gérer le stress au téléphone").first).to_be_visible()
    check(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="PDF").first.click()
    pdf = Path(downloading.value.path()).read_bytes()
    [address] = [link for link in links_of(pdf) if "/verifier/" in link]

    stranger = open_context().new_page()
    stranger.goto(address)
    for said in ("Aminata Diop", "Gérer le stress au téléphone", COURSE["title"], "Caisse de retraite de l’Ouest"):
        expect(stranger.get_by_text(said).first).to_be_visible()
    check(stranger)

    hr = signed_in("beatrice.legoff")
    hr.goto("/certifications/titulaires/?mots=Aminata")
    expect(hr.get_by_role("row").filter(has_text="Gérer le stress au téléphone")).to_contain_text("Valable")
