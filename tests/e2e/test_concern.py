"""An agent reports in seconds, a bureau answers, the agent is told: with the mouse, with the keyboard alone, and without a connection."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_campaign import check

EXPLAINER = "/pages/fiches/on-me-reclame-un-trop-percu/"
SENT = "C’est envoyé."
TYPING = 40
"""Milliseconds a key: that of somebody who types all day."""


class Keyboard:
    """Counts what a person would press."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=TYPING)
        self.pressed += len(text)

    def tab_to(self, place: Locator, at_most: int = 60) -> None:
        expect(place).to_be_visible()
        for _key in range(at_most):
            if place.evaluate("place => place === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{place} is not reached by Tab")

    def follow(self, place: Locator) -> None:
        self.tab_to(place)
        self.press("Enter")


def test_reported_in_under_twenty_seconds_answered_and_told(signed_in):
    text = "La fiche ne dit pas quelle date compte quand le courrier en porte deux. Les personnes rappellent."
    nadia = signed_in("nadia.benali")
    nadia.goto(EXPLAINER)
    check(nadia)
    keyboard, started = Keyboard(nadia), time.monotonic()
    keyboard.press("s")
    expect(nadia.get_by_label("Ce qui se passe")).to_be_focused()
    keyboard.type(text)
    keyboard.press("Control+Enter")
    expect(nadia.get_by_text(SENT)).to_be_visible()
    seconds = time.monotonic() - started
    assert seconds < 20, seconds
    assert keyboard.pressed == len(text) + 2, "one key to open, one to send"
    expect(nadia.get_by_text("Sommes dues › Trop-perçu réclamé")).to_be_visible()
    expect(nadia.get_by_role("link", name="On me réclame un trop-perçu")).to_be_visible()
    check(nadia)

    paul = signed_in("paul.diallo")
    paul.goto("/")
    paul.get_by_role("link", name="Nouveaux, à prendre en charge").click()
    paul.get_by_role("link", name="Voir toutes les colonnes").click()
    check(paul)
    paul.get_by_role("link", name=re.compile("quelle date compte")).click()
    expect(paul.get_by_text("Équipe Retraite 2")).to_be_visible()
    expect(paul.locator("main").get_by_text("Nadia")).to_have_count(0)
    paul.get_by_role("button", name="Je m’en charge").click()
    check(paul)
    paul.get_by_role("link", name="Répondre").click()
    paul.get_by_label("Réponse").fill("Dès aujourd’hui, la fiche le dit : c’est la date du cadre qui compte.")
    check(paul)
    paul.get_by_role("button", name="Voir ce que liront les agents").click()
    expect(paul.get_by_role("heading", name="Ce que liront les agents")).to_be_visible()
    check(paul)
    paul.get_by_role("button", name="Publier la réponse").click()
    expect(paul.get_by_text("Réponse publiée. Les agents la lisent dès maintenant.")).to_be_visible()

    nadia.goto("/notifications/")
    nadia.get_by_role("button", name=re.compile("Ouvrir.*Une réponse à votre signalement")).first.click()
    expect(nadia.get_by_text("c’est la date du cadre qui compte")).to_be_visible()
    check(nadia)

    thomas = signed_in("thomas.nguyen")
    thomas.goto("/signalements/?mots=cadre+compte")
    check(thomas)
    thomas.get_by_role("link", name=re.compile("quelle date compte")).click()
    expect(thomas.get_by_text("c’est la date du cadre qui compte")).to_be_visible()
    expect(thomas.locator("main").get_by_text(re.compile("Nadia|Retraite 2"))).to_have_count(0)
    thomas.goto("/recherche/?q=date+cadre")
    expect(thomas.get_by_role("link", name=re.compile("quelle date compte"))).to_be_visible()

    karim = signed_in("karim.haddad")
    assert karim.goto(paul.url).status == 404


def test_by_keyboard_alone(signed_in):
    nadia = signed_in("nadia.benali")
    keyboard = Keyboard(nadia)
    nadia.goto("/")
    keyboard.follow(
        nadia.get_by_role("navigation", name="Navigation principale", exact=True).get_by_role("link", name="Signaler", exact=True)
    )
    nadia.wait_for_url("**/nouveau/")
    keyboard.tab_to(nadia.get_by_label("Une procédure pas claire"))
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    expect(nadia.get_by_label("Une information fausse ou absente")).to_be_checked()
    keyboard.tab_to(nadia.get_by_label("Chercher un motif"))
    keyboard.type("identifiant")
    expect(nadia.locator("#motif-combien")).not_to_be_empty()
    keyboard.press("Enter")
    expect(nadia.get_by_label("Motif d’appel")).to_be_focused()
    expect(nadia.locator("#id_topic option:checked")).to_contain_text(re.compile("identifiant", re.IGNORECASE))
    keyboard.tab_to(nadia.get_by_label("Ce qui se passe"))
    keyboard.type("La page d’aide annonce un bouton qui n’existe plus.")
    keyboard.follow(nadia.get_by_role("button", name="Envoyer au bureau"))
    expect(nadia.get_by_text(SENT)).to_be_visible()

    paul = signed_in("paul.diallo")
    keyboard = Keyboard(paul)
    paul.goto("/signalements/a-traiter/")
    keyboard.follow(paul.get_by_role("link", name=re.compile("annonce un bouton")))
    keyboard.follow(paul.get_by_role("button", name="Je m’en charge"))
    keyboard.tab_to(paul.get_by_role("button", name="Remettre à trier").first)
    keyboard.press("Enter")
    expect(paul.get_by_role("dialog")).to_be_visible()
    check(paul)
    keyboard.press("Escape")
    expect(paul.get_by_role("dialog")).to_be_hidden()
    paul.reload()
    keyboard.follow(paul.get_by_role("link", name="Répondre"))
    keyboard.tab_to(paul.get_by_label("Réponse"))
    keyboard.type("Dès aujourd’hui, la page d’aide nomme le bon bouton.")
    keyboard.press("Control+Enter")
    keyboard.follow(paul.get_by_role("button", name="Publier la réponse"))
    expect(paul.get_by_text("Réponse publiée.")).to_be_visible()
    nadia.goto("/notifications/")
    expect(nadia.get_by_text("Une réponse à votre signalement").first).to_be_visible()


