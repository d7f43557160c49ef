"""Begun, opened, closed, recovered, given another passphrase, erased; tries are counted."""

from __future__ import annotations

from django.core.cache import cache
from django.test import Client

from tests.wellbeing.conftest import PASSPHRASE, begin, confirm, signed_in, write
from wellbeing import journal, sealing
from wellbeing.journal_opening import COOKIE, IDLE_SECONDS
from wellbeing.models import Journal, JournalEntry

NEXT = "cinq girafes orange 9 tiroirs"


def opened(client: Client) -> bool:
    return client.get("/journal/").status_code == 200


def unlock(client: Client, passphrase: str = PASSPHRASE):
    return client.post("/journal/ouvrir/", {"passphrase": passphrase})


def test_what_happens_when_both_are_lost_is_said_before(alice):
    page = signed_in(alice).get("/journal/").content.decode()
    assert "Si vous perdez la phrase et le code, le journal est perdu." in page


def test_a_passphrase_must_hold_and_the_loss_must_be_understood(alice):
    client = signed_in(alice)
    for passphrase, again, understood, wrong in (
        ("", "", "on", "passphrase"),
        ("alice arnaud", "alice arnaud", "on", "passphrase"),
        ("correct horse battery", "correct horse battery", "on", "passphrase"),  # her password of the portal
        (PASSPHRASE, PASSPHRASE + "x", "on", "again"),
        (PASSPHRASE, PASSPHRASE, "", "understood"),
        ("quatre\x00tortues violettes 7", "quatre\x00tortues violettes 7", "on", "passphrase"),
        ("q" * 201, "q" * 201, "on", "passphrase"),
    ):
        answer = client.post("/journal/commencer/", {"passphrase": passphrase, "again": again, "understood": understood})
        assert answer.status_code == 400 and wrong in answer.context["form"].errors, passphrase
        assert passphrase not in answer.content.decode() or not passphrase, "never written back in the page"
    assert client.post("/journal/commencer/").status_code == 400
    assert not Journal.objects.exists()


def test_the_code_is_shown_once_and_typed_back_before_anything_is_written(alice):
    client = signed_in(alice)
    code = begin(client)
    assert write(client, "Un mot").status_code == 302 and not JournalEntry.objects.exists()
    for wrong in ("", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "\x00", "9" * 200):
        answer = client.post("/journal/code/", {"code": wrong})
        assert answer.status_code == 400 and code not in answer.content.decode()
    assert code not in client.get("/journal/code/").content.decode()
    confirm(client, code.lower().replace("-", " "))
    assert Journal.objects.get().code_kept
    assert client.get("/journal/code/").status_code == 302
    assert client.post("/journal/commencer/", {"passphrase": NEXT, "again": NEXT, "understood": "on"}).status_code == 302
    assert Journal.objects.count() == 1


def test_the_cookie_is_the_journal_s_alone(hers):
    cookie = hers.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/journal/" and cookie["max-age"] == ""


