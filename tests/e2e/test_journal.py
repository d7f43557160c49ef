"""Nadia keeps a private journal: told what is lost, closed, opened, written, recovered by its code, taken away and erased."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.test_campaign import check

PASSPHRASE = "quatre tortues violettes 7 escaliers"
NEXT = "cinq girafes orange 9 tiroirs"
YESTERDAY = """
import datetime
from wellbeing.models import Journal, JournalEntry
from wellbeing import journal
own = Journal.objects.get(owner__email__startswith="nadia.benali@")
key = journal.key_by_passphrase(own, {passphrase!r})
entry = JournalEntry(journal=own, written_on=datetime.date.today() - datetime.timedelta(days=9))
entry.sealed = journal._sealed(own, key, entry.key, entry.written_on, journal.Page("Une semaine chargée.", 2))
entry.save()
"""


def look(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_journal_is_begun_written_closed_and_recovered(signed_in, portal):
    page = signed_in("nadia.benali")
    page.goto("/")
    page.get_by_role("navigation", name="Navigation principale", exact=True).get_by_role("link", name="Mon journal").click()
    expect(page.get_by_text("Si vous perdez la phrase et le code, le journal est perdu.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Commencer mon journal").click()
    look(page)
    page.get_by_label("Nouvelle phrase secrète").fill("nadia")
    page.get_by_label("La même, encore une fois").fill("nadia")
    page.get_by_role("button", name="Créer le journal").click()
    expect(page.get_by_role("alert")).to_contain_text("se devine trop vite")
    look(page)
    page.get_by_label("Nouvelle phrase secrète").fill(PASSPHRASE)
    page.get_by_label("La même, encore une fois").fill(PASSPHRASE)
    page.get_by_label("J’ai compris").check()
    page.get_by_role("button", name="Créer le journal").click()
    code = page.locator("code").inner_text()
    look(page)
    page.get_by_label("Code de récupération").fill(code.lower())
    page.get_by_role("button", name="Vérifier ma copie").click()
    expect(page.get_by_text("Votre copie du code est bonne.")).to_be_visible()
    look(page)

    page.get_by_role("link", name="Écrire", exact=True).click()
    look(page)
    page.get_by_label("3, entre les deux").check()
    page.get_by_label("Ce que vous voulez en garder").fill("Un appel long, puis un café.\nDemain sera plus calme.")
    page.get_by_role("button", name="Garder cette page").click()
    expect(page.get_by_text("C’est gardé, pour vous seul.")).to_be_visible()
    portal.manage("shell", "-c", YESTERDAY.format(passphrase=PASSPHRASE))
    page.reload()
    expect(page.get_by_role("img", name="Ressenti de 1")).to_be_visible()
    expect(page.get_by_role("cell", name="2 sur 5")).to_be_visible()
    look(page)
    page.get_by_role("row", name="3 sur 5").get_by_role("link").click()
    expect(page.get_by_text("Demain sera plus calme.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Modifier").click()
    look(page)
    page.get_by_label("Ce que vous voulez en garder").fill("Un appel long.")
    page.get_by_role("button", name="Garder cette page").click()

    page.get_by_role("button", name="Refermer le journal").click()
    expect(page.get_by_text("Le journal est refermé.")).to_be_visible()
    look(page)
    page.go_back()
    expect(page.get_by_text("Un appel long.")).to_have_count(0)
    page.goto("/journal/")
    page.get_by_label("Phrase secrète du journal").fill("une autre")
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("alert")).to_contain_text("Encore 4 essais")
    page.get_by_role("link", name="J’ai oublié ma phrase").click()
    look(page)
    page.get_by_label("Code de récupération").fill(code)
    page.get_by_label("Nouvelle phrase secrète").fill(NEXT)
    page.get_by_label("La même, encore une fois").fill(NEXT)
    page.get_by_role("button", name="Rouvrir le journal").click()
    expect(page.get_by_text("Un appel long.")).to_be_visible()
    for title in ("Changer de phrase secrète", "Nouveau code de récupération"):
        page.get_by_role("link", name=title).click()
        look(page)
        page.get_by_role("link", name="Revenir au journal").click()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Emporter mes pages (JSON)").click()
    assert [one["text"] for one in json.loads(Path(taken.value.path()).read_text("utf-8"))["journal"]] == [
        "Un appel long.",
        "Une semaine chargée.",
    ]
    page.get_by_role("row", name="2 sur 5").get_by_role("link").click()
    page.get_by_role("link", name="Effacer").click()
    look(page)
    page.get_by_role("button", name="Effacer cette page").click()
    expect(page.get_by_text("La page est effacée.")).to_be_visible()
    page.get_by_role("link", name="Effacer mon journal").click()
    look(page)
    page.get_by_label("J’efface mon journal").check()
    page.get_by_role("button", name="Effacer mon journal").click()
    expect(page.get_by_role("link", name="Commencer mon journal")).to_be_visible()
