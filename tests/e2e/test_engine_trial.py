"""The administrator tries the speech engine on an invented call: progress, then agent and caller apart."""

import json

from playwright.sync_api import expect


def test_a_call_becomes_words_in_the_browser(signed_in):
    page = signed_in("eric.leroux")
    page.goto("/essais-de-transcription/")
    page.get_by_role("button", name="Transcrire cet appel").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_text("Transcription automatique")).to_be_visible(timeout=180_000)
    expect(page.locator(".vg-turn.agent").first).to_be_visible()
    expect(page.locator(".vg-turn.caller").first).to_be_visible()
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    assert pdf.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as transcript:
        page.get_by_role("link", name="JSON").click()
    assert {turn["speaker"] for turn in json.loads(transcript.value.path().read_text())["turns"]} == {"agent", "caller"}


def test_a_trial_is_erased_after_a_question(signed_in):
    page = signed_in("eric.leroux")
    page.goto("/essais-de-transcription/")
    page.locator(".vg-list a").first.click()
    page.get_by_role("button", name="Effacer l’essai").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Effacer l’essai").first).to_be_focused()
    page.get_by_role("button", name="Effacer l’essai").first.click()
    dialog.get_by_role("button", name="Effacer l’essai").click()
    expect(page.get_by_text("L’essai est effacé")).to_be_visible()
