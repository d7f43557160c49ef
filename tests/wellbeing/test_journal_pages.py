"""Pages are written, read, changed, erased and taken away by their owner, once, in any tab."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.wellbeing.conftest import PASSPHRASE, write
from wellbeing.journal_opening import IDLE_SECONDS
from wellbeing.models import Journal, JournalEntry


def address(entry: JournalEntry, *more: str) -> str:
    return "/".join(["/journal", str(entry.key), *more, ""])


def said(client) -> list[dict]:
    return json.loads(client.get("/journal/journal.json").content)["journal"]


def test_written_listed_read_changed_and_erased(hers):
    assert write(hers, "Une journée\r\nen deux lignes", "4").status_code == 302
    own = JournalEntry.objects.get()
    listed = hers.get("/journal/").content.decode()
    assert "Une journée en deux lignes" in listed and "4 sur 5" in listed
    assert "Une journée<br>en deux lignes" in hers.get(address(own)).content.decode()
    form = hers.get(address(own, "modifier")).context["form"]
    assert form.initial["text"] == "Une journée\nen deux lignes"
    assert hers.post(address(own, "modifier"), {"text": "Autre", "seen": form.initial["seen"]}).status_code == 302
    assert said(hers) == [{"day": timezone.localdate().isoformat(), "felt": None, "text": "Autre"}]
    assert hers.get(address(own, "effacer")).status_code == 200 and JournalEntry.objects.exists()
    assert hers.post(address(own, "effacer")).status_code == 302 and not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    "posted",
    [
        {}, {"text": "  \n"}, {"text": "a\x00b"}, {"text": "é" * 10_001}, {"felt": "6"}, {"felt": "-1"}, {"felt": "9" * 400},
        {"text": "a", "sent_as": "rien"}, {"text": "a", "seen": "x" * 50},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_comes_back(hers, posted):
    assert hers.post("/journal/ecrire/", posted).status_code == 400
    assert not JournalEntry.objects.exists()


def test_a_text_too_big_for_the_portal_is_refused(hers):
    assert write(hers, "x" * 3_000_000).status_code == 400


def test_the_longest_text_and_odd_signs_come_back_as_they_were(hers):
    text = "🙂 <script>alert(1)</script> " + "é" * 9_900
    write(hers, text)
    assert said(hers)[0]["text"] == text
    assert b"<script>alert" not in hers.get(address(JournalEntry.objects.get())).content


def test_sent_twice_is_one_page(hers):
    once = str(uuid4())
    assert [write(hers, "Un mot", sent_as=once).status_code for _time in range(2)] == [302, 302]
    assert JournalEntry.objects.count() == 1


def test_two_tabs_do_not_lose_what_the_other_wrote(hers):
    write(hers, "Avant")
    own = JournalEntry.objects.get()
    tabs = [hers.get(address(own, "modifier")).context["form"].initial["seen"] for _tab in range(2)]
    assert hers.post(address(own, "modifier"), {"text": "Premier onglet", "seen": tabs[0]}).status_code == 302
    late = hers.post(address(own, "modifier"), {"text": "Second onglet", "seen": tabs[1]})
    assert late.status_code == 400 and "dans un autre onglet" in late.content.decode() and "Second onglet" in late.content.decode()
    assert said(hers)[0]["text"] == "Premier onglet"


def test_what_was_being_written_when_it_closed_is_not_lost(hers, later):
    later(IDLE_SECONDS + 1)
    asked = write(hers, "Écrit pendant une heure", "2")
    assert asked.status_code == 400 and "Écrit pendant une heure" in asked.content.decode()
    assert "s’est refermé entre-temps" in asked.content.decode() and not JournalEntry.objects.exists()
    assert write(hers, "Écrit pendant une heure", "2", passphrase="non").status_code == 400
    assert write(hers, "Écrit pendant une heure", "2", passphrase=PASSPHRASE).status_code == 302
    assert said(hers)[0]["text"] == "Écrit pendant une heure"
    later(IDLE_SECONDS + 1)
    own = JournalEntry.objects.get()
    assert hers.post(address(own, "modifier"), {"text": "Encore"}).status_code == 400
    assert hers.get(address(own, "modifier")).status_code == 302


def test_a_closed_journal_leads_to_where_it_opens(hers):
    write(hers, "Un mot")
    own = JournalEntry.objects.get()
    hers.post("/journal/refermer/")
    for closed in (
        "/journal/",
        "/journal/ecrire/",
        address(own),
        address(own, "modifier"),
        address(own, "effacer"),
        "/journal/journal.txt",
    ):
        assert hers.get(closed)["Location"] == "/journal/ouvrir/", closed
    assert hers.post(address(own, "effacer")).status_code == 302 and JournalEntry.objects.exists()


def test_pages_put_in_one_another_s_place_or_damaged_are_said_to_be_so(hers):
    write(hers, "Première")
    write(hers, "Seconde")
    one, other = JournalEntry.objects.order_by("pk")
    JournalEntry.objects.filter(pk=one.pk).update(sealed=other.sealed)
    page = hers.get("/journal/").content.decode()
    assert "Seconde" in page and "Première" not in page and "Cette page est abîmée" in page
    assert "Cette page est abîmée" in hers.get(address(one)).content.decode()
    assert hers.get(address(one, "modifier"))["Location"] == address(one)
    assert {"day": timezone.localdate().isoformat(), "unreadable": True} in said(hers)
    assert "abîmée" in hers.get("/journal/journal.txt").content.decode()
    JournalEntry.objects.filter(pk=other.pk).update(written_on="2020-01-01")
    assert "Seconde" not in hers.get("/journal/").content.decode(), "a page is of its day"
    assert hers.post(address(one, "effacer")).status_code == 302


def test_days_are_drawn_and_told(hers):
    from wellbeing import journal as writing

    write(hers, "Aujourd’hui", "2")
    assert b"vg-chart" not in hers.get("/journal/").content, "one day is no line"
    own = Journal.objects.get()
    key = writing.key_by_passphrase(own, PASSPHRASE)
    before = timezone.localdate() - timezone.timedelta(days=10)
    entry = JournalEntry(journal=own, key=uuid4(), written_on=before)
    entry.sealed = writing._sealed(own, key, entry.key, before, writing.Page("Avant", 5))
    entry.save()
    page = hers.get("/journal/").content.decode()
    assert re.search(r'<polyline points="40,20 620,110"', page) and 'role="img"' in page and "5 sur 5" in page


def test_the_length_of_a_page_says_little(hers):
    for text in ("a", "b" * 300):
        write(hers, text)
    assert len({len(bytes(entry.sealed)) for entry in JournalEntry.objects.all()}) == 1


def test_taken_away_as_text(hers):
    write(hers, "Un mot", "3")
    answer = hers.get("/journal/journal.txt")
    assert "attachment" in answer["Content-Disposition"] and "Ressenti\u00a0: 3 sur 5\nUn mot" in answer.content.decode()
