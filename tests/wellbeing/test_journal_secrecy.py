"""Fifty canaries written by the real pages are found in nothing that the portal keeps, says or counts; nobody but the owner gets in."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from accounts import roles
from accounts.models import AccessEntry, Organisation, Role, User
from operations.logs import Json, Line
from operations.reporting import event
from tests.wellbeing.conftest import PASSPHRASE, begin, confirm, signed_in, write
from wellbeing import journal, journal_views
from wellbeing.journal_opening import COOKIE
from wellbeing.models import JournalEntry

CANARIES = [f"Coquelicot{n}Silencieux" for n in range(50)]


def dump() -> bytes:
    """Every value of every table, in clear where it is in clear."""
    kept = io.BytesIO()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    kept.write(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
                    kept.write(b"\n")
    return kept.getvalue()


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def said_by_logs(monkeypatch) -> io.StringIO:
    """All that is logged, from the lowest level on, in both forms."""
    stream = io.StringIO()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    handlers[0].setFormatter(Line("%(message)s"))
    handlers[1].setFormatter(Json())
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in handlers:
        root.addHandler(handler)
    yield stream
    for handler in handlers:
        root.removeHandler(handler)
    root.setLevel(level)


def found(place: bytes, *more: str) -> list[str]:
    return [secret for secret in [*CANARIES, PASSPHRASE, *more] if secret.encode() in place]


def test_a_dump_of_the_database_and_of_media_searched_for_fifty_canaries_finds_none(alice, settings, tmp_path, said_by_logs):
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(alice)
    code = begin(client)
    confirm(client, code)
    for number, canary in enumerate(CANARIES):
        assert write(client, f"Aujourd’hui {canary}.", str(number % 5 + 1)).status_code == 302
    for kind in ("json", "txt"):
        assert found(client.get(f"/journal/journal.{kind}").content) == CANARIES, "they are there for her"
    assert client.get("/journal/").status_code == 200
    changed = JournalEntry.objects.first()
    seen = client.get(f"/journal/{changed.key}/modifier/").context["form"].initial["seen"]
    assert client.post(f"/journal/{changed.key}/modifier/", {"text": f"Encore {CANARIES[0]}", "seen": seen}).status_code == 302
    client.get(f"/recherche/?q={CANARIES[0]}-rien")
    key = journal.key_by_code(alice.journal, code)

    written = io.StringIO()
    call_command("dumpdata", stdout=written)
    kept = dump() + files(tmp_path) + written.getvalue().encode()
    assert alice.email.encode() in kept, "the dump was read"
    assert found(kept, code, code.replace("-", ""), key.hex(), client.cookies[COOKIE].value) == []
    assert key not in kept and b'"felt"' not in kept
    assert found(said_by_logs.getvalue().encode(), code, key.hex(), client.cookies[COOKIE].value) == []
    assert not AccessEntry.objects.exists(), "that she read herself is written nowhere"


def test_a_search_finds_nothing_of_it(hers):
    write(hers, f"Aujourd’hui {CANARIES[0]}")
    page = hers.get("/recherche/", {"q": CANARIES[0]}).content.decode()
    assert str(JournalEntry.objects.get().key) not in page and f"Aujourd’hui {CANARIES[0]}" not in page


def test_who_reads_lines_and_figures_does_not_see_that_somebody_wrote(hers, said_by_logs):
    write(hers, "Un mot")
    hers.get("/journal/")
    hers.get("/annuaire/")
    lines = said_by_logs.getvalue()
    assert "accounts:directory" in lines and "journal:" not in lines


def test_what_breaks_tells_nothing_of_what_was_written(hers, monkeypatch, said_by_logs):
    def broken(*arguments: object) -> None:
        raise RuntimeError(f"{arguments}")

    caught: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = caught.append  # type: ignore[method-assign]
    logging.getLogger("django.request").addHandler(handler)
    monkeypatch.setattr(journal_views.journal, "write", broken)
    hers.raise_request_exception = False
    answer = write(hers, CANARIES[0])
    logging.getLogger("django.request").removeHandler(handler)
    assert answer.status_code == 500 and found(answer.content) == []
    assert found(said_by_logs.getvalue().encode()) == [] and "RuntimeError" in said_by_logs.getvalue()
    reported = json.dumps([event(record) for record in caught], default=str)
    assert "RuntimeError" in reported and found(reported.encode()) == []


def test_the_page_of_an_error_hides_what_was_posted(hers, monkeypatch, rf):
    from django.views.debug import SafeExceptionReporterFilter

    seen = {}

    def broken(request, *arguments: object) -> None:
        seen["posted"] = SafeExceptionReporterFilter().get_post_parameters(request)
        raise RuntimeError

    monkeypatch.setattr(journal_views, "_saved", broken)
    hers.raise_request_exception = False
    write(hers, CANARIES[0])
    assert CANARIES[0] not in str(seen["posted"]) and seen["posted"]["text"]


# --- Access


ADDRESSES = [
    f"journal:{pattern.name}"
    for resolver in get_resolver().url_patterns
    if getattr(resolver, "app_name", "") == "journal"
    for pattern in resolver.url_patterns
]
BEFORE_ONE_BEGINS = {"journal:home", "journal:begin"}


def url(name: str, key: object) -> str:
    kwargs = {"key": key} if name in {"journal:entry", "journal:change", "journal:erase_entry"} else {}
    return reverse(name, kwargs={"kind": "json"} if name == "journal:export" else kwargs)


@pytest.mark.parametrize("role", [*Role, "superuser"])
def test_to_everybody_else_there_is_no_such_journal(hers, role):
    write(hers, CANARIES[0])
    own = JournalEntry.objects.get()
    someone = User.objects.create(email="x@example.org", is_superuser=role == "superuser", is_staff=role == "superuser")
    if role != "superuser":
        roles.grant(someone, role, organisation=Organisation.objects.get(name="Caisse de l’Ouest"))
    client = signed_in(someone)
    client.cookies[COOKIE] = hers.cookies[COOKIE].value
    assert len(ADDRESSES) == 14
    for name in ADDRESSES:
        for method in ("get", "post"):
            answer = getattr(client, method)(url(name, own.key), {"passphrase": PASSPHRASE, "sure": "on"})
            allowed = {404, 405}
            if role == Role.AGENT and name in BEFORE_ONE_BEGINS:
                allowed |= {200, 400}  # the agent may begin one's own
            assert answer.status_code in allowed, (name, method, answer.status_code)
            assert found(answer.content) == []
    assert JournalEntry.objects.count() == 1


def test_another_agent_with_a_journal_does_not_reach_hers(hers, bob):
    write(hers, CANARIES[0])
    own = JournalEntry.objects.get()
    his = signed_in(bob)
    confirm(his, begin(his))
    for name in ("journal:entry", "journal:change", "journal:erase_entry"):
        assert his.get(url(name, own.key)).status_code == 404
        assert his.post(url(name, own.key), {"text": "x"}).status_code in {404, 405}
    assert found(his.get("/journal/journal.json").content) == []
    assert write(his, "À lui", sent_as=str(own.key)).status_code == 302
    assert JournalEntry.objects.filter(journal=own.journal).count() == 1


def test_a_page_moved_into_another_journal_does_not_open(hers, bob):
    write(hers, CANARIES[0])
    his = signed_in(bob)
    confirm(his, begin(his))
    JournalEntry.objects.update(journal=bob.journal)
    assert found(his.get("/journal/journal.json").content) == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_at_the_door_one_signs_in(hers, name):
    write(hers, "Un mot")
    answer = Client().get(url(name, JournalEntry.objects.get().key))
    assert answer.status_code == 302 and answer["Location"].startswith("/compte/login/")


def test_who_answers_the_phone_no_more_still_reads_and_erases(hers, alice):
    write(hers, "Un mot")
    alice.roles_held.all().delete()
    assert "Un mot" in hers.get("/journal/journal.txt").content.decode()
    assert hers.post("/journal/effacer/", {"sure": "on"}).status_code == 302
    assert hers.get("/journal/").status_code == 404
