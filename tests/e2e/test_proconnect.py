"""In and out through an OpenID provider, in a real browser: what its policies make of forms that redirect."""

from playwright.sync_api import expect

from accounts.demo import DEMO_DOMAIN
from tests.e2e.portal import Portal
from tests.signin.openid_provider import Provider

SIRET = "73282932000074"


def test_who_comes_from_proconnect_leaves_both_with_one_click(tmp_path, browser):
    with Provider({"sub": "nadia-there", "email": f"nadia.benali@{DEMO_DOMAIN}", "siret": SIRET}) as provider:
        names = {"VIGIE_PROCONNECT_CLIENT_ID": "vigie", "VIGIE_PROCONNECT_SECRET": "secret-of-vigie"}
        portal = Portal(tmp_path, settings={"VIGIE_PROCONNECT_URL": provider.url, **names})
        portal.start()
        context = browser.new_context(locale="fr-FR", base_url=portal.address, viewport={"width": 1280, "height": 900})
        refused: list[str] = []
        context.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
        try:
            portal.manage("set_siret", "Caisse de retraite de l’Ouest", SIRET)
            page = context.new_page()
            page.goto("/compte/login/")
            page.get_by_role("link", name="Se connecter avec ProConnect").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nadia")
            page.goto("/mon-compte/securite/")
            expect(page.get_by_text("Connexion par ProConnect")).to_be_visible()
            expect(page.get_by_text("Une identité ProConnect est liée à votre compte")).to_be_visible()
            page.locator(".vg-menu summary").click()
            page.get_by_role("button", name="Se déconnecter").click()
            expect(page.get_by_text("Vous êtes déconnecté du portail et de ProConnect.")).to_be_visible()
            assert len(provider.signed_out) == 1
            assert refused == []
        finally:
            context.close()
            portal.stop()
