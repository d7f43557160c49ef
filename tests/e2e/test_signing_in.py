"""Each person of the demonstration signs in, finds the own first page, changes language and theme."""

import base64
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from home.demo import leading_people
from tests.e2e.conftest import sign_in

ENGLISH, FRENCH = re.compile("English version"), re.compile("version française")
PEOPLE = {person.address: person for person in leading_people()}


@pytest.mark.parametrize("address", PEOPLE)
def test_each_person_signs_in_by_keyboard_and_is_greeted(open_context, address):
    page = open_context().new_page()
    page.goto("/compte/login/")
    page.get_by_label("Adresse e-mail professionnelle").focus()
    page.keyboard.type(PEOPLE[address].email)
    page.keyboard.press("Tab")
    page.keyboard.type("phare-brume-vigie-2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Bonjour {PEOPLE[address].first_name}")
    expect(page.get_by_role("heading", name="À qui demander")).to_be_visible()


def test_language_changes_in_the_header_and_back(signed_in):
    page = signed_in("nadia.benali")
    page.goto("/")
    page.get_by_role("button", name=ENGLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Nadia")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Directory").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Directory")
    page.get_by_role("button", name=FRENCH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annuaire")


def test_theme_changes_in_the_header_and_stays(signed_in):
    page = signed_in("nadia.benali", color_scheme="light")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Changer de thème, clair ou sombre").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_without_script_language_theme_and_sign_in_still_work(open_context):
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, "sophie.lambert")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Sophie")
    page.get_by_role("button", name="Changer de thème, clair ou sombre").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name=ENGLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Sophie")


def test_a_wrong_password_says_so_and_keeps_the_address(open_context):
    page = open_context().new_page()
    sign_in(page, "nobody.here", "not-the-password")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("ne vont pas ensemble")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Adresse e-mail professionnelle")).to_have_value("nobody.here@demo.vigie.example")


def _code(secret: str, counter: int) -> str:
    """RFC 6238, six digits."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _fresh_code(secret: str, used: str = "") -> str:
    """A code is good once: wait for the next half minute when this one has served."""
    while (code := _code(secret, int(time.time()) // 30)) == used:
        time.sleep(1)
    return code


def test_a_second_factor_is_asked_once_it_is_activated(open_context):
    page: Page = open_context().new_page()
    sign_in(page, "julien.maze")
    page.goto("/compte/2fa/")
    page.get_by_role("link", name="Activer").click()
    if page.get_by_role("heading", name="Confirmer que c’est vous").count():
        page.get_by_label("Mot de passe", exact=True).fill("phare-brume-vigie-2026")
        page.get_by_role("button", name="Confirmer").click()
    secret = page.locator("code").inner_text()
    code = _fresh_code(secret)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_text("Gardez vos codes de secours")).to_be_visible()

    other = open_context().new_page()
    sign_in(other, "julien.maze")
    expect(other.get_by_role("heading", level=1)).to_have_text("Second facteur")
    other.locator("input[name=code]").fill("000000")
    other.get_by_role("button", name="Se connecter").click()
    expect(other.get_by_role("alert")).to_be_visible()
    other.locator("input[name=code]").fill(_fresh_code(secret, used=code))
    other.get_by_role("button", name="Se connecter").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Bonjour Julien")
