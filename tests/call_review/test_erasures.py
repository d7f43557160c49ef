"""The journal of erasures: on the disk before a call goes, whole after an accident, and done again on what an old backup brings back."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from call_review import erasures, recordings
from call_review.erasures import UnreadableJournal
from call_review.models import Elimination, Recording
from call_review.replay import replay
from tests.call_review.aged_calls import a_call, a_turn


@pytest.fixture
def journal(tmp_path, settings):
    settings.ERASURE_JOURNAL = tmp_path / "another-disk" / "erasures.journal"
    return settings.ERASURE_JOURNAL


@pytest.fixture
def call(campaign, agent) -> Recording:
    call = a_call(campaign, agent, dt.timedelta(hours=2), files="sound")
    a_turn(call)
    return call


def test_a_withdrawal_is_one_line_that_names_nobody(journal, call, agent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert recordings.withdraw(call, agent)
    [line] = journal.read_text().splitlines()
    assert line.split()[1:] == ["call", call.key.hex, "withdrawn"]
    assert [erasure.key for erasure in erasures.read(journal)] == [call.key]


def test_where_the_line_cannot_be_written_nothing_is_erased(journal, call, agent):
    journal.mkdir(parents=True)  # a folder takes no line
    with pytest.raises(OSError):
        recordings.withdraw(call, agent)
    assert Recording.objects.filter(pk=call.pk).exists() and not Elimination.objects.exists()


def test_a_call_that_came_back_is_erased_again_with_what_hangs_on_it(
    journal, call, campaign, agent, calls_folder, django_capture_on_commit_callbacks
):
    stays = a_call(campaign, agent, files="sound")
    erasures.note(call.key, Elimination.Reason.WITHDRAWN)
    with django_capture_on_commit_callbacks(execute=True):
        assert replay() == 1
    assert replay() == 0
    assert list(Recording.objects.all()) == [stays]
    assert not [path for path in calls_folder.rglob("*") if call.key.hex in path.name]
    assert [(one.reason, one.count) for one in Elimination.objects.all()] == [("withdrawn", 1)]


def test_without_a_journal_nothing_is_asked_of_the_database(journal, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert replay() == 0


def test_a_line_cut_short_by_an_accident_is_none_and_the_next_one_is_whole(journal):
    first, second = uuid.uuid4(), uuid.uuid4()
    erasures.note(first, "withdrawn")
    with journal.open("a") as file:
        file.write("2026-11-25T12:45:00+00:00 call 12")
    assert [erasure.key for erasure in erasures.read(journal)] == [first]
    erasures.note(second, "withdrawn")
    assert [erasure.key for erasure in erasures.read(journal)] == [first, second]


@pytest.mark.parametrize(
    "line", ["rubbish", "2026-11-25T12:45:00+00:00 call x withdrawn", "", "2026-11-25T12:45:00+00:00 user {} withdrawn"]
)
def test_a_line_that_is_none_is_said_with_its_number(journal, line):
    erasures.note(uuid.uuid4(), "withdrawn")
    with journal.open("a") as file:
        file.write(line.format(uuid.uuid4()) + "\n")
    with pytest.raises(UnreadableJournal, match=r"erasures\.journal, 2"):
        erasures.read(journal)
