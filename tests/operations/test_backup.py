"""An installation is saved and comes back on an empty machine; what was erased since does not come back with it (law C8, C9, C10)."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.background.portal import ROOT, until
from tests.operations.installations import GROW_OLD, Installation


def journal(installation: Installation) -> Path:
    return installation.folder / "erasures.journal"


def test_a_restored_installation_has_the_same_rows_and_the_same_hundred_files(first, second, backups):
    before, files = first.counts(), first.hashes()
    backup = first.backup(backups)
    said = second.ok("restore", str(backup), "--without-journal")

    assert len(files) > 100
    assert second.hashes() == files
    assert before["call_review_recording"] == before["call_review_turn"] == 40
    after = second.counts()
    # What the restoration itself writes: a passage of the purge, and so the head of an access log that had no entry.
    assert {table: n for table, n in before.items() if after[table] != n} == {"call_review_purge": 0, "accounts_accesshead": 0}
    assert "Le portail peut être démarré" in said
    assert not (second.folder / "restoration-under-way").exists()


def test_a_call_withdrawn_after_the_backup_does_not_come_back(first, second, backups):
    withdrawn, kept, *_others = first.call_keys()
    backup = first.backup(backups)
    first.withdraw(withdrawn)
    said = second.ok("restore", str(backup), "--journal", str(journal(first)))

    assert "d’après le journal : 1." in said
    assert withdrawn not in second.call_keys() and kept in second.call_keys()
    assert second.traces_of(withdrawn) == [] and len(second.traces_of(kept)) == 3
    assert second.query("SELECT count(*) FROM call_review_turn") == [(39,)]
    assert second.query("SELECT reason, count FROM call_review_elimination") == [("withdrawn", 1)]
    assert b"sound of the call 0 " not in b"".join(path.read_bytes() for path in (second.folder / "calls").rglob("original*"))
    assert withdrawn in journal(second).read_text(), "a second restoration knows it too"


def test_a_call_whose_time_ended_since_the_backup_is_gone_before_the_first_request(first, second, backups):
    expiring = first.call_keys()[5]
    first.run(GROW_OLD, expiring, "6")
    taken = time.monotonic()
    backup = first.backup(backups)
    assert len(list((backup / "files/calls").rglob(f"*{expiring}*/*"))) == 3
    time.sleep(max(0, taken + 6 - time.monotonic()))
    said = second.ok("restore", str(backup), "--without-journal")

    assert "au terme de leur conservation : 1." in said
    assert second.traces_of(expiring) == []
    [(original, erased_at)] = second.query("SELECT original, sound_erased_at FROM call_review_recording WHERE key = ?", expiring)
    assert original == "" and erased_at
    assert second.query("SELECT count(*) FROM call_review_turn") == [(39,)]


def test_an_old_database_put_back_by_hand_is_cleaned_before_the_first_request(first, tmp_path):
    """No command of ours: the whole folder is copied and put back, as a machine is from its snapshot. Only the journal was elsewhere."""
    elsewhere = tmp_path / "another-disk" / "erasures.journal"
    first.environment["VIGIE_ERASURE_JOURNAL"] = str(elsewhere)
    withdrawn = first.call_keys()[0]
    shutil.copytree(first.folder, tmp_path / "snapshot")
    first.withdraw(withdrawn)
    shutil.rmtree(first.folder)
    shutil.copytree(tmp_path / "snapshot", first.folder)
    assert withdrawn in first.call_keys()

    first.start()
    try:
        assert withdrawn not in first.call_keys()
        assert first.traces_of(withdrawn) == []
    finally:
        first.stop()


@pytest.mark.long
def test_a_restoration_cut_short_keeps_the_portal_closed_until_it_is_done_again(first, second, backups):
    backup = first.backup(backups)
    command = [sys.executable, "manage.py", "restore", str(backup), "--without-journal"]
    cut = subprocess.Popen(command, cwd=ROOT, env=second.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: (second.folder / "restoration-under-way").exists())
    cut.send_signal(signal.SIGKILL)
    cut.wait()

    assert "Une restauration est en cours, ou a été interrompue" in second.refused("serve")
    second.ok("restore", str(backup), "--without-journal", "--replace")
    assert second.hashes() == first.hashes()
    second.start()
    second.stop()


@pytest.mark.long
def test_a_web_server_of_another_supervisor_answers_nobody_during_a_restoration(first):
    first.start()
    address = f"http://127.0.0.1:{first.port}/nowhere"
    try:
        for marker, status in ((True, 503), (False, 404)):
            path = first.folder / "restoration-under-way"
            path.touch() if marker else path.unlink()
            with pytest.raises(urllib.error.HTTPError) as answer:
                urllib.request.urlopen(address, timeout=10)
            assert answer.value.code == status
            assert ("Le portail est en entretien" in answer.value.read().decode()) == marker
            answer.value.close()
    finally:
        first.stop()


@pytest.mark.long
def test_nothing_is_restored_under_a_portal_that_runs_or_over_one_that_is_not_empty(first, backups):
    backup = first.backup(backups)
    assert "n’est pas vide" in first.refused("restore", str(backup), "--without-journal")
    first.start()
    try:
        assert "tourne déjà" in first.refused("restore", str(backup), "--without-journal", "--replace")
    finally:
        first.stop()


@pytest.mark.long
def test_files_that_came_after_the_backup_go_when_it_replaces_an_installation(first, backups):
    backup, files = first.backup(backups), first.hashes()
    (first.folder / "media/images/later.png").write_bytes(b"later")
    first.ok("restore", str(backup), "--without-journal", "--replace")
    assert first.hashes() == files


def test_without_the_journal_of_erasures_nothing_is_restored_unless_one_says_so(first, second, backups, tmp_path):
    first.withdraw(first.call_keys()[0])
    backup = first.backup(backups)
    (tmp_path / "wrong.journal").write_text("")
    (tmp_path / "torn.journal").write_text(journal(first).read_text() + "2026-11-25T12:00")
    (tmp_path / "rubbish.journal").write_text("rubbish\n")
    assert "n’est pas là : les appels retirés" in second.refused("restore", str(backup))
    assert "en sait moins que la sauvegarde" in second.refused("restore", str(backup), "--journal", str(tmp_path / "wrong.journal"))
    assert "n’en est pas une" in second.refused("restore", str(backup), "--journal", str(tmp_path / "rubbish.journal"))
    assert "ne se lit pas" in second.refused("restore", str(backup), "--journal", str(tmp_path / "absent.journal"))
    assert second.call_keys() == []
    second.ok("restore", str(backup), "--journal", str(tmp_path / "torn.journal"))
    assert len(second.call_keys()) == 39


@pytest.mark.long
def test_the_portal_writes_on_while_it_is_saved_and_the_copy_is_one_state(first, second, backups):
    writer = first.python(
        "import sys\nfrom call_review.models import Campaign\nfrom accounts.models import User\n"
        "from tests.call_review.aged_calls import a_call, a_turn\n"
        "print('ready', flush=True)\nc, a = Campaign.objects.get(), User.objects.get()\n"
        "while True: a_turn(a_call(c, a, files='more'))"
    )
    assert writer.stdout.readline() == "ready\n"
    try:
        backup = first.backup(backups)
    finally:
        writer.kill()
        writer.communicate()
    second.ok("restore", str(backup), "--without-journal")
    counts = json.loads((backup / "manifest.json").read_text())["counts"]
    assert second.query("SELECT count(*) FROM call_review_recording") == [(counts["call_review_recording"],)]
    for (name,) in second.query("SELECT original FROM call_review_recording"):
        assert (second.folder / "calls" / name).is_file()


@pytest.mark.long
def test_secrets_are_readable_by_nobody_else_or_kept_apart(first, second, backups, tmp_path):
    first.environment["VIGIE_SECRET_KEY"] = "first-installation-" * 4
    (first.folder / "access.key").write_text("0123")
    inside = first.backup(backups)
    assert json.loads((inside / "keys.json").read_text())["secrets"]["VIGIE_SECRET_KEY"] == "first-installation-" * 4
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [inside, *inside.rglob("*")]}
    assert modes == {0o700, 0o600}

    apart = tmp_path / "safe" / "keys.json"
    backup = first.backup(tmp_path / "others", "--keys-to", str(apart))
    assert not any("first-installation-" in path.read_text(errors="replace") for path in backup.rglob("*") if path.is_file())
    second.ok("restore", str(backup), "--without-journal", "--keys", str(apart))
    assert (second.folder / "restored-secrets.env").read_text() == f"VIGIE_SECRET_KEY={'first-installation-' * 4}\n"
    assert (second.folder / "access.key").read_text() == "0123"
    assert stat.S_IMODE((second.folder / "restored-secrets.env").stat().st_mode) == 0o600


def test_a_backup_cut_short_leaves_nothing_that_looks_like_one(first, backups):
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = first.manage("backup", str(backups), preexec_fn=little_room)
    assert done.returncode == 1 and "ce qui était commencé a été ôté" in done.stderr, done.stderr
    assert [path.name for path in backups.iterdir()] == [".lock"]

    (backups / ".vigie-20260101T000000Z.partial/files").mkdir(parents=True)  # killed
    assert [path.name for path in backups.iterdir() if "partial" in path.name]
    first.backup(backups)
    assert not [path.name for path in backups.iterdir() if "partial" in path.name]


@pytest.mark.long
def test_the_oldest_backups_go_and_nothing_else_does(first, backups):
    for name in ("vigie-20260101T000000Z", "vigie-20260102T000000Z", "vigie-of-somebody"):
        (backups / name).mkdir(parents=True)
        (backups / name / "manifest.json").write_text("{}")
    newest = first.backup(backups, "--keep", "2")
    assert {path.name for path in backups.iterdir()} == {".lock", "vigie-20260102T000000Z", "vigie-of-somebody", newest.name}
