"""Sophie deposits several calls at once: chosen and dropped, one refused, one not announced, on a cut line and after a reload."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.call_review.deposits import call
from tests.e2e.own_campaign import open_campaign
from tests.e2e.portal import Portal
from tests.e2e.test_call_page import look as check_from_the_top
from tests.e2e.test_coach_upload import cut_the_connection

DROP = """([zone, files]) => {
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  const target = document.querySelector(zone);
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


NOW = dt.datetime.now()  # noqa: DTZ005 - the clock of who fills the form


def look(page: Page) -> None:
    check_from_the_top(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def moment(**ago: int) -> dt.datetime:
    return NOW - dt.timedelta(**ago)


def field(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=re.compile(re.escape(name)))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A caller's name and number in the names, which must go nowhere."""
    yesterday = moment(days=1)
    contents = {
        f"Mme Martin 0612345678 {yesterday:%Y%m%d-%H%M}15.wav": call(1, 20),
        "Dupont.wav": call(2, 4),
        "page.wav": b"<!doctype html><p>Bonjour</p>",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name.split(" ")[0]: tmp_path / name for name in contents}


@pytest.fixture(scope="module")
def campaign(portal: Portal) -> None:
    open_campaign(portal, "Plusieurs à la fois")


@pytest.fixture
def page(signed_in, campaign) -> Page:
    page = signed_in("sophie.lambert")
    page.sent = []
    page.on(
        "request", lambda request: page.sent.append(f"{request.method} {request.url} {request.headers} {request.post_data_buffer or b''!r}")
    )
    page.goto("/appels/")
    page.get_by_role("link", name="En déposer plusieurs").click()
    page.wait_for_url("**/appels/deposer/plusieurs/")  # workers are busy with the calls of the journey before
    expect(page.get_by_role("heading", name="Déposer plusieurs appels")).to_be_visible()
    page.get_by_label("Campagne d’écoute").select_option(label="Plusieurs à la fois")
    page.get_by_label("Agent entendu").select_option(label="Nadia Benali")
    return page


def end(row: Locator, part: str = "end") -> Locator:
    return row.locator(f"[data-part={part}]")


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("Enregistrements des appels").set_input_files(files)


def test_several_calls_chosen_and_dropped_on_a_bad_line(page, files, portal):
    look(page)
    choose(page, files["Mme"], files["page.wav"])
    content = base64.b64encode(files["Dupont.wav"].read_bytes()).decode()
    page.evaluate(DROP, ["[data-drop]", [["Dupont.wav", content]]])
    martin, dupont, wrong = row(page, "Mme Martin"), row(page, "Dupont.wav"), row(page, "page.wav")
    expect(martin.get_by_label("Jour et heure")).to_have_value(field(moment(days=1)))
    expect(martin.get_by_text("Proposé d’après le nom du fichier")).to_be_visible()
    expect(dupont.get_by_label("Jour et heure")).to_have_value("")
    look(page)

    # Nothing leaves of a call of which nothing was said
    martin.get_by_label("L’usager a été prévenu").check()
    wrong.get_by_label("L’usager a été prévenu").check()
    wrong.get_by_label("Jour et heure").fill(field(moment(days=1, hours=1)))
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 25_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name="Déclarer et envoyer").click()
    expect(end(dupont, "error")).to_contain_text("Sans information de l’usager")
    expect(end(dupont, "error")).to_contain_text("Indiquez le jour et l’heure")
    expect(dupont.get_by_label("Jour et heure")).to_be_focused()
    expect(wrong.get_by_text("L’envoi commence après")).to_be_visible()

    # The processes that answer die in the middle of it; then it is paused, and started again without a line
    figures = martin.locator("[data-part=figures]")
    expect(end(martin, "percent")).to_have_text(re.compile(r"^[1-9]\d %$"), timeout=60_000)
    cut_the_connection(portal)
    expect(figures).to_contain_text("La connexion est interrompue", timeout=30_000)
    expect(figures).to_contain_text("Mo sur", timeout=60_000)
    martin.get_by_role("button", name="Mettre en pause").click()
    expect(martin.get_by_role("button", name="Reprendre l’envoi")).to_be_focused()
    expect(end(wrong, "error")).to_contain_text("C’est une page web", timeout=60_000)
    look(page)
    line.send("Network.emulateNetworkConditions", slow | {"offline": True})
    martin.get_by_role("button", name="Reprendre l’envoi").click()
    expect(figures).to_contain_text("l’envoi reprend dès qu’elle revient", timeout=60_000)
    line.send("Network.emulateNetworkConditions", slow)
    expect(figures).to_contain_text("Mo sur", timeout=60_000)

    # Leaving is warned of; the page loaded again knows the same file and goes on by itself
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.get_by_role("heading", name="Dépôts à terminer")).to_be_visible()
    look(page)
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    choose(page, files["Mme"], files["Dupont.wav"])
    expect(end(martin)).to_contain_text("L’appel est arrivé", timeout=60_000)

    # The one that was not told of is, and sent
    page.get_by_label("Campagne d’écoute").select_option(label="Plusieurs à la fois")
    page.get_by_label("Agent entendu").select_option(label="Nadia Benali")
    dupont.get_by_label("Jour et heure").fill(field(moment(days=2)))
    dupont.get_by_label("L’usager a été prévenu").check()
    page.get_by_role("button", name="Déclarer et envoyer").click()
    expect(end(dupont)).to_contain_text("L’appel est arrivé", timeout=60_000)
    expect(page.get_by_text("2 appels sont arrivés")).to_be_visible()
    look(page)
    for name in ("Martin", "0612345678", "Dupont"):
        assert not [said for said in page.sent if name in said], "the name of a file left the browser (law C4)"
        assert name not in json.dumps(page.evaluate("({...localStorage, ...sessionStorage})"))
    dupont.get_by_role("link", name="Voir cet appel").click()
    assert "/etat/" in page.url


