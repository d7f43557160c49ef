"""Julien, data protection officer, sees campaigns, retention and who listened to what; he launches the purge and reads its bordereau."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.portal import ROOT, Portal
from tests.e2e.test_campaign import check

NAME = "Réversion : expliquer les pièces"
CANARY = "canari-d-un-appel-de-six-mois"
RESTORED = "canari-d-une-sauvegarde"
HOME = "/protection-des-donnees/"

# What the portal holds before: a closed campaign, one call over its six months, one within, and who listened to them.
PEOPLE = """
import datetime as dt
from django.core.files.base import ContentFile
from django.utils import timezone
from accounts import access_log
from accounts.models import AccessEntry, Organisation, User
from call_review.models import Campaign, Recording, Turn
now, today = timezone.now(), timezone.localdate()
caisse = Organisation.objects.get(name__startswith="Caisse de retraite")
nadia, sophie = (User.objects.get(email__startswith=name) for name in ("nadia.benali", "sophie.lambert"))

def a_call(campaign, days, text, number):
    at = now - dt.timedelta(days=days)
    call = Recording(organisation=caisse, campaign=campaign, agent=nadia, recorded_at=at, received_at=at, sha256=f"dpo-{number}",
                     state="ready", seconds=61)
    call.original.save("original.ogg", ContentFile(text.encode()), save=False)
    call.save()
    Turn.objects.create(recording=call, position=0, speaker="caller", start=0, end=1, text=text, words=[])
    return call
"""
BEFORE = f"""
import time
from background.models import Job
for _second in range(60):  # the portal purges by itself soon after its start: that one must find nothing
    if Job.objects.filter(kind="call_review.purge", state="done").exists():
        break
    time.sleep(1)
campaign = Campaign.objects.create(
    organisation=caisse, name={NAME!r}, state="closed", purpose="Former", legal_basis="public_task",
    first_day=today - dt.timedelta(days=190), last_day=today - dt.timedelta(days=130), dpo_contact="dpo@ouest.example",
    consulted_on=today - dt.timedelta(days=200), consultation_document="CSA", archives_reference="AD 44, visa 2026-118",
    caller_information="Message d’accueil", opened_at=now - dt.timedelta(days=190), closed_at=now - dt.timedelta(days=130))
old = a_call(campaign, 184, {CANARY!r}, 1)
young = a_call(campaign, 140, "Bonjour.", 2)
access_log.record(sophie, caisse, AccessEntry.Act.PLAY, young.key, campaign.name)
access_log.record(nadia, caisse, AccessEntry.Act.OPEN, young.key, campaign.name)
print(old.key.hex, young.key)
"""
RESTORE = f"a_call(Campaign.objects.get(name={NAME!r}), 380, {RESTORED!r}, 3)"


def tell(portal: Portal, code: str) -> str:
    """Python in the portal's environment, after PEOPLE. Answers what it printed."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", PEOPLE + code]
    done = subprocess.run(command, cwd=ROOT, env=portal.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def keys(portal: Portal) -> tuple[str, str]:
    """Of the old call, and of the young one."""
    old, young = tell(portal, BEFORE).split()
    return old, young


def on_disk(portal: Portal, words: str) -> list[str]:
    """Files of the portal where these words can be read, the database and its journal included."""
    places = [*portal.data.glob("vigie.sqlite3*"), *(portal.data / "calls").rglob("*")]
    return [str(path.relative_to(portal.data)) for path in places if path.is_file() and words.encode() in path.read_bytes()]


def press(page: Page, role: str, name: str) -> None:
    """By keyboard: the focus goes there, Enter acts."""
    target = page.get_by_role(role, name=name, exact=True)
    target.focus()
    page.keyboard.press("Enter")


def download(page: Page, role: str, name: str) -> bytes:
    with page.expect_download() as waiting:
        press(page, role, name)
    return waiting.value.path().read_bytes()


def test_the_officer_sees_what_is_kept_and_who_listened(portal, keys, signed_in):
    _old, young = keys
    page = signed_in("julien.maze")
    page.goto("/")
    expect(page.get_by_role("link", name="Consultations de ces 7 derniers jours")).to_be_visible()
    page.get_by_role("link", name="Protection des données", exact=True).first.click()
    row = page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("À la prochaine purge")
    check(page)
    press(page, "link", NAME)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()

    page.goto(HOME)
    press(page, "link", "Consultations")
    lines = page.get_by_role("row").filter(has_text=NAME)
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text(young[:8])
    expect(page.get_by_role("row").filter(has_text="Julien Maze")).to_contain_text("Journal des consultations")
    check(page)
    page.get_by_label("Personne").select_option(label="Sophie Lambert")
    page.get_by_label("Acte").select_option(label="a écouté")
    press(page, "button", "Filtrer")
    expect(lines).to_have_count(1)
    csv = download(page, "link", "CSV").decode("utf-8-sig")
    assert f"Sophie Lambert;a écouté;{young[:8]};{NAME}" in csv and "Nadia" not in csv
    assert download(page, "link", "Tableur").startswith(b"PK")
    page.goto(HOME + "consultations/?acte=download")
    expect(page.get_by_role("row").filter(has_text="Julien Maze")).to_have_count(1)

    for path in (f"/appels/{young}/", f"/appels/{young}/etat/"):
        assert page.goto(path).status == 404, "he opens no call"


def test_he_launches_the_purge_by_keyboard_and_reads_its_bordereau(portal, keys, signed_in):
    old, _young = keys
    assert len(on_disk(portal, CANARY)) >= 2
    page = signed_in("julien.maze")
    page.goto(HOME)
    press(page, "button", "Lancer la purge maintenant")
    expect(page.get_by_role("dialog")).to_contain_text("effacé pour toujours")
    check(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "button", "Lancer la purge maintenant")
    press(page, "button", "Lancer la purge")
    expect(page.get_by_text("La purge démarre.")).to_be_visible()
    expect(page.get_by_text(f"{NAME}, 1 appel")).to_be_visible(timeout=60_000)
    check(page)
    assert on_disk(portal, CANARY) == [], "not in a file, not in the database, not in its journal"
    assert not list((portal.data / "calls" / old[:2] / old).glob("*"))

    press(page, "link", "Bordereaux")
    page.get_by_label("Campagne").select_option(label=NAME)
    press(page, "button", "Filtrer")
    row = page.get_by_role("row").filter(has_text="AD 44, visa 2026-118")
    expect(row).to_have_count(1)
    check(page)
    number = row.get_by_role("link").inner_text().split()[0]
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(download(page, "link", f"{number} (PDF)"))).pages)
    assert "AD 44, visa 2026-118" in text and NAME[:9] in text and "Nadia" not in text
    assert f"{number};" in download(page, "link", "CSV").decode("utf-8-sig")


def test_what_a_backup_brings_back_goes_before_the_first_page(portal, keys):
    """As after a restart: `prepare` comes before `serve`."""
    tell(portal, RESTORE)
    assert on_disk(portal, RESTORED)
    portal.manage("prepare")
    assert on_disk(portal, RESTORED) == []


@pytest.mark.parametrize("person", ["nadia.benali", "sophie.lambert", "marc.oger", "beatrice.legoff", "eric.leroux", "florence.petit"])
def test_for_others_there_is_no_such_page(keys, signed_in, person):
    page = signed_in(person)
    for path in (HOME, HOME + "bordereaux/", HOME + "consultations/"):
        assert page.goto(path).status == 404
    expect(page.get_by_role("link", name="Protection des données")).to_have_count(0)
