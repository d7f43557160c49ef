"""Alice protects the data of the Caisse, Bob answers there, Charlie is of another body: what was reached is written once and stays."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import access_log, roles
from accounts.models import AccessEntry, Role, User
from accounts.models.append_only import AppendOnlyError

KEY = uuid.UUID(int=7)
PLAY, OPEN = AccessEntry.Act.PLAY, AccessEntry.Act.OPEN


@pytest.fixture
def entry(bob, caisse) -> AccessEntry:
    access_log.record(bob, caisse, PLAY, KEY, "Automne")
    return AccessEntry.objects.get()


def test_many_pieces_of_one_listening_are_one_line(bob, caisse, entry, triggers_are_away):
    access_log.record(bob, caisse, PLAY, KEY, why=entry.why)
    access_log.record(bob, caisse, OPEN, KEY)
    access_log.record(bob, caisse, PLAY, uuid.UUID(int=8))
    assert AccessEntry.objects.count() == 3
    base = AccessEntry._base_manager
    base.update(at=timezone.now() - access_log.A_MOMENT)
    access_log.record(bob, caisse, PLAY, KEY, why=entry.why)
    assert AccessEntry.objects.filter(act=PLAY, object_key=KEY).count() == 2, "a quarter of an hour later it is another"


def test_another_reason_is_another_line(bob, caisse, entry):
    access_log.record(bob, caisse, PLAY, KEY, why="Printemps")
    assert AccessEntry.objects.filter(act=PLAY, object_key=KEY).count() == 2


def test_each_organisation_has_its_own_line(bob, caisse, prefecture, entry):
    access_log.record(bob, prefecture, PLAY, KEY)
    assert AccessEntry.objects.filter(organisation=prefecture).count() == 1


def test_c13_a_line_is_neither_changed_nor_erased(bob, caisse, entry):
    entry.why = "Printemps"
    by_hand = AccessEntry(pk=entry.pk, who=bob, organisation=caisse, act=OPEN, object_key=KEY)
    refused = [
        entry.save,
        lambda: entry.save(update_fields=["why"]),
        entry.delete,
        lambda: AccessEntry.objects.update(why=""),
        lambda: AccessEntry.objects.filter(pk=entry.pk).delete(),
        lambda: AccessEntry.objects.bulk_update([entry], ["why"]),
        lambda: AccessEntry.objects.update_or_create(pk=entry.pk, defaults={"why": ""}),
        lambda: AccessEntry.objects.bulk_create([by_hand], update_conflicts=True, update_fields=["why"], unique_fields=["id"]),
        lambda: bob.accesses.update(why=""),
        lambda: caisse.accesses.all().delete(),
    ]
    for number, attempt in enumerate(refused):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
        assert AccessEntry.objects.get().why == "Automne", number


def test_c13_a_key_given_by_hand_overwrites_nothing(bob, caisse, entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessEntry(pk=entry.pk, who=bob, organisation=caisse, act=OPEN, object_key=KEY).save()
    assert AccessEntry.objects.get().act == PLAY


def test_an_account_that_goes_leaves_its_lines_without_a_name(bob, entry):
    gone = bob.pk
    bob.delete()
    line = AccessEntry.objects.select_related("who").get()
    assert line.who is None and line.who_id == gone, "the row itself did not change"


def test_the_reason_is_cut_to_what_the_column_holds(bob, caisse):
    access_log.record(bob, caisse, PLAY, KEY, "x" * 500)
    assert len(AccessEntry.objects.get().why) == 120


def test_who_reads_what(alice, bob, charlie, caisse, prefecture, entry):
    roles.grant(alice, Role.DPO, organisation=caisse)
    roles.grant(charlie, Role.DPO, organisation=prefecture)
    access_log.record(charlie, prefecture, OPEN, KEY)

    def read_by(user: User) -> set[int | None]:
        return set(AccessEntry.objects.visible_to(User.objects.get(pk=user.pk)).values_list("who", flat=True))

    assert read_by(alice) == {bob.pk}
    assert read_by(bob) == {bob.pk}
    assert read_by(charlie) == {charlie.pk}
    assert read_by(User.objects.create_user("dora@example.org")) == set()


# --- Twelve months at most, by whole months


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC), dt.date(2025, 12, 1)),
        (dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC), dt.date(2026, 1, 1)),
        (dt.datetime(2026, 1, 31, 3, tzinfo=dt.UTC), dt.date(2025, 2, 1)),
        (dt.datetime(2026, 2, 28, 23, 30, tzinfo=dt.UTC), dt.date(2025, 4, 1)),  # in Paris March has begun
    ],
)
def test_months_go_whole(now, since):
    assert timezone.localtime(access_log.kept_since(now)).replace(tzinfo=None) == dt.datetime.combine(since, dt.time.min)


@given(st.integers(0, 30_000_000).map(lambda minutes: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)))
@settings(max_examples=300)
def test_c13_nothing_is_kept_less_than_six_months_nor_more_than_twelve(now):
    since = access_log.kept_since(now)
    assert timezone.localtime(since).day == 1
    assert dt.timedelta(days=183) < now - since < dt.timedelta(days=367)


def test_pruning_takes_the_old_months_and_no_other(bob, caisse):
    now = timezone.now()
    since = access_log.kept_since(now)
    second = dt.timedelta(seconds=1)
    for at in (since - second, since - dt.timedelta(days=90), since, since + second, now):
        AccessEntry.objects.create(who=bob, organisation=caisse, act=PLAY, object_key=KEY, at=at)
    assert access_log.expired(now).count() == 2
    assert access_log.prune(now) == 2
    assert access_log.prune(now) == 0
    assert set(AccessEntry.objects.values_list("at", flat=True)) == {since, since + second, now}
