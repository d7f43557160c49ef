"""An agent takes a course: leaves in the middle of a lesson and resumes elsewhere, loses no answer, is graded once; then by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.courses.made import ALSO, RIGHT, WRONG
from tests.e2e.portal import Portal
from tests.e2e.test_campaign import check

KEPT = "La réponse n’est pas partie. Elle est gardée sur cet appareil"
MAKE = """
from tests.courses import made
made.course({title!r}, {slug!r}, paragraphs=25)
"""


@pytest.fixture(scope="session")
def own_course(portal: Portal) -> Callable[[str, str], None]:
    """A course that only this file knows: those of the demonstration are left as they are."""

    def make(title: str, slug: str) -> None:
        portal.manage("shell", "-v0", "-c", MAKE.format(title=title, slug=slug))

    return make


def lines(page: Page) -> list[str]:
    return page.locator(".vg-order-text").all_inner_texts()


def put_in_order(page: Page, press: Callable[[str], None]) -> None:
    for place, text in enumerate((RIGHT, ALSO, WRONG)):
        while lines(page).index(text) > place:
            press(f"Monter\u00a0: {text}")
    assert lines(page) == [RIGHT, ALSO, WRONG]


def wide(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_agent_leaves_resumes_elsewhere_loses_nothing_and_is_graded_once(signed_in, own_course):
    own_course("Accueillir une plainte", "plainte")
    page = signed_in("nadia.benali")
    page.goto("/cours/")
    page.get_by_role("link", name="Accueillir une plainte").click()
    check(page)
    wide(page)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Écouter")
    for _ in range(2):
        page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".vg-lessonbar [data-gauge-words]")).to_have_text("bloc 3 sur 4")
    expect(page.get_by_text("Enregistré.")).to_be_attached()
    page.close()

    other = signed_in("nadia.benali")  # another browser
    resumed(other)
    checked(other)
    if other.get_by_role("button", name="Continuer").is_visible():
        other.get_by_role("button", name="Continuer").click()
    other.get_by_role("button", name="J’ai terminé cette leçon").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Reformuler")
    other.get_by_role("button", name="J’ai terminé cette leçon").click()
    other.get_by_role("link", name="Passer au contrôle final").click()
    check(other)
    other.get_by_role("button", name="Commencer le contrôle").click()
    answered_without_connection(other)

    again = other.context.new_page()  # the same device, later
    again.goto("/cours/plainte/controle/")
    expect(again.get_by_text("Enregistré.")).to_be_attached()
    third = signed_in("nadia.benali")  # yet another browser: what reached the portal
    third.goto("/cours/plainte/controle/")
    for seen in (again, third):
        assert seen.locator(".vg-question input:checked").count() == 3 and lines(seen) == [RIGHT, ALSO, WRONG]
    check(third)
    wide(third)
    submit = third.locator("form[data-quiz]").get_attribute("action")
    third.get_by_role("button", name="Terminer le contrôle").dblclick()
    expect(third.get_by_text("3 sur 3.")).to_be_visible()
    expect(third.get_by_text("Cours terminé le")).to_be_visible()
    check(third)
    assert repeated(third, submit) == [third.url]
    third.goto("/cours/plainte/controle/")
    expect(third.get_by_role("link", name="Essai")).to_have_count(1)
    third.goto("/")
    expect(third.get_by_role("heading", name="Accueillir une plainte")).to_have_count(0)


def resumed(page: Page) -> None:
    """From the dashboard to the block where one left off, with the focus on it."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Accueillir une plainte")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name="Reprendre la leçon").click()
    expect(page.get_by_text("Vous reprenez ici")).to_be_in_viewport()
    here = page.locator("[data-block]", has=page.locator("[data-resumed]"))
    expect(here).to_be_focused()
    assert page.url.endswith(here.get_attribute("id"))
    check(page)
    wide(page)


def checked(page: Page) -> None:
    """A check may be tried again; one that is answered without connection gets its feedback once it is back."""
    asked = page.get_by_role("group", name="Que dites-vous ?")
    asked.get_by_label(WRONG).check()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Pas encore.")).to_be_visible()
    page.context.set_offline(True)
    asked.get_by_label(RIGHT).check()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Oui.")).to_be_visible()


def answered_without_connection(page: Page) -> None:
    """The first answer leaves, the connection drops, the others stay on the device; the page is closed before they are sent."""
    first, second = (page.get_by_role("group", name=name) for name in ("Que dites-vous en premier ?", "Que gardez-vous ?"))
    first.get_by_label(RIGHT).check()
    expect(page.get_by_text("Enregistré.")).to_be_attached()
    page.context.set_offline(True)
    for text in (RIGHT, ALSO):
        second.get_by_label(text).check()
    put_in_order(page, lambda name: page.get_by_role("button", name=name).click())
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Terminer le contrôle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contrôle final")
    check(page)
    context = page.context
    page.close()
    context.set_offline(False)


def repeated(page: Page, address: str) -> list[str]:
    """Twenty more submits at once from the page: where each one ends."""
    return page.evaluate(
        """async (address) => {
            const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
            const send = () => fetch(address, { method: "POST", headers, body: new URLSearchParams({ anyway: "yes" }) });
            const all = await Promise.all(Array.from({ length: 20 }, send));
            return [...new Set(all.map((response) => response.url))];
        }""",
        address,
    )


