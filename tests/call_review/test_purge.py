"""Bob's calls grow old: the sound goes at six months, the rest at a year, what was set aside after thirty days. Alice coaches him."""

import datetime as dt
import os
import time
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AccessEntry, User
from background import periodic
from background.models import Job
from background.registry import enqueue
from background.runner import work_off
from call_review import orphans, retention
from call_review import purge as purging
from call_review.models import Elimination, Grid, Note, NoteReply, Played, Purge, Rating, Recording, Turn
from call_review.models.recording import ANALYSES_KEPT, SOUND_KEPT
from call_review.purge import purge
from tests.call_review.aged_calls import DAY, a_call, a_campaign, a_turn, set_aside

SECOND = dt.timedelta(seconds=1)
SOUND, ANALYSES, QUARANTINE = Elimination.Reason.SOUND, Elimination.Reason.ANALYSES, Elimination.Reason.QUARANTINE


@pytest.fixture
def campaign(caisse):
    return a_campaign(caisse)


@pytest.fixture
def purged(django_capture_on_commit_callbacks):
    """The purge, and what follows its transactions."""

    def run(**options):
        with django_capture_on_commit_callbacks(execute=True):
            return purge(options.pop("now", timezone.now()), **options)

    return run


def files_of(calls_folder) -> list[str]:
    return sorted(path.name for path in calls_folder.rglob("*") if path.is_file()) if calls_folder.exists() else []


def age_files(calls_folder, seconds: float = 4000) -> None:
    for path in calls_folder.rglob("*"):
        os.utime(path, (time.time() - seconds,) * 2)


# --- What goes, what stays


def test_c9_the_sound_and_all_drawn_from_it_go_at_six_months(campaign, alice, bob, calls_folder, purged):
    old = a_call(campaign, bob, SOUND_KEPT + SECOND, files="voice")
    young = a_call(campaign, bob, SOUND_KEPT - DAY, files="voice")
    for call in (old, young):
        a_turn(call)
    note = Note.objects.create(recording=old, author=alice, start=0, end=1, text="Bien reformulé")
    purged()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (bool(old.original), bool(old.listening), bool(old.features), old.turns.count()) == (False, False, False, 0)
    assert old.sound_erased_at and old.state == Recording.State.READY and list(old.notes.all()) == [note]
    assert young.original and young.turns.count() == 1 and young.sound_erased_at is None
    assert files_of(calls_folder) == ["features.bin", "listening.bin", "original.bin"]
    assert not Recording.objects.playable().filter(pk=old.pk).exists()


def test_c10_notes_and_grids_go_at_one_year_with_the_row(campaign, alice, bob, calls_folder, purged):
    old, young = a_call(campaign, bob, ANALYSES_KEPT + SECOND, files="voice"), a_call(campaign, bob, ANALYSES_KEPT - DAY)
    criterion = Grid.objects.create(code="g", name="Grille").criteria.create(code="G01", position=1, label="Accueil")
    for call in (old, young):
        note = Note.objects.create(recording=call, author=alice, start=0, end=1, text="Bien")
        NoteReply.objects.create(note=note, author=bob, text="Merci")
        Rating.objects.create(recording=call, criterion=criterion, rated_by=alice, value="yes", start=0, end=1)
        Played.objects.create(recording=call, listener=alice, start=0, end=1)
    purged()
    assert list(Recording.objects.all()) == [young]
    assert [model.objects.count() for model in (Note, NoteReply, Rating, Played)] == [1, 1, 1, 1]
    assert files_of(calls_folder) == []


@pytest.mark.parametrize(
    ("age", "kept"),
    [(retention.QUARANTINE_KEPT - SECOND * 60, True), (retention.QUARANTINE_KEPT + SECOND, False), (SOUND_KEPT + SECOND, False)],
)
def test_c5_what_was_set_aside_goes_after_thirty_days(campaign, bob, calls_folder, purged, age, kept):
    set_aside(campaign, bob, age, files="voice")
    purged()
    assert Recording.objects.exists() is kept
    assert bool(files_of(calls_folder)) is kept


def test_what_was_set_aside_never_outlives_its_sound_even_received_late(campaign, bob, purged):
    set_aside(campaign, bob, SOUND_KEPT + DAY, received_at=timezone.now() - DAY)
    purged()
    assert not Recording.objects.exists()
    assert Elimination.objects.get().reason == QUARANTINE


def test_a_call_that_waits_for_a_transcript_will_have_none(campaign, bob, purged):
    call = a_call(campaign, bob, SOUND_KEPT + DAY, state=Recording.State.WAITING)
    call.job = enqueue("call_review.trial", trial=0)
    call.save()
    purged()
    call.refresh_from_db()
    assert call.state == Recording.State.FAILED
    assert Job.objects.get(pk=call.job.pk).state == Job.State.CANCELLED


