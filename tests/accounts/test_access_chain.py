"""Mallory holds the database, and no key: whatever she does to the access log of the Caisse, `verify_access_log` finds it."""

import datetime as dt
import hashlib
import json
import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts import access_log, access_triggers, access_verification, roles
from accounts.access_verification import Kind, read_anchors, verify
from accounts.models import AccessCheck, AccessEntry, AccessHead, AccessSeal, Notification, Organisation, Role

# Mallory may change tables, so triggers do not stop her.
pytestmark = pytest.mark.usefixtures("triggers_are_away")

PLAY = AccessEntry.Act.PLAY
TABLES = ("accounts_accessentry", "accounts_accessseal", "accounts_accesshead")
ENTRY, SEAL, HEAD = TABLES
Rows = dict[str, list[tuple]]


def sql(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def months_ago(count: int) -> dt.datetime:
    now = timezone.localtime()
    months = now.year * 12 + now.month - 1 - count
    return now.replace(year=months // 12, month=months % 12 + 1, day=1, hour=9, minute=0)


def write(bob, caisse, at: dt.datetime | None = None) -> AccessEntry:
    return AccessEntry.objects.create(who=bob, organisation=caisse, act=PLAY, object_key=uuid.uuid4(), why="Automne", at=at)


@pytest.fixture
def log(bob, caisse) -> None:
    """Four entries in each of the last two months, sealed, and four this month: 1 to 12."""
    for ago in (2, 1, 0):
        for minute in range(4):
            write(bob, caisse, months_ago(ago) + dt.timedelta(minutes=minute))
    access_log.seal(timezone.now())


def copied() -> Rows:
    return {table: sql(f"SELECT * FROM {table}") for table in TABLES}


def put_back(rows: Rows) -> None:
    for table, kept in rows.items():
        sql(f"DELETE FROM {table}")
        for row in kept:
            sql(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", *row)


def insert(sequence: int, mark: str, like: int = 6) -> None:
    columns = "at, who_id, organisation_id, act, object_key, why"
    sql(f"INSERT INTO {ENTRY} (sequence, mark, {columns}) SELECT %s, %s, {columns} FROM {ENTRY} WHERE sequence = %s", sequence, mark, like)


def change(column: str, value: str) -> Callable[[], object]:
    return lambda: sql(f"UPDATE {ENTRY} SET {column} = {value} WHERE sequence = 6")


def delete(condition: str) -> Callable[[], object]:
    return lambda: sql(f"DELETE FROM {ENTRY} WHERE {condition}")


def reorder() -> None:
    """The entries 6 and 7 change places, marks included."""
    for old, new in ((6, 99), (7, 6), (99, 7)):
        sql(f"UPDATE {ENTRY} SET sequence = %s WHERE sequence = %s", new, old)


def swap_marks() -> None:
    (six,), (seven,) = sql(f"SELECT mark FROM {ENTRY} WHERE sequence IN (6, 7) ORDER BY sequence")
    sql(f"UPDATE {ENTRY} SET mark = %s WHERE sequence = 6", seven)
    sql(f"UPDATE {ENTRY} SET mark = %s WHERE sequence = 7", six)


def forge_without_the_key() -> None:
    """She knows the code: the last entry is changed and its mark computed as the code does, with the head after it, for want of the key."""
    mark = hashlib.sha256(json.dumps(["entry", "forged"]).encode()).hexdigest()
    sql(f"UPDATE {ENTRY} SET act = 'open', mark = %s WHERE sequence = 12", mark)
    sql(f"UPDATE {HEAD} SET mark = %s", mark)


def close_the_gap() -> None:
    sql(f"DELETE FROM {ENTRY} WHERE sequence = 6")
    for number in range(7, 13):
        sql(f"UPDATE {ENTRY} SET sequence = %s WHERE sequence = %s", number - 1, number)
    sql(f"UPDATE {HEAD} SET sequence = 11")


def forge_a_seal() -> None:
    sql(
        f"INSERT INTO {SEAL} (number, month, first, last, last_mark, mark, sealed_at) "
        f"SELECT 3, '2099-01-01', 9, 12, last_mark, mark, sealed_at FROM {SEAL} WHERE number = 2"
    )


def cut_the_tail_and_set_the_head_back() -> None:
    (mark,) = sql(f"SELECT mark FROM {ENTRY} WHERE sequence = 10")[0]
    sql(f"DELETE FROM {ENTRY} WHERE sequence > 10")
    sql(f"UPDATE {HEAD} SET sequence = 10, mark = %s", mark)


def pretend_it_was_pruned() -> None:
    sql(f"DELETE FROM {ENTRY} WHERE sequence <= 4")
    sql(f"UPDATE {HEAD} SET pruned_to = 4")


TAMPERINGS: dict[str, tuple[Callable[[], object], Kind]] = {
    "the time is changed": (change("at", "'2020-01-01 00:00:00+00:00'"), Kind.CHANGED),
    "somebody else did it": (change("who_id", "who_id + 1"), Kind.CHANGED),
    "nobody did it": (change("who_id", "NULL"), Kind.CHANGED),
    "in another organisation": (change("organisation_id", "organisation_id + 1"), Kind.CHANGED),
    "another act": (change("act", "'open'"), Kind.CHANGED),
    "another call": (lambda: sql(f"UPDATE {ENTRY} SET object_key = (SELECT object_key FROM {ENTRY} WHERE sequence = 7) WHERE sequence = 6"),
                     Kind.CHANGED),
    "another reason": (change("why", "'Printemps'"), Kind.CHANGED),
    "the first is deleted": (delete("sequence = 1"), Kind.MISSING),
    "one in the middle is deleted": (delete("sequence = 6"), Kind.MISSING),
    "the last is deleted": (delete("sequence = 12"), Kind.MISSING),
    "all are deleted": (delete("sequence > 0"), Kind.MISSING),
    "one is deleted and the gap closed": (close_the_gap, Kind.HEAD),
    "two change places": (reorder, Kind.CHANGED),
    "two marks are swapped": (swap_marks, Kind.CHANGED),
    "one is forged with a mark that lacks the key": (forge_without_the_key, Kind.HEAD),
    "one is added at the end": (lambda: insert(13, "0" * 64), Kind.ADDED),
    "one is put twice, before the first": (lambda: insert(0, "0" * 64), Kind.ADDED),
    "a seal is changed": (lambda: sql(f"UPDATE {SEAL} SET last_mark = mark WHERE number = 1"), Kind.SEAL),
    "a seal moves to another month": (lambda: sql(f"UPDATE {SEAL} SET month = '2001-01-01' WHERE number = 1"), Kind.SEAL),
    "the first seal is deleted": (lambda: sql(f"DELETE FROM {SEAL} WHERE number = 1"), Kind.SEAL),
    "the last seal is deleted": (lambda: sql(f"DELETE FROM {SEAL} WHERE number = 2"), Kind.SEAL),
    "a seal is forged": (forge_a_seal, Kind.SEAL),
    "the tail is cut and the head set back": (cut_the_tail_and_set_the_head_back, Kind.HEAD),
    "a month goes as if it were pruned": (pretend_it_was_pruned, Kind.HEAD),
    "the head is deleted": (lambda: sql(f"DELETE FROM {HEAD}"), Kind.HEAD),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_c13_tampering_is_found(log, name):
    tamper, kind = TAMPERINGS[name]
    assert verify() is None
    tamper()
    finding = verify()
    assert finding and finding.kind == kind, finding
    with pytest.raises(CommandError, match="a été changé"):
        call_command("verify_access_log")


def test_c13_twenty_ways_of_tampering_at_least_are_tried():
    assert len(TAMPERINGS) >= 20


@pytest.mark.parametrize("since", ["an older copy of the log", "an empty log"])
def test_c13_a_log_replaced_whole_is_found_by_its_anchor(log, bob, caisse, tmp_path, since):
    older: Rows = copied() if since == "an older copy of the log" else {table: [] for table in TABLES}
    write(bob, caisse)
    anchors = tmp_path / "anchors"
    access_verification.drop_anchor(anchors)
    call_command("verify_access_log", anchor=anchors, verbosity=0)
    put_back(older)
    assert verify() is None, "an honest older copy is whole: nothing inside it tells"
    assert verify(read_anchors(anchors)).kind in {Kind.ANCHOR, Kind.HEAD}
    write(bob, caisse)
    if older[ENTRY]:
        assert verify(read_anchors(anchors)).kind == Kind.ANCHOR, "and still when another entry has taken the place"


def test_c13_an_untouched_log_passes(log, capsys):
    call_command("verify_access_log")
    assert "intact : 12 lignes, 2 mois scellés" in capsys.readouterr().out


def test_an_unreadable_anchor_is_said(log, tmp_path):
    for path in (tmp_path / "none", tmp_path / "words"):
        (tmp_path / "words").write_text("three words only")
        with pytest.raises(CommandError, match="illisible"):
            call_command("verify_access_log", anchor=path)


@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(AccessEntry.Act.values), st.text(max_size=130)), min_size=1, max_size=8),
    data=st.data(),
)
def test_c13_any_log_verifies_and_no_entry_of_it_can_go(bob, caisse, acts, data):
    with transaction.atomic():
        for key, act, why in acts:
            access_log.record(bob, caisse, AccessEntry.Act(act), uuid.UUID(int=key), why.replace("\x00", ""))
        assert verify() is None
        sql(f"DELETE FROM {ENTRY} WHERE sequence = %s", data.draw(st.integers(1, AccessEntry.objects.count())))
        assert verify().kind == Kind.MISSING
        transaction.set_rollback(True)


# --- Months


def test_c13_whole_expired_months_go_and_their_seals_stay(bob, caisse):
    for ago in (14, 13, 3, 0):
        write(bob, caisse, months_ago(ago))
    assert access_log.prune(timezone.now()) == 2
    assert [seal.last for seal in AccessSeal.objects.all()] == [1, 2, 3]
    assert verify() is None, "the chain goes on from the seal"
    write(bob, caisse)
    assert verify() is None
    sql(f"UPDATE {ENTRY} SET why = '' WHERE sequence = 3")
    assert verify().kind == Kind.CHANGED


def test_a_month_sealed_late_gives_the_same_seal_and_a_month_without_entry_none(log, bob, caisse):
    first = [seal.mark for seal in AccessSeal.objects.all()]
    assert access_log.seal(timezone.now()) == [] and len(first) == 2
    later = access_log.seal(timezone.now() + dt.timedelta(days=100))
    assert [(seal.number, seal.first, seal.last) for seal in later] == [(3, 9, 12)]
    assert verify() is None


def test_a_clock_that_goes_back_does_not_reorder_the_log(bob, caisse):
    ahead = write(bob, caisse, timezone.now() + dt.timedelta(hours=1))
    assert write(bob, caisse).at == ahead.at


# --- Who is told


def test_the_daily_verification_is_kept_and_a_finding_told(log, alice, bob, caisse, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    roles.grant(alice, Role.DPO, organisation=caisse)
    assert access_verification.perform().finding == ""
    assert [anchor.sequence for anchor in read_anchors(access_verification.kept_anchors())] == [12]
    sql(f"DELETE FROM {ENTRY} WHERE sequence = 12")
    assert access_verification.perform().finding.startswith("12: missing")
    assert AccessCheck.objects.count() == 2
    assert [told.recipient for told in Notification.objects.filter(kind="access_log_changed")] == [alice]


# --- The database refuses


@pytest.fixture
def triggers(triggers_are_away):
    access_triggers.install(connection)
    yield
    access_triggers.remove(connection)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRY} SET why = '' WHERE sequence = 6",
        f"DELETE FROM {ENTRY} WHERE sequence = 6",
        f"DELETE FROM {ENTRY}",
        f"UPDATE {SEAL} SET last = 3 WHERE number = 1",
        f"DELETE FROM {SEAL} WHERE number = 1",
        f"DELETE FROM {HEAD}",
        f"UPDATE {HEAD} SET sequence = 3",
        f"UPDATE {HEAD} SET pruned_to = 4",
        f"UPDATE {HEAD} SET pruned_to = 6",
    ],
)
def test_c13_the_database_itself_refuses(log, triggers, statement):
    before = copied()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        sql(statement)
    assert copied() == before


def test_recording_sealing_and_pruning_are_let_through(bob, caisse, triggers):
    for ago in (14, 3, 0):
        write(bob, caisse, months_ago(ago))
    access_log.record(bob, caisse, PLAY, uuid.uuid4())
    assert access_log.prune(timezone.now()) == 1
    assert verify() is None and AccessHead.objects.get().sequence == 4
    bob.delete()
    caisse.delete()
    assert verify() is None, "who is erased changes no line"


@pytest.mark.services
@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("table", TABLES)
def test_c13_postgresql_refuses_to_truncate(log, triggers, table):
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        sql(f"TRUNCATE {table}")
    assert verify() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_c13_eight_writers_at_once_make_one_chain(bob, caisse):
    def work() -> None:
        try:
            for _number in range(10):
                access_log.record(bob, Organisation.objects.get(), PLAY, uuid.uuid4())
        except DatabaseError as error:
            failures.append(error)
        finally:
            connections.close_all()

    failures: list[DatabaseError] = []
    AccessHead.objects.get_or_create(pk=1)
    writers = [threading.Thread(target=work) for _number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures and AccessEntry.objects.count() == 80 and verify() is None
