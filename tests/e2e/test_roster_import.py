"""The HR person imports a roster with three bad lines, sees them named, and the newcomer can sign in."""

import re

from playwright.sync_api import Page, expect

HEADING = "Prénom;Nom;Courriel;Rôles;Équipe;Heures"
LINES = [
    HEADING,
    "Stéphane;Le Bihan;stephane.lebihan@caisse.example;agent;Retraite 3;35",
    "Maël;;mael@caisse.example;agent;;",
    "Léa;Roy;lea.roy@caisse.example;pilote;;",
    "Inès;Caron;ines.caron@caisse.example;agent;Retraite 3;99",
    "Zoé;Perrin;zoe.perrin@caisse.example;agent, coach;Retraite 3;17,5",
]


def upload(page: Page, content: bytes, name: str = "annuaire.csv") -> None:
    page.goto("/importations/")
    page.get_by_label("Fichier CSV").set_input_files(files=[{"name": name, "mimeType": "text/csv", "buffer": content}])
    page.get_by_role("button", name="Vérifier le fichier").click()


def test_three_bad_lines_are_named_and_stop_nothing_else(portal, signed_in, open_context):
    page = signed_in("beatrice.legoff")
    upload(page, "\n".join(LINES).encode("latin-1"))
    expect(page.get_by_role("button", name="Importer ces personnes")).to_be_visible()
    rows = page.get_by_role("row")
    expect(rows.filter(has_text="Cette valeur manque")).to_contain_text("3")
    expect(rows.filter(has_text="n’est pas un rôle")).to_contain_text("4")
    expect(rows.filter(has_text="vont de 1 à 48")).to_contain_text("5")

    page.get_by_role("button", name="Importer ces personnes").click()
    expect(page.get_by_text("Import terminé")).to_be_visible()
    page.goto("/annuaire/?mots=bihan")
    expect(page.get_by_role("link", name="Stéphane Le Bihan")).to_be_visible()

    upload(page, "\n".join([LINES[0], LINES[1], LINES[5]]).encode("utf-8-sig"))
    expect(page.get_by_text("Tout est déjà à jour")).to_be_visible()

    newcomer_chooses_a_password(portal, open_context().new_page())


def newcomer_chooses_a_password(portal, page: Page) -> None:
    page.wait_for_timeout(3000)
    mail = next(mail for mail in portal.mails() if "To: stephane.lebihan@caisse.example" in mail)
    assert "Stéphane" in mail or "St=C3=A9phane" in mail
    link = re.search(rf"{portal.address}(/compte/password/reset/key/\S+?/)\s", mail)
    assert link, mail
    page.goto(link[1])
    passwords = page.locator("input[type=password]")
    passwords.nth(0).fill("tourne-broche-lilas-88")
    passwords.nth(1).fill("tourne-broche-lilas-88")
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    page.goto("/compte/login/")
    page.get_by_label("Adresse e-mail professionnelle").fill("stephane.lebihan@caisse.example")
    page.get_by_label("Mot de passe", exact=True).fill("tourne-broche-lilas-88")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Stéphane")


def test_a_picture_named_csv_is_refused_with_a_sentence(signed_in):
    page = signed_in("beatrice.legoff")
    upload(page, b"\x89PNG\r\n\x1a\n" + bytes(500), "photo.csv")
    expect(page.get_by_text("Ce fichier n’est pas un CSV, c’est un fichier PNG")).to_be_visible()


def test_progress_is_shown_live(signed_in):
    page = signed_in("beatrice.legoff")
    many = [HEADING, *(f"Anne;Test;anne{i}@caisse.example;agent;Retraite 9;35" for i in range(4000))]
    upload(page, "\n".join(many).encode())
    expect(page.locator(".vg-prog .vg-num").first).to_have_text(re.compile(r"\d"))
    expect(page.get_by_role("button", name="Importer ces personnes")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Abandonner").click()
    expect(page.get_by_text("rien n’a changé dans l’annuaire").first).to_be_visible()