def test_what_comes_back_after_it_was_erased_goes_again(campaign, bob, calls_folder, purged):
    """Half a backup: the row knows that its sound is gone, and yet turns and a file are there."""
    erased_at = timezone.now() - DAY
    call = a_call(campaign, bob, SOUND_KEPT + DAY, files="voice", sound_erased_at=erased_at)
    a_turn(call)
    purged()
    call.refresh_from_db()
    assert not call.original and not call.turns.exists() and call.sound_erased_at == erased_at
    assert purged().eliminations == []


# --- Bordereaux


def test_c19_each_campaign_and_reason_has_its_bordereau(caisse, campaign, bob, purged):
    spring = a_campaign(caisse, "Printemps", archives_reference="AD 2026-99")
    for age in (SOUND_KEPT + DAY, SOUND_KEPT + 3 * DAY):
        a_call(campaign, bob, age)
    a_call(spring, bob, SOUND_KEPT + DAY)
    set_aside(spring, bob, 31 * DAY)
    report = purged()
    passage = Purge.objects.get()
    assert passage.ended_at is not None
    assert {(one.campaign, one.reason, one.count, one.archives_reference, one.purge) for one in Elimination.objects.all()} == {
        (campaign, SOUND, 2, "AD 2026-12", passage),
        (spring, SOUND, 1, "AD 2026-99", passage),
        (spring, QUARANTINE, 1, "AD 2026-99", passage),
    }
    two = Elimination.objects.get(count=2)
    first, last = (timezone.localdate() - dt.timedelta(days=days) for days in (186, 184))
    assert two.first_day <= first and two.last_day >= last
    assert two.first_day.weekday() == 0 and two.last_day.weekday() == 6, "whole weeks: a day would tell which call"
    assert sorted(one.pk for one in report.eliminations) == sorted(Elimination.objects.values_list("pk", flat=True))


def test_both_are_told_when_sound_and_analyses_go_on_the_same_day(campaign, bob, purged):
    a_call(campaign, bob, ANALYSES_KEPT + DAY)
    purged()
    assert sorted(Elimination.objects.values_list("reason", "count")) == [(ANALYSES, 1), (SOUND, 1)]
    assert not Recording.objects.exists()


def test_doing_it_again_changes_nothing(campaign, bob, purged):
    for age in (SOUND_KEPT + DAY, ANALYSES_KEPT + DAY):
        a_turn(a_call(campaign, bob, age))
    purged()
    rows, told = list(Recording.objects.values()), list(Elimination.objects.values())
    purged()
    assert (list(Recording.objects.values()), list(Elimination.objects.values())) == (rows, told)
    assert Purge.objects.count() == 2, "each passage is proof that it passes"


def test_many_go_in_batches_each_with_its_bordereau(campaign, bob, monkeypatch, purged):
    monkeypatch.setattr(purging, "BATCH", 3)
    for _number in range(7):
        a_call(campaign, bob, SOUND_KEPT + DAY)
    seen = []
    purged(progress=lambda fraction, note: seen.append((round(fraction, 2), note)))
    assert sorted(Elimination.objects.values_list("count", flat=True)) == [1, 3, 3]
    assert [note for _fraction, note in seen] == ["Effacement en cours"] * 3
    assert seen[0][0] < seen[1][0] < seen[2][0] < 1


def test_stopped_between_two_batches_it_goes_on_the_next_time(campaign, bob, monkeypatch, purged):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _number in range(5):
        a_call(campaign, bob, SOUND_KEPT + DAY)

    def stop(fraction, note):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        purged(progress=stop)
    assert Recording.objects.filter(sound_erased_at=None).count() == 3 and Purge.objects.get().ended_at is None
    purged()
    assert sum(Elimination.objects.values_list("count", flat=True)) == 5


def test_without_its_bordereau_nothing_goes(campaign, bob, calls_folder, monkeypatch, purged):
    """One transaction: the disk is full when the bordereau is written."""
    call = a_call(campaign, bob, SOUND_KEPT + DAY, files="voice")

    def full(self, **options):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(Elimination, "save", full)
        purged()
    call.refresh_from_db()
    assert call.original and call.sound_erased_at is None and len(files_of(calls_folder)) == 3
    purged()
    assert Elimination.objects.get().count == 1 and files_of(calls_folder) == []


# --- Files


def test_a_missing_file_stops_nothing(campaign, bob, calls_folder, purged):
    calls = [a_call(campaign, bob, SOUND_KEPT + DAY, files="voice") for _number in range(2)]
    (calls_folder / calls[0].original.name).unlink()
    purged()
    assert files_of(calls_folder) == [] and Recording.objects.exclude(sound_erased_at=None).count() == 2


def test_a_file_that_resists_is_told_and_taken_the_next_day(campaign, bob, calls_folder, purged, caplog):
    call = a_call(campaign, bob, SOUND_KEPT + DAY, files="voice")
    path = calls_folder / call.original.name
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("x")  # a folder that is not empty cannot be erased as a file
    purged()
    assert "resists" in caplog.text and call.key.hex in caplog.text
    assert files_of(calls_folder) == ["inside"]