def test_hr_asks_for_a_course_and_takes_the_demand_back(signed_in, own_course):
    own_course("Accueillir une demande", "demande")
    page = signed_in("beatrice.legoff")
    page.goto("/cours/")
    page.get_by_role("link", name="Affectations").click()
    page.get_by_label("Cours", exact=True).select_option(label="Accueillir une demande")
    page.get_by_label("Pour qui").select_option(label="Retraite 2")
    page.get_by_label("À terminer avant le").fill("2020-01-01")
    page.get_by_role("button", name="Demander ce cours").click()
    expect(page.get_by_role("alert")).to_contain_text("choisissez un jour à venir")
    check(page)
    wide(page)
    page.get_by_label("À terminer avant le").fill((timezone.localdate() + dt.timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Demander ce cours").click()
    row = page.get_by_role("row").filter(has_text="Accueillir une demande")
    expect(row).to_contain_text("moins de 10 personnes")
    check(page)
    wide(page)
    agent = signed_in("nadia.benali")
    agent.goto("/")
    expect(agent.get_by_role("listitem").filter(has_text="Accueillir une demande")).to_contain_text("À terminer avant")
    row.get_by_role("button", name="Retirer").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Retirer l’affectation").click()
    expect(page.get_by_text("L’affectation est retirée.")).to_be_visible()
    agent.reload()
    expect(agent.get_by_text("Accueillir une demande")).to_have_count(0)


# --- With the keyboard only

NAME = """() => {
    const here = document.activeElement;
    return here.getAttribute("aria-label") ?? here.labels?.[0]?.innerText ?? here.innerText ?? "";
}"""
AROUND = "document.activeElement.closest('fieldset')?.innerText ?? ''"


def tab_to(page: Page, name: str, within: str = "") -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME) and within in page.evaluate(AROUND):
            return
    raise AssertionError(f"no way to {name} with the keyboard")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_whole_course_with_the_keyboard(signed_in, own_course):
    own_course("Accueillir une question", "question")
    page = signed_in("thomas.nguyen")
    page.goto("/cours/")
    press(page, "Accueillir une question")
    at(page, "Accueillir une question")
    press(page, "Commencer")
    at(page, "Écouter")
    while page.get_by_role("button", name="Continuer").is_visible():
        press(page, "Continuer")
    press(page, "J’ai terminé cette leçon")
    at(page, "Reformuler")
    press(page, "J’ai terminé cette leçon")
    at(page, "Accueillir une question")
    press(page, "Passer au contrôle final")
    at(page, "Contrôle final")
    press(page, "Commencer le contrôle")
    expect(page.get_by_text("Question 3 sur 3")).to_be_visible()
    tab_to(page, RIGHT, within="en premier")
    page.keyboard.press("Space")
    for text in (RIGHT, ALSO):
        tab_to(page, text, within="gardez")
        page.keyboard.press("Space")
    put_in_order(page, lambda name: press(page, name))
    expect(page.locator("[data-said]")).to_contain_text("rang")
    press(page, "Terminer le contrôle")
    expect(page.get_by_text("3 sur 3.")).to_be_visible()
    expect(page.get_by_text("Cours terminé le")).to_be_visible()


def read_through(page: Page) -> None:
    for _ in range(2):
        while page.get_by_role("button", name="Continuer").is_visible():
            page.get_by_role("button", name="Continuer").click()
        page.get_by_role("button", name="J’ai terminé cette leçon").click()


def test_a_completed_course_is_begun_again_and_a_page_opened_before_wipes_no_answer(signed_in, own_course):
    own_course("Accueillir une urgence", "urgence")
    page = signed_in("lucie.marchand")
    wide(page)
    page.goto("/cours/urgence/")
    page.get_by_role("button", name="Commencer").click()
    for time in (1, 2):
        read_through(page)
        page.get_by_role("link", name="Passer au contrôle final").click()
        page.get_by_role("button", name="Commencer le contrôle" if time == 1 else "Recommencer le contrôle").click()
        elsewhere = page.context.new_page()
        elsewhere.goto("/cours/urgence/controle/")
        for text in (RIGHT, ALSO):
            elsewhere.get_by_role("group", name="Que gardez-vous ?").get_by_label(text).check()
        expect(elsewhere.get_by_text("Enregistré.")).to_be_attached()
        page.get_by_role("group", name="Que dites-vous en premier ?").get_by_label(RIGHT).check()
        page.get_by_role("button", name="Terminer le contrôle").click()
        page.get_by_role("button", name="Terminer sans y répondre").click()
        expect(page.get_by_text("2 sur 3.")).to_be_visible()
        expect(page.get_by_text("Cours terminé le")).to_be_visible()
        elsewhere.close()
        if time == 1:
            begun_again(page)


def begun_again(page: Page) -> None:
    page.goto("/cours/urgence/")
    check(page)
    wide(page)
    page.get_by_role("button", name="Reprendre ce cours depuis le début").click()
    check(page)
    wide(page)
    page.get_by_role("button", name="Reprendre depuis le début").click()
    expect(page.get_by_text("Ce que vous aviez terminé reste acquis.")).to_be_visible()
    expect(page.get_by_text("Vous avez déjà terminé ce cours le")).to_be_visible()
    check(page)
    wide(page)
    page.get_by_role("link", name="Lire").click()
