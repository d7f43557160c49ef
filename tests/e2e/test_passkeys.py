"""A passkey, with the virtual authenticator of the browser: added, then the second factor, then the whole sign-in, then removed."""

from playwright.sync_api import Page, expect

from accounts.demo import DEMO_PASSWORD
from tests.e2e.conftest import sign_in
from tests.e2e.test_accessibility import AXE, violations

WHO = "julien.maze"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def problems(page: Page) -> list[str]:
    page.evaluate(AXE)
    return violations(page)


def with_device(page: Page, **changes: bool) -> None:
    """A device that holds passkeys and recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})


def confirm(page: Page) -> None:
    if page.get_by_role("heading", name="Confirmer que c’est vous").count():
        page.get_by_label("Mot de passe", exact=True).fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Confirmer", exact=True).click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_added_opens_the_portal_and_is_removed(open_context):
    page = open_context().new_page()
    with_device(page)
    sign_in(page, WHO)
    page.goto("/compte/2fa/")
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    confirm(page)
    page.get_by_label("Nom").fill("Poste du bureau")
    assert problems(page) == []
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".vg-codes li")).to_have_count(10)
    expect(page.locator(".vg-codes li").first).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/compte/2fa/webauthn/")
    expect(page.get_by_text("Poste du bureau").first).to_be_visible()
    assert problems(page) == []

    # After the password.
    sign_out(page)
    sign_in(page, WHO)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second facteur")
    assert problems(page) == []
    page.get_by_role("button", name="Continuer avec une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Julien")

    # Alone, without address nor password.
    sign_out(page)
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Julien")

    page.goto("/compte/2fa/webauthn/")
    page.get_by_role("link", name="Retirer Poste du bureau").click()
    confirm(page)
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Aucune clé d’accès sur votre compte.")).to_be_visible()


def test_who_has_no_passkey_is_told_so_and_signs_in_with_the_password(open_context):
    page = open_context().new_page()
    with_device(page)
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="Rien n’a été confirmé")).to_be_visible()
    sign_in(page, WHO)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Julien")