def test_files_left_by_a_crash_are_swept_after_an_hour(campaign, bob, calls_folder, purged):
    kept = a_call(campaign, bob, DAY, files="voice")
    gone = a_call(campaign, bob, DAY, files="voice")
    forgotten = (calls_folder / kept.original.name).parent / "listening.m4a.part"
    forgotten.write_text("half")
    Recording.objects.filter(pk=gone.pk).delete()
    purged()
    assert len(files_of(calls_folder)) == 7, "an hour ago they may have been on their way"
    age_files(calls_folder)
    assert purged(dry_run=True).files == 4 and len(files_of(calls_folder)) == 7
    assert purged().files == 4
    assert files_of(calls_folder) == ["features.bin", "listening.bin", "original.bin"]
    assert not (calls_folder / gone.original.name).parent.exists(), "its folder too"


def test_the_sweep_leaves_what_is_being_transcribed_and_what_is_not_a_call(campaign, bob, calls_folder, purged):
    call = a_call(campaign, bob, DAY, files="voice", state=Recording.State.WAITING)
    (calls_folder / call.original.name).with_name("listening.m4a").write_text("on its way")
    elsewhere = calls_folder / "uploads" / "0123.part"
    elsewhere.parent.mkdir()
    elsewhere.write_text("half a call")
    age_files(calls_folder)
    assert purged().files == 0 and len(files_of(calls_folder)) == 5


def test_a_storage_that_does_not_exist_yet_is_no_fault(db, calls_folder):
    assert list(orphans.find(timezone.now())) == []


# --- The rule, at its limits

around = st.integers(-2, 2).map(lambda seconds: dt.timedelta(seconds=seconds))


limits = st.builds(lambda limit, by: limit + by, st.sampled_from([retention.QUARANTINE_KEPT, SOUND_KEPT, ANALYSES_KEPT]), around)


@given(
    ages=st.lists(limits | st.timedeltas(DAY * 0, DAY * 400), min_size=1, max_size=12),
    aside=st.lists(st.booleans(), min_size=12, max_size=12),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_c9_c10_at_any_age_what_is_due_goes_and_nothing_else(campaign, bob, calls_folder, ages, aside):
    now = timezone.now().replace(microsecond=0)
    made = [
        (set_aside if quarantined else a_call)(campaign, bob, recorded_at=now - age, received_at=now - age)
        for age, quarantined in zip(ages, aside, strict=False)
    ]
    due_on_the_page = set(
        Recording.objects.annotate(next=retention.next_erasure()).filter(campaign=campaign, next__lte=now).values_list("pk", flat=True)
    )
    expected = {}
    for call, age, quarantined in zip(made, ages, aside, strict=False):
        gone = age >= (retention.QUARANTINE_KEPT if quarantined else ANALYSES_KEPT)
        expected[call.pk] = "gone" if gone else "silent" if not quarantined and age >= SOUND_KEPT else "whole"
    purge(now)
    there = {call.pk: "silent" if call.sound_erased_at else "whole" for call in Recording.objects.filter(campaign=campaign)}
    assert {pk: there.get(pk, "gone") for pk in expected} == expected
    assert due_on_the_page == {pk for pk, state in expected.items() if state != "whole"}, "the pages announce what the purge does"
    Recording.objects.all().delete()


# --- Started by the clock, by hand


def test_it_comes_back_every_day_by_itself(campaign, bob):
    a_call(campaign, bob, SOUND_KEPT + DAY)
    assert purging.KIND in {job.kind for job in periodic.ask_for_what_is_due()}
    work_off("default")
    assert Job.objects.get(kind=purging.KIND).state == Job.State.DONE
    assert Elimination.objects.count() == 1


def test_two_clicks_ask_once(alice, db):
    first = purging.launch(alice)
    assert first and first.owner == alice and purging.launch(alice) is None
    work_off("default")
    assert purging.launch(alice)


def test_by_hand_it_says_what_went(campaign, bob, caisse):
    a_call(campaign, bob, SOUND_KEPT + DAY)
    AccessEntry.objects.create(who=bob, organisation=caisse, act="play", object_key=uuid.uuid4(), at=timezone.now() - 400 * DAY)

    def said(**options) -> str:
        out = StringIO()
        call_command("purge", stdout=out, **options)
        return out.getvalue()

    trial = said(dry_run=True)
    assert "Caisse de l’Ouest, Automne : 1 (fin de conservation du son" in trial and "rien n’a été effacé" in trial
    assert Recording.objects.filter(sound_erased_at=None).count() == 1 and AccessEntry.objects.count() == 1
    assert not Elimination.objects.exists() and not Purge.objects.exists()
    done = said()
    assert "Automne : 1 (fin de conservation du son" in done and "Consultations de plus d’un an effacés : 1" in done
    assert not AccessEntry.objects.exists()
    assert "Aucun appel n’est arrivé au terme" in said()
    assert said(verbosity=0) == ""


def test_a_person_who_left_is_no_obstacle(campaign, bob, purged):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    a_turn(a_call(campaign, bob, ANALYSES_KEPT + DAY))
    purged()
    assert not Recording.objects.exists() and not Turn.objects.exists()