def test_another_file_takes_the_place_of_one_that_is_no_call(page, files):
    """The same bytes twice are the call that is there; and who gives up a deposit is asked."""
    choose(page, files["page.wav"], files["Dupont.wav"])
    wrong, dupont = row(page, "page.wav"), row(page, "Dupont.wav")
    for each in (wrong, dupont):
        each.get_by_label("Jour et heure").fill(field(moment(days=3)))
        each.get_by_label("L’usager a été prévenu").check()
    page.get_by_role("button", name="Déclarer et envoyer").click()
    expect(end(wrong, "error")).to_contain_text("C’est une page web", timeout=60_000)
    expect(end(dupont)).to_be_visible(timeout=60_000)
    wrong.get_by_label("Choisir un autre fichier").set_input_files(files["Dupont.wav"])
    expect(end(row(page, "Dupont.wav").first)).to_contain_text("déjà dans le portail", timeout=60_000)
    look(page)


def test_a_call_outside_the_period_is_sent_only_if_asked_again(page, files):
    pending = page.locator("#pending-deposits").text_content()
    choose(page, files["Dupont.wav"])
    dupont = row(page, "Dupont.wav")
    dupont.get_by_label("Jour et heure").fill(field(moment(weeks=10)))
    dupont.get_by_label("L’usager a été prévenu").check()
    page.get_by_role("button", name="Déclarer et envoyer").focus()
    page.keyboard.press("Enter")
    expect(end(dupont, "why")).to_contain_text("hors de la période annoncée")
    assert not [said for said in page.sent if said.startswith("PATCH")]
    look(page)
    dupont.get_by_role("button", name="Corriger").click()
    expect(dupont.get_by_label("Jour et heure")).to_be_focused()
    dupont.get_by_role("button", name="Retirer de la liste").click()
    expect(page.get_by_label("Enregistrements des appels")).to_be_focused()
    page.reload()
    assert page.locator("#pending-deposits").text_content() == pending, "what was declared is gone"


def answered_elsewhere(page: Page, content: bytes) -> None:
    """The rest of the first file declared goes to its address, and the page hears no answer."""
    address = page.evaluate("Object.keys(JSON.parse(localStorage['vigie-declared']))[0]")
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": page.locator("#common-facts [name=csrfmiddlewaretoken]").input_value()}
    offset = page.request.fetch(address, method="HEAD", headers=headers).headers["upload-offset"]
    headers |= {"Upload-Offset": offset, "Content-Type": "application/offset+octet-stream"}
    assert page.request.patch(address, headers=headers, data=content[int(offset) :]).status == 204


