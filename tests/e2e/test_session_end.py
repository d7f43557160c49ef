"""The session ends while somebody works: what they answered or wrote is kept, they are told, and it leaves once they are back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from tests.courses.made import ALSO, RIGHT, WRONG
from tests.e2e.portal import Portal
from tests.e2e.test_agent_course import MAKE
from tests.e2e.test_call_page import MAKE_A_CALL
from tests.e2e.test_campaign import check

OVER = "Votre session est finie."
NOTE = "Vous avez laissé la personne finir sa phrase, et elle vous a donné son numéro d’elle-même."


@pytest.fixture
def own_course(portal: Portal, request: pytest.FixtureRequest) -> str:
    """A course that only this test knows."""
    slug = request.node.name.replace("_", "-")
    portal.manage("shell", "-v0", "-c", MAKE.format(title="Accueillir un silence", slug=slug))
    return f"/cours/{slug}/"


@pytest.fixture
def call(portal: Portal) -> str:
    return portal.manage("shell", "-c", MAKE_A_CALL).stdout.split()[-1]


def session_ends(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def identify(page: Page, person: str) -> None:
    page.get_by_label("Adresse e-mail professionnelle").fill(f"{person}@{DEMO_DOMAIN}")
    page.get_by_label("Mot de passe", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def group(page: Page, name: str):
    return page.get_by_role("group", name=name)


def waiting(page: Page) -> int:
    """How many answers are kept on the device."""
    return page.evaluate("Object.keys(document.querySelector('vg-outbox').waiting()).length")


def begun(page: Page, course: str) -> Page:
    page.goto(course)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Écouter")
    return page


def test_answers_of_a_quiz_outlive_the_session(signed_in, own_course):
    page = begun(signed_in("nadia.benali"), own_course)
    page.goto(f"{own_course}controle/")
    page.get_by_role("button", name="Commencer le contrôle").click()
    expect(page.get_by_text("Question 3 sur 3")).to_be_visible()
    session_ends(page)
    group(page, "en premier").get_by_label(RIGHT).check()
    expect(page.get_by_text(OVER)).to_be_visible()
    expect(page.get_by_text("Enregistré.")).to_have_count(0)
    group(page, "gardez").get_by_label(ALSO).check()
    page.get_by_role("button", name="Terminer le contrôle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contrôle final")  # nothing was sent: the page stays
    assert waiting(page) == 3
    check(page)

    page.get_by_role("link", name="Se reconnecter").click()
    identify(page, "nadia.benali")
    page.wait_for_url(f"**{own_course}controle/")  # back where they were
    expect(page.get_by_text("Enregistré.")).to_be_attached()
    assert waiting(page) == 0
    page.reload()
    expect(group(page, "en premier").get_by_label(RIGHT)).to_be_checked()
    expect(group(page, "gardez").get_by_label(ALSO)).to_be_checked()
    expect(group(page, "gardez").get_by_label(WRONG)).not_to_be_checked()


def test_answers_leave_from_another_page_of_the_course(signed_in, own_course):
    page = begun(signed_in("thomas.nguyen"), own_course)
    while page.get_by_role("button", name="Continuer").is_visible():
        page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Enregistré.")).to_be_attached()
    session_ends(page)
    group(page, "Que dites-vous").get_by_label(RIGHT).check()
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text(OVER)).to_be_visible()
    assert waiting(page) == 1

    page.goto("/compte/login/?next=" + own_course)
    identify(page, "thomas.nguyen")
    page.wait_for_url(f"**{own_course}")
    expect(page.get_by_text("Enregistré.")).to_be_attached()
    assert waiting(page) == 0


def test_a_note_being_written_outlives_the_session(signed_in, call):
    page = signed_in("sophie.lambert")
    page.goto(call)
    page.get_by_text("Noter un passage").click()
    form = page.locator("#nouvelle-note")
    form.locator("[name=note-start]").fill("0:01")
    form.locator("[name=note-end]").fill("0:03")
    form.locator("textarea").fill(NOTE)
    session_ends(page)
    for _ in range(2):
        page.get_by_role("button", name="Enregistrer la note").click()
        expect(form.get_by_role("alert")).to_contain_text(OVER)
        expect(form.locator("textarea")).to_have_value(NOTE)
    check(page)

    with page.context.expect_page() as opened:
        form.get_by_role("link", name="Se reconnecter").click()
    identify(opened.value, "sophie.lambert")
    opened.value.wait_for_url(f"**{call}")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator(".vg-note, [data-number]").filter(has_text=NOTE)).to_have_count(1)
    expect(page.get_by_text(OVER)).to_be_hidden()
    opened.value.reload()
    expect(opened.value.get_by_text(NOTE)).to_be_attached()
