"""A telephone recorder drops Bob's calls in a folder that Alice opened: each comes in once, or stays out with a sentence."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from accounts.models import AccessEntry, Post
from background.registry import enqueue
from background.runner import work_off
from call_review import recordings, uploads, watched
from call_review.models import Arrival, Campaign, Recording, Upload, WatchedFolder
from call_review.models.arrival import PATIENCE, REFUSED_KEPT, TABLE_KEPT
from files.folder_store import FolderStore
from tests.call_review.dropping import Recorder, description, look, told
from tests.call_review.people import CLIP, deposit, noise

State = Arrival.State


@pytest.fixture
def folder(campaign, coach) -> WatchedFolder:
    return watched.open_folder(campaign, coach, Recording.Channels.CALLER_AGENT)


@pytest.fixture
def recorder(folder, intake_folder) -> Recorder:
    return Recorder(folder, intake_folder)


def grow_older(by: dt.timedelta) -> None:
    for row in Arrival.objects.all():
        decided = row.decided_at and row.decided_at - by
        Arrival.objects.filter(pk=row.pk).update(came_at=row.came_at - by, decided_at=decided)


def test_a_call_and_its_json_come_in_once_and_leave_the_folder(recorder, agent, coach):
    recorder.drop_call(CLIP)
    job = enqueue("call_review.look")
    work_off("default")
    job.refresh_from_db()
    assert job.state == "done" and not Recording.objects.exists(), "it may still be written"
    look(1)
    recording = Recording.objects.get()
    assert (recording.agent, recording.received_by, recording.channels) == (agent, coach, "caller,agent")
    assert (recording.state, recording.job.kind) == (Recording.State.WAITING, "call_review.process")
    with recording.original.open("rb") as file:
        assert file.read() == CLIP
    assert AccessEntry.objects.get().act == AccessEntry.Act.DEPOSIT
    assert recorder.names() == []
    look(2)
    assert Recording.objects.count() == 1 and told() == [(State.TAKEN, "L’appel est arrivé.")]


def test_a_table_describes_many_by_staff_number_and_is_erased_the_day_after(recorder, agent):
    Post.objects.filter(user=agent).update(staff_number="A-042")
    moment = description()["moment"]
    rows = [f"D:\\export\\{number}.wav;a-042;{moment};oui;mono" for number in range(3)]
    recorder.drop("jour.csv", "\r\n".join(["Fichier;agent;moment;usager_prevenu;voies", *rows]).encode("cp1252"))
    for number in range(2):
        recorder.drop(f"{number}.wav", noise(seed=number))
    look(3)
    assert {(call.agent, call.channels) for call in Recording.objects.all()} == {(agent, "mono")} and Recording.objects.count() == 2
    assert recorder.names() == ["jour.csv"]
    assert Arrival.objects.get(code="awaits_sounds").detail == "1"
    recorder.drop("2.wav", noise(seed=2))
    look(2)
    grow_older(TABLE_KEPT + dt.timedelta(hours=1))
    look(1)
    assert Recording.objects.count() == 3 and recorder.names() == []
    assert sorted(Arrival.objects.filter(state=State.TAKEN).values_list("line", flat=True)) == [2, 3, 4]


def test_c4_thirty_other_columns_and_the_name_of_the_file_are_kept_nowhere(recorder, django_db_blocker):
    columns = [f"extra{number}" for number in range(30)]
    said = description()
    head = ",".join(["fichier", "agent", "moment", "usager_prevenu", *columns])
    values = ",".join(["Mme-Dupont-0612345678.wav", said["agent"], said["moment"], "oui", *["canary-0698765432"] * 30])
    recorder.drop("export.csv", f"{head}\n{values}\n".encode())
    recorder.drop("Mme-Dupont-0612345678.wav", CLIP)
    look()
    assert Recording.objects.count() == 1
    from tests.call_review.test_purge_canaries import dump

    everything = dump()
    assert b"Dupont" not in everything and b"06123" not in everything and b"canary-06" not in everything
    assert Arrival.objects.get(state=State.TAKEN).ignored == 30


def test_c4_a_refused_file_loses_its_name(recorder):
    recorder.drop_call(CLIP, name="Mme-Dupont", agent="nobody@example.org")
    look()
    reference = Arrival.objects.get(state=State.REFUSED).reference
    assert recorder.names() == [f"refuses/{reference}.json", f"refuses/{reference}.wav"]


class Watching(FolderStore):
    """Remembers which files were opened."""

    opened: list[str]

    def part(self, name, first, last):
        self.opened.append(name)
        return super().part(name, first, last)


@pytest.mark.parametrize(
    ("said", "code", "kept"),
    [
        ({"usager_prevenu": False}, "caller_not_informed", 2),
        ({"usager_prevenu": None}, "caller_not_informed", 2),
        ({"usager_refuse": True}, "caller_objected", 0),
        ({"usager_refuse": "OUI", "agent": "nobody"}, "caller_objected", 0),
        ({"usager_refuse": "peut-être"}, "objection_unclear", 2),
        ({"agent": "nobody@example.org"}, "agent_unknown", 2),
        ({"agent": ""}, "agent_unknown", 2),
        ({"agent": ["bob@example.org"]}, "agent_unknown", 2),
        ({"agent": "bob\0@example.org"}, "agent_unknown", 2),
        ({"agent": 10**300}, "agent_unknown", 2),
        ({"moment": "hier"}, "moment_unreadable", 2),
        ({"moment": "2026-11-20"}, "moment_unreadable", 2),
        ({"moment": "2026-03-29T02:30"}, "moment_unreadable", 2),
        ({"moment": "9999-12-31T23:59-23:00"}, "in_the_future", 2),
        ({"moment": "0001-01-01T00:00+23:00"}, "too_old", 2),
        ({"voies": "stéréo"}, "channels_unknown", 2),
        ({"motif": "nothing"}, "topic_unknown", 2),
    ],
)
def test_c7_what_is_said_decides_before_the_sound_is_opened(recorder, intake_folder, monkeypatch, said, code, kept):
    watching = Watching(location=intake_folder)
    watching.opened = []
    monkeypatch.setitem(storages._storages, "intake", watching)
    recorder.drop_call(CLIP, **said)
    look(3)
    row = Arrival.objects.get(state=State.REFUSED)
    assert row.code == code and told()[0][1] == uploads.sentence(code)
    assert [name for name in watching.opened if name.endswith(".wav")] == []
    assert len(recorder.names()) == kept and not Upload.objects.exists() and not Recording.objects.exists()


def test_a_full_week_is_full_for_a_folder_too(recorder, campaign):
    Campaign.objects.update(weekly_cap=2)
    for number in range(3):
        recorder.drop_call(noise(seed=number), name=f"{number}")
    look()
    assert Recording.objects.count() == 2 and not Upload.objects.under_way().exists()
    assert [row.code for row in Arrival.objects.filter(state=State.REFUSED)] == ["week_is_full"]


def test_c1_a_campaign_that_is_closed_takes_nothing(recorder, campaign):
    Campaign.objects.update(state=Campaign.State.CLOSED)
    for number in range(100):
        recorder.drop_call(noise(0.01, seed=number), name=f"{number}")
    look()
    assert not Recording.objects.exists()
    assert set(Arrival.objects.values_list("state", "code")) >= {(State.REFUSED, "campaign_not_live")}
    assert Arrival.objects.filter(state=State.REFUSED).count() == 100


def test_once_alice_no_longer_coaches_nothing_comes_in_for_her(recorder, coach):
    coach.roles_held.all().delete()
    recorder.drop_call(CLIP)
    look()
    assert Arrival.objects.get(state=State.REFUSED).code == "depositor_gone" and not Recording.objects.exists()


def test_what_is_still_written_waits(recorder):
    recorder.describe("1.json", **description())
    path = recorder.drop("1.wav", CLIP[:1000])
    look(1)
    for size in (2000, 3000):
        path.write_bytes(CLIP[:size])
        look(1)
        assert not Upload.objects.exists() and Arrival.objects.filter(size=size, code="just_came").count() == 1
    path.write_bytes(CLIP)
    path.rename(recorder.path / "1.wav.part")
    look(3)
    assert "en cours d’écriture" in " ".join(sentence for _state, sentence in told()) and not Recording.objects.exists()
    (recorder.path / "1.wav.part").rename(path)
    look()
    assert Recording.objects.count() == 1


def test_without_description_it_waits_three_days_unopened_and_goes(recorder):
    recorder.drop("1.wav", CLIP)
    recorder.describe("2.json", **description())
    look(3)
    assert sorted(Arrival.objects.values_list("code", flat=True)) == ["awaits_sidecar", "awaits_sound"]
    grow_older(PATIENCE + dt.timedelta(hours=1))
    look(1)
    assert sorted(Arrival.objects.values_list("state", "code")) == [(State.REFUSED, "no_sidecar"), (State.REFUSED, "sound_never_came")]
    assert [Path(name).parent.name for name in recorder.names()] == ["refuses", "refuses"]
    grow_older(REFUSED_KEPT + dt.timedelta(hours=1))
    look(1)
    assert recorder.names() == [] and not Arrival.objects.exists()


def test_a_refused_call_comes_back_once_put_right(recorder):
    recorder.drop_call(CLIP, agent="nobody@example.org")
    look()
    wrong, sound = recorder.names()
    recorder.describe(Path(wrong).name, **description())
    (recorder.path / wrong).unlink()
    (recorder.path / sound).rename(recorder.path / Path(sound).name)
    look()
    assert Recording.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'{"agent": ' + b"9" * 5000 + b"}", b"x" * 70_000])
def test_a_json_that_cannot_be_read_refuses_its_sound(recorder, content):
    recorder.drop("1.json", content)
    recorder.drop("1.wav", CLIP)
    look(3)
    assert Arrival.objects.exclude(state=State.WAITING).get().code == "sidecar_unreadable"
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b\n1;2", b"fichier;agent\n1.wav;bob", b"\x81\x8d\xff", b'fichier,agent,moment\n"' + b"x" * 200_000, b"\0" * 100],
)
def test_a_table_that_cannot_be_read_is_put_aside(recorder, content):
    recorder.drop("1.csv", content)
    look()
    assert Arrival.objects.get(state=State.REFUSED).code == "sidecar_unreadable"
    assert len(recorder.names()) == 1 and recorder.names()[0].startswith("refuses/")


def test_a_bad_line_keeps_no_other_from_coming_in(recorder):
    said = description()
    lines = [
        "fichier,agent,moment,usager_prevenu",
        f"1.wav,{said['agent']},hier,oui",
        f"2.wav,{said['agent']},{said['moment']},oui",
        ",x,y,oui",
    ]
    recorder.drop("t.csv", "\n".join(lines).encode())
    for number in (1, 2):
        recorder.drop(f"{number}.wav", noise(seed=number))
    look(3)
    assert Recording.objects.count() == 1
    refused = Arrival.objects.filter(state=State.REFUSED).order_by("line").values_list("line", "code")
    assert list(refused) == [(2, "moment_unreadable"), (4, "line_without_file")]


def test_two_descriptions_of_one_sound_are_one_too_many(recorder):
    said = description()
    recorder.drop_call(CLIP, name="1")
    recorder.drop("t.csv", f"fichier,agent,moment,usager_prevenu\n1.wav,{said['agent']},{said['moment']},oui".encode())
    look()
    assert "described_twice" in Arrival.objects.values_list("code", flat=True) and not Recording.objects.exists()


def test_what_is_in_the_portal_already_is_not_added(recorder, recording):
    recorder.drop_call(CLIP)
    look(3)
    assert Recording.objects.get() == recording and recorder.names() == []
    assert told() == [(State.TAKEN, "Cet enregistrement est déjà dans le portail\u202f: rien n’est ajouté.".replace("\u202f:", "\u00a0:"))]


def test_a_link_leads_nowhere(recorder, tmp_path):
    secret = tmp_path / "secret.wav"
    secret.write_bytes(CLIP)
    recorder.describe("1.json", **description())
    (recorder.path / "1.wav").symlink_to(secret)
    (recorder.path / "2.wav").mkdir()
    os.mkfifo(recorder.path / "3.wav")
    look(3)
    assert not Recording.objects.exists() and secret.read_bytes() == CLIP
    with pytest.raises(OSError):
        watched.store().part(f"{recorder.folder.name}/1.wav", 0, 10)


def test_names_that_no_language_has_are_files_like_others(recorder):
    (recorder.path).mkdir(parents=True)
    for stem in (b"\xff\xfe", 'l\'appel "cité" — 😀'.encode(), b"a;touch x"):
        (recorder.path / os.fsdecode(stem + b".wav")).write_bytes(noise(seed=len(stem)))
        recorder.describe(os.fsdecode(stem + b".json"), **description())
    look()
    assert Recording.objects.count() == 3 and recorder.names() == []


def test_c8_a_call_that_bob_withdrew_is_not_taken_again_and_leaves_no_line(recorder, agent):
    """Its file could not be removed: the store was away."""
    sound = recorder.drop_call(CLIP)
    before = sound.stat()
    look()
    recorder.drop("0001.wav", CLIP)
    os.utime(sound, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert recordings.withdraw(Recording.objects.get(), agent)
    look(3)
    assert not Recording.objects.exists() and recorder.names() == [] and told() == []


def test_a_folder_that_is_removed_is_read_no_more_and_gives_its_place_back(recorder, folder, campaign, django_capture_on_commit_callbacks):
    recorder.drop_call(CLIP, agent="nobody@example.org")
    look()
    recorder.drop_call(noise(), name="2")
    with django_capture_on_commit_callbacks(execute=True):
        watched.remove_folder(folder)
    look()
    assert recorder.names() == ["2.json", "2.wav"] and not Recording.objects.exists() and not Arrival.objects.exists()


def test_a_folder_that_cannot_be_read_keeps_no_other_from_being_read(recorder, campaign, coach, intake_folder, caplog):
    broken = watched.open_folder(campaign, coach, "mono")
    WatchedFolder.objects.filter(pk=broken.pk).update(opened_at=timezone.now() - dt.timedelta(days=1))
    recorder.drop_call(CLIP)
    (intake_folder / broken.name).write_text("no folder")
    look()
    assert Recording.objects.count() == 1 and "cannot be read" in caplog.text


def test_a_deposit_of_the_browser_is_the_same_call(recorder, upload):
    recorder.drop_call(CLIP)
    look()
    assert deposit(upload, CLIP) == Recording.objects.get()
