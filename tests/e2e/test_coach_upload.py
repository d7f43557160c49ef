"""Sophie deposits a real stereo call, on a line that is cut, and sees it become words; Nadia takes one back with the keyboard alone."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import wave
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from call_review.sample_calls import SAMPLES
from speech.audio import decode
from speech.sound import RATE
from tests.e2e.portal import Portal
from tests.e2e.test_campaign import check


def part_of_a_call(folder: Path, start: int, seconds: int) -> Path:
    """Some seconds of an invented call, as a stereo WAV that nobody has deposited."""
    with decode(SAMPLES["d06"].path) as sound:
        samples = (sound.read(start * RATE, (start + seconds) * RATE) * 32767).astype(np.int16)
    path = folder / "Mme Martin 0612345678.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.ascontiguousarray(samples.T).tobytes())
    return path


def declare(page: Page, agent: str) -> None:
    page.goto("/appels/")
    page.get_by_role("link", name="Déposer un appel").click()
    page.get_by_label("Campagne d’écoute").select_option(label="Mieux expliquer, mieux confirmer")
    page.get_by_label("Agent entendu").select_option(label=agent)
    an_hour_ago = dt.datetime.now() - dt.timedelta(hours=1)  # noqa: DTZ005 - the clock of who fills the form
    page.get_by_label("Jour et heure").fill(an_hour_ago.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("L’usager a été prévenu").check()
    page.get_by_role("button", name="Continuer vers l’envoi").click()
    expect(page.get_by_role("heading", name="Envoyer le fichier")).to_be_visible()


def cut_the_connection(portal: Portal) -> None:
    """In the middle of a request: the processes that answer die, others take their place."""
    web = [pid for pid in portal.processes() if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    workers = [pid for pid in web if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) in web]
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)


def test_a_call_is_declared_sent_on_a_bad_line_and_transcribed(signed_in, portal, tmp_path):
    page = signed_in("sophie.lambert")
    page.goto("/appels/deposer/")
    check(page)
    page.get_by_role("button", name="Continuer vers l’envoi").click()
    expect(page.get_by_text("Sans information de l’usager").first).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    declare(page, "Nadia Benali")
    check(page)
    sound = part_of_a_call(tmp_path, 0, 20)
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 25_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_label("Enregistrement de l’appel").set_input_files(sound)
    page.get_by_role("button", name="Envoyer l’enregistrement").click()
    expect(page.locator("[data-upload-percent]")).to_have_text(re.compile(r"^[2-9]\d %$"), timeout=60_000)
    figures = page.locator("[data-upload-figures]")
    expect(figures).to_contain_text("Mo sur 1,3 Mo")
    cut_the_connection(portal)
    expect(figures).to_contain_text("La connexion est interrompue", timeout=30_000)
    expect(figures).to_contain_text("Mo sur 1,3 Mo", timeout=60_000)

    page.get_by_role("button", name="Mettre en pause").click()
    expect(figures).to_contain_text("En pause")
    expect(page.get_by_role("button", name="Reprendre l’envoi")).to_be_focused()
    check(page)
    line.send("Network.emulateNetworkConditions", slow | {"offline": True})
    page.get_by_role("button", name="Reprendre l’envoi").click()
    expect(figures).to_contain_text("l’envoi reprend dès qu’elle revient", timeout=60_000)
    line.send("Network.emulateNetworkConditions", slow)
    expect(figures).to_contain_text("Mo sur 1,3 Mo", timeout=60_000)

    page.reload()
    expect(page.get_by_text("Choisissez le même fichier")).to_be_visible()
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    page.get_by_label("Enregistrement de l’appel").set_input_files(sound)
    page.get_by_role("button", name="Envoyer l’enregistrement").click()
    expect(page.get_by_text("L’appel est arrivé")).to_be_visible(timeout=60_000)
    assert "/etat/" in page.url
    check(page)
    expect(page.get_by_text("La transcription est prête")).to_be_visible(timeout=300_000)
    check(page)
    page.goto("/appels/")
    expect(page.get_by_text("Prêt à réécouter").first).to_be_visible()
    check(page)


def test_a_page_instead_of_a_sound_is_said_at_once(signed_in, tmp_path):
    page = signed_in("sophie.lambert")
    declare(page, "Yacine Amrani")
    wrong = tmp_path / "appel.wav"
    wrong.write_text("<!doctype html><p>Bonjour</p>")
    page.get_by_label("Enregistrement de l’appel").set_input_files(wrong)
    page.get_by_role("button", name="Envoyer l’enregistrement").click()
    expect(page.get_by_role("alert")).to_contain_text("C’est une page web")
    expect(page.get_by_role("button", name="Envoyer l’enregistrement")).to_be_visible()
    page.get_by_role("button", name="Abandonner ce dépôt").click()
    page.get_by_role("dialog").get_by_role("button", name="Abandonner le dépôt").click()
    expect(page.get_by_text("Le dépôt est abandonné")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_call_is_withdrawn_with_the_keyboard_alone(signed_in, tmp_path, javascript):
    """Without scripts the plain form sends the whole file."""
    coach = signed_in("sophie.lambert", java_script_enabled=javascript)
    declare(coach, "Nadia Benali")
    coach.get_by_label("Enregistrement de l’appel").set_input_files(part_of_a_call(tmp_path, 40 + 10 * javascript, 4))
    coach.get_by_role("button", name="Envoyer l’enregistrement").click()
    expect(coach.get_by_text("L’appel est arrivé")).to_be_visible(timeout=60_000)
    address = coach.url
    coach.goto("/fiches/")

    agent = signed_in("nadia.benali")
    assert agent.goto(address).status == 200
    expect(agent.get_by_text("La transcription est prête")).to_be_visible(timeout=300_000)  # the page loads itself again then
    check(agent)
    agent.goto("/appels/")
    check(agent)
    agent.goto(address)
    agent.get_by_role("button", name="Retirer cet appel").focus()
    agent.keyboard.press("Enter")
    expect(agent.get_by_role("dialog")).to_be_visible()
    agent.keyboard.press("Escape")
    expect(agent.get_by_role("button", name="Retirer cet appel")).to_be_focused()
    agent.keyboard.press("Enter")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("L’appel est retiré")).to_be_visible()
    assert agent.goto(address).status == 404
    assert coach.goto(address).status == 404