def test_given_up_unheard_and_given_up_too_late(page, files):
    """Taken off the list meanwhile, it is not declared; given up unheard, it is not stuck; kept, it is not said to be erased."""
    files["Mme"].write_bytes(call(11, 20))  # the others are in the portal since another journey
    files["Dupont.wav"].write_bytes(call(12, 4))
    choose(page, *files.values())
    rows = martin, dupont, wrong = [row(page, name) for name in ("Mme Martin", "Dupont.wav", "page.wav")]
    for each in rows:
        each.get_by_label("Jour et heure").fill(field(moment(weeks=2)))
        each.get_by_label("L’usager a été prévenu").check()
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 25_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    held = []
    page.route("**/appels/deposer/plusieurs/", lambda route: held.append(route), times=1)
    with page.expect_request("**/appels/deposer/plusieurs/"):
        page.get_by_role("button", name="Déclarer et envoyer").click()
    wrong.get_by_role("button", name="Retirer de la liste").click()
    expect(wrong).to_have_count(0)
    held.pop().continue_()
    expect(dupont.get_by_text("L’envoi commence après")).to_be_visible()
    expect(page.get_by_role("button", name="Déclarer et envoyer")).to_be_hidden()

    # Unheard: as it was, to be asked again, and the next one is sent
    expect(end(martin, "percent")).to_have_text(re.compile(r"^[1-9]\d %$"), timeout=60_000)
    page.route("**/*", lambda route: route.abort("internetdisconnected") if route.request.method == "DELETE" else route.continue_())
    dupont.get_by_role("button", name="Corriger").click()
    expect(end(dupont, "error")).to_contain_text("La connexion est coupée")
    expect(dupont.get_by_role("button", name="Corriger")).to_be_focused()
    martin.get_by_role("button", name="Abandonner cet appel").click()
    page.get_by_role("button", name="Abandonner le dépôt").click()
    expect(end(martin, "error")).to_contain_text("La connexion est coupée")
    expect(martin.get_by_role("button", name="Reprendre l’envoi")).to_be_visible()
    look(page)
    page.unroute("**/*")
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    expect(end(dupont)).to_contain_text("L’appel est arrivé", timeout=60_000)

    # Too late: it is a call, and the page says so
    answered_elsewhere(page, files["Mme"].read_bytes())
    martin.get_by_role("button", name="Abandonner cet appel").click()
    page.get_by_role("button", name="Abandonner le dépôt").click()
    expect(end(martin)).to_contain_text("L’appel est arrivé", timeout=60_000)
    expect(page.get_by_text("2 appels sont arrivés")).to_be_visible()
    declared = [said for said in page.sent if said.startswith("POST") and "/deposer/plusieurs/ " in said]
    assert len(declared) == 2, "what was taken off the list is not declared"


NAMES = {
    "enr_{:%Y-%m-%d_%H-%M-%S}_0612345678.wav": True,
    "{:%Y%m%d%H%M%S}.mp3": True,
    "Appel du {:%d-%m-%Y à %Hh%M}.ogg": True,
    "{:%d.%m.%Y %H.%M}.wav": True,
    "0612345678.wav": False,
    "0612345678-{:%H%M}.wav": False,
    "2001-01-01 09-12.wav": False,
    "2099-01-01 09-12.wav": False,
    "{:%Y}-02-31 09-12.wav": False,
    "{:%Y}1399-2575.wav": False,
}


def test_the_moment_in_a_name_is_proposed_only_when_it_may_be_that_of_a_call(page):
    for name, told in NAMES.items():
        written = name.format(moment(days=4))
        assert page.evaluate("name => momentIn(name)", written) == (field(moment(days=4)) if told else ""), written


def test_what_can_be_seen_before_sending_is_said_at_once(page, files, tmp_path):
    empty, large = tmp_path / "vide.wav", tmp_path / "long.wav"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(501 * 1024 * 1024)
    page.get_by_role("button", name="Déclarer et envoyer").wait_for(state="hidden")
    choose(page, empty, large)
    expect(end(row(page, "vide.wav"), "error")).to_contain_text("Ce fichier est vide")
    expect(end(row(page, "long.wav"), "error")).to_contain_text("dépasse 500 Mo")
    expect(page.get_by_role("button", name="Déclarer et envoyer")).to_be_hidden()
    choose(page, files["Dupont.wav"])
    choose(page, files["Dupont.wav"])
    expect(page.get_by_role("alert")).to_contain_text("n’est pas ajouté une seconde fois")
    expect(row(page, "Dupont.wav")).to_have_count(1)
    look(page)

    # What is common to all is asked once, and nothing is declared meanwhile
    page.get_by_label("Agent entendu").select_option(label="Choisissez une personne")
    page.get_by_role("button", name="Déclarer et envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez l’agent.")
    expect(page.get_by_label("Agent entendu")).to_be_focused()
    look(page)
    assert [said for said in page.sent if said.startswith("PATCH")] == []
