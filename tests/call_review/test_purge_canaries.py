"""A thousand calls aged 0 to 400 days, a canary in each text and file: after the purge those that are over their time sing nowhere."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from accounts.models import User
from call_review.models import CallWords, Grid, HeardStretch, Note, NoteReply, Rating, Recording, Turn
from call_review.models.recording import ANALYSES_KEPT, SOUND_KEPT
from call_review.purge import purge
from call_review.retention import QUARANTINE_KEPT
from tests.call_review.aged_calls import DAY, a_call, a_campaign, set_aside

CALLS = 1000
CANARY = re.compile(rb"canary-(?:said|heard|word|stem|note|reply|sound)-(\d{4})-")


def aged(number: int) -> dt.timedelta:
    """Spread over 0 to 400 days, an hour off the limits."""
    return number * 400 * DAY / CALLS + dt.timedelta(hours=1)


def sing(call: Recording, number: int, coach: User, criterion: object) -> None:
    words = [{"start": 0, "end": 1, "text": f"canary-word-{number:04}-", "probability": 0.9}]
    Turn.objects.create(recording=call, position=0, speaker="caller", start=0, end=1, text=f"canary-said-{number:04}-", words=words)
    CallWords.objects.create(recording=call, stems=f" canary-stem-{number:04}- ")
    HeardStretch.objects.create(recording=call, key=f"{number:064}", content=f"canary-heard-{number:04}-")
    note = Note.objects.create(recording=call, author=coach, start=0, end=1, text=f"canary-note-{number:04}-")
    NoteReply.objects.create(note=note, author=call.agent, text=f"canary-reply-{number:04}-")
    Rating.objects.create(recording=call, criterion=criterion, rated_by=coach, value="yes", start=0, end=1)
    if number % 10 == 0:
        for kind in ("original", "sealed", "listening", "features"):
            getattr(call, kind).save(f"{kind}.bin", ContentFile(f"canary-sound-{number:04}-".encode()), save=False)
        call.save()


@pytest.fixture
def thousand(caisse, alice, bob, calls_folder) -> dict[int, Recording]:
    """Every fiftieth was set aside."""
    campaigns = [a_campaign(caisse, name) for name in ("Automne", "Hiver", "Printemps")]
    criterion = Grid.objects.create(code="g", name="Grille").criteria.create(code="G01", position=1, label="Accueil")
    calls = {}
    for number in range(CALLS):
        make = set_aside if number % 50 == 7 else a_call
        calls[number] = make(campaigns[number % 3], bob, aged(number))
        sing(calls[number], number, alice, criterion)
    return calls


def dump() -> bytes:
    """Every row of every model, and what SQLite itself says of its tables."""
    rows = [repr(row) for model in apps.get_models(include_auto_created=True) for row in model._base_manager.order_by().values_list()]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        rows += connection.connection.iterdump()
    return "\n".join(rows).encode()


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def heard(kind: str, content: bytes) -> set[int]:
    return {int(number) for number in re.findall(rf"canary-{kind}-(\d{{4}})-".encode(), content)}


def expected(calls: dict[int, Recording]) -> tuple[set[int], set[int]]:
    """Numbers whose sound, and whose notes, may still be there."""
    aside = {number for number, call in calls.items() if call.quarantine}
    fresh = {number for number in aside if aged(number) < QUARANTINE_KEPT}
    sound = {number for number in calls if aged(number) < SOUND_KEPT} - aside | fresh
    notes = {number for number in calls if aged(number) < ANALYSES_KEPT} - aside | fresh
    return sound, notes


def test_c9_c10_of_a_thousand_calls_no_canary_outlives_its_time(thousand, calls_folder, django_capture_on_commit_callbacks):
    sound, notes = expected(thousand)
    before = dump()
    assert heard("said", before) == heard("heard", before) == heard("note", before) == set(range(CALLS)), "they do sing"
    assert len(sound) < len(notes) < CALLS
    with django_capture_on_commit_callbacks(execute=True):
        report = purge(timezone.now())
    after, files = dump(), stored(calls_folder)
    assert heard("said", after) == heard("word", after) == heard("heard", after) == heard("stem", after) == sound
    assert heard("note", after) == heard("reply", after) == notes
    assert heard("sound", files) == {number for number in sound if number % 10 == 0}
    assert not CANARY.search(repr(report.eliminations).encode())
    keys = {call.key.hex for number, call in thousand.items() if number not in notes}
    assert not {key for key in keys if key.encode() in after or str(key).encode() in after}, "not even the key of what is gone"
    assert {path.parent.name for path in calls_folder.rglob("*") if path.is_file()} & keys == set()

    told = {reason: sum(one.count for one in report.eliminations if one.reason == reason) for reason in ("sound", "analyses", "quarantine")}
    aside_gone = {number for number, call in thousand.items() if call.quarantine} - notes
    assert told == {
        "sound": CALLS - len(sound) - len(aside_gone),
        "analyses": CALLS - len(notes) - len(aside_gone),
        "quarantine": len(aside_gone),
    }


def test_what_is_within_its_time_is_left_as_it_was(thousand, calls_folder):
    sound, notes = expected(thousand)
    rows = {number: Recording.objects.filter(pk=thousand[number].pk).values().get() for number in sound}
    purge(timezone.now())
    assert {number: Recording.objects.filter(pk=thousand[number].pk).values().get() for number in sound} == rows
    kept = Recording.objects.filter(pk__in={thousand[number].pk for number in notes})
    assert kept.count() == len(notes) and Rating.objects.filter(recording__in=kept).count() == len(notes)


def test_c10_a_row_restored_from_a_backup_goes_again(caisse, alice, bob, calls_folder, django_capture_on_commit_callbacks):
    campaign = a_campaign(caisse)
    criterion = Grid.objects.create(code="g", name="Grille").criteria.create(code="G01", position=1, label="Accueil")
    backup = []
    for number, age in enumerate((SOUND_KEPT + DAY, ANALYSES_KEPT + DAY, DAY)):
        call = a_call(campaign, bob, age)
        sing(call, number, alice, criterion)
        backup.append(call)
    lines = [one for model in (Recording, Turn, HeardStretch, CallWords, Note, NoteReply) for one in model.objects.all()]
    for _restored in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            purge(timezone.now())
        content = dump()
        assert heard("said", content) == heard("stem", content) == heard("heard", content) == {2}
        assert heard("note", content) == {0, 2}
        Recording.objects.all().delete()
        for line in lines:
            line.save_base(raw=True, force_insert=True)