def test_in_production_the_cookie_asks_for_https(alice, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = signed_in(alice)
    begin(client)
    assert client.cookies[COOKIE]["secure"]


def test_nothing_of_it_is_kept_by_the_browser_or_a_proxy(hers):
    for address in ("/journal/", "/journal/ecrire/", "/journal/journal.json", "/journal/phrase-secrete/", "/journal/effacer/"):
        answer = hers.get(address)
        assert answer.status_code == 200 and {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), address


def test_it_closes_by_the_button_by_idleness_and_with_the_session(hers, alice, later):
    hers.post("/journal/refermer/")
    assert not opened(hers)
    unlock(hers)
    later(IDLE_SECONDS - 5)
    assert opened(hers)  # which leaves it open for as long again
    later(IDLE_SECONDS - 5)
    assert opened(hers)
    later(IDLE_SECONDS + 5)
    assert not opened(hers)
    unlock(hers)
    kept = hers.cookies[COOKIE].value
    hers.post("/compte/logout/")
    hers.force_login(alice)
    hers.cookies[COOKIE] = kept
    assert not opened(hers)


def test_neither_the_session_nor_the_cookie_opens_it_alone(hers, alice):
    session = dict(hers.session)["journal"]
    del hers.cookies[COOKIE]
    assert not opened(hers)
    unlock(hers)
    for junk in ("", "zz", "00", "é", "0" * 64):
        hers.cookies[COOKIE] = junk
        assert not opened(hers)
        unlock(hers)
    elsewhere = signed_in(alice)
    elsewhere.cookies[COOKIE] = hers.cookies[COOKIE].value
    assert not opened(elsewhere)
    assert set(session) == {"sealed", "until"}


def test_five_wrong_tries_then_one_waits_whatever_the_form(hers):
    hers.post("/journal/refermer/")
    answers = [unlock(hers, f"faux {n}") for n in range(4)]
    answers.append(hers.post("/journal/recuperer/", {"code": "AAAAA", "passphrase": NEXT, "again": NEXT}))
    assert [answer.status_code for answer in answers] == [400, 400, 400, 400, 429]
    assert "Encore 4 essais" in answers[0].content.decode()
    refused = unlock(hers)
    assert refused.status_code == 429 and 1 <= int(refused["Retry-After"]) <= 300 and not opened(hers)
    cache.clear()  # the counters of five minutes, once they are over
    assert unlock(hers).status_code == 302 and opened(hers)


def test_a_new_passphrase_closes_it_elsewhere_and_the_old_one_opens_nothing(hers, alice):
    elsewhere = signed_in(alice)
    unlock(elsewhere)
    assert opened(elsewhere)
    write(hers, "Avant")
    wrong = hers.post("/journal/phrase-secrete/", {"current": "non", "passphrase": NEXT, "again": NEXT})
    assert wrong.status_code == 400
    assert hers.post("/journal/phrase-secrete/", {"current": PASSPHRASE, "passphrase": NEXT, "again": NEXT}).status_code == 302
    assert opened(hers) and "Avant" in hers.get("/journal/").content.decode()
    assert not opened(elsewhere)
    assert unlock(elsewhere).status_code == 400 and unlock(elsewhere, NEXT).status_code == 302


def test_recovered_by_the_code_with_all_its_pages(alice):
    client = signed_in(alice)
    code = begin(client)
    confirm(client, code)
    write(client, "Toujours là")
    again = signed_in(alice)
    assert again.post("/journal/recuperer/", {"code": code, "passphrase": NEXT, "again": NEXT}).status_code == 302
    assert "Toujours là" in again.get("/journal/").content.decode()
    assert unlock(signed_in(alice)).status_code == 400


def test_a_new_code_makes_the_old_one_useless(alice):
    client = signed_in(alice)
    old = begin(client)
    assert client.post("/journal/code/nouveau/", {"passphrase": "non"}).status_code == 400
    page = client.post("/journal/code/nouveau/", {"passphrase": PASSPHRASE}).content.decode()
    assert old not in page and not Journal.objects.get().code_kept
    assert client.post("/journal/code/", {"code": old}).status_code == 400
    assert signed_in(alice).post("/journal/recuperer/", {"code": old, "passphrase": NEXT, "again": NEXT}).status_code == 400


def test_who_lost_both_erases_and_begins_again(hers, alice, bob):
    write(hers, "Perdu")
    his = signed_in(bob)
    begin(his)
    client = signed_in(alice)
    assert client.post("/journal/effacer/").status_code == 400 and Journal.objects.count() == 2
    assert client.post("/journal/effacer/", {"sure": "on"}).status_code == 302
    assert not JournalEntry.objects.exists() and Journal.objects.get().owner == bob
    assert "Commencer mon journal" in hers.get("/journal/").content.decode()
    confirm(client, begin(client, NEXT))
    assert not opened(hers), "the cookie of the journal of before opens nothing of the new one"


def test_weaker_parameters_written_in_the_database_open_nothing_and_old_ones_are_renewed(hers, alice, monkeypatch):
    own = Journal.objects.get()
    Journal.objects.update(parameters=own.parameters | {"memory_kib": 32})
    assert unlock(signed_in(alice)).status_code == 400
    Journal.objects.update(parameters=own.parameters)
    monkeypatch.setattr(sealing, "ARGON2ID", own.parameters | {"iterations": 2})
    client = signed_in(alice)
    unlock(client)
    assert opened(client) and Journal.objects.get().parameters["iterations"] == 2
    assert journal.key_by_passphrase(Journal.objects.get(), PASSPHRASE)