def test_a_telephone_is_asked_about_while_one_types_and_before_anything_is_kept(signed_in):
    nadia = signed_in("nadia.benali")
    nadia.goto(EXPLAINER)
    nadia.locator("[data-shortcut=s]").click()
    text = nadia.get_by_label("Ce qui se passe")
    text.press_sequentially("Rappeler au 06 39 98 12 34, dossier 123456.")
    expect(nadia.get_by_text("« 06 39 98 12 34 » ressemble à un téléphone.")).to_be_visible()
    check(nadia)
    text.press("Control+Enter")
    asked = nadia.get_by_role("alert").filter(has_text="Rien n’est enregistré pour l’instant.")
    expect(asked).to_be_focused()
    expect(asked.get_by_label("Ce n’est pas une donnée personnelle")).to_have_count(1)
    check(nadia)
    keyboard = Keyboard(nadia)
    keyboard.tab_to(asked.get_by_label("Ce n’est pas une donnée personnelle"))
    keyboard.press("Space")
    keyboard.follow(asked.get_by_role("button", name="Masquer et envoyer"))
    expect(nadia.get_by_text(SENT)).to_be_visible()
    expect(nadia.get_by_text("Rappeler au [téléphone], dossier 123456.")).to_be_visible()


def test_masked_with_one_key_while_one_types(signed_in):
    nadia = signed_in("nadia.benali")
    nadia.goto("/signalements/nouveau/")
    nadia.get_by_label("Ce qui se passe").press_sequentially("Écrire à jeanne@example.org")
    nadia.get_by_role("button", name="masquez-le").click()
    expect(nadia.get_by_label("Ce qui se passe")).to_have_value("Écrire à [adresse e-mail]")
    expect(nadia.get_by_role("button", name="masquez-le")).to_have_count(0)


def test_without_a_connection_it_is_kept_and_sent_once_it_is_back(signed_in):
    text = "Le simulateur ne répond plus depuis la mise à jour."
    thomas = signed_in("thomas.nguyen")
    thomas.goto("/signalements/nouveau/")
    thomas.get_by_label("Un outil").check()
    thomas.context.set_offline(True)
    thomas.get_by_label("Ce qui se passe").fill(text)
    thomas.get_by_label("Ce qui se passe").press("Control+Enter")
    expect(thomas.get_by_text("Votre texte est gardé sur cet appareil")).to_be_visible()
    expect(thomas.get_by_label("Ce qui se passe")).to_have_value("")
    check(thomas)
    thomas.context.set_offline(False)
    expect(thomas.get_by_text("La connexion est revenue : votre signalement est parti.")).to_be_visible()
    thomas.reload()
    thomas.goto("/signalements/")
    expect(thomas.locator("section").filter(has=thomas.get_by_role("heading", name="Les miens")).get_by_text(text)).to_have_count(1)
    assert thomas.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('vigie-unsent')).length") == 0


def test_what_was_kept_leaves_from_the_next_page_or_asks_when_one_is_back(signed_in):
    aminata = signed_in("aminata.diop")
    aminata.goto("/signalements/nouveau/")
    for text in ("Un courrier renvoie à une page qui a disparu.", "Rappeler au 06 39 98 12 34."):
        aminata.get_by_label("Un outil").check()
        aminata.context.set_offline(True)
        aminata.get_by_label("Ce qui se passe").fill(text)
        aminata.get_by_label("Ce qui se passe").press("Control+Enter")
        expect(aminata.get_by_label("Ce qui se passe")).to_have_value("")
    kept = aminata.evaluate("JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('vigie-unsent'))[1]).length")
    assert kept == 2
    aminata.context.set_offline(False)
    asked = aminata.get_by_role("alert").filter(has_text="Rien n’est enregistré pour l’instant.")
    expect(asked).to_contain_text("06 39 98 12 34")
    asked.get_by_role("button", name="Masquer et envoyer").click()
    expect(aminata.get_by_text("Rappeler au [téléphone].")).to_be_visible()
    aminata.goto("/signalements/")
    expect(aminata.get_by_text("Un courrier renvoie à une page qui a disparu.")).to_have_count(1)
    assert aminata.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('vigie-unsent')).length") == 0
