"""Law C16: Bob takes away all that is kept of his own calls, and nothing of Eve’s, who answers beside him in the same campaign."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts import access_log
from accounts.models import AccessEntry, User
from call_review import debriefing, purge, recordings
from call_review.models import Rating, Recording, Turn
from call_review.models.recording import SOUND_KEPT
from tests.call_review import calls
from tests.call_review.aged_calls import DAY, a_call, set_aside
from tests.call_review.people import join
from tests.files import s3

ADDRESS = "/appels/mes-appels.zip"
MEGABYTE = 1024 * 1024


@pytest.fixture
def eve(caisse, team) -> User:
    eve = User.objects.create_user("eve@example.org", first_name="Eve-canari", last_name="Evrard-canari")
    return join(eve, caisse, team)


@pytest.fixture
def hers(eve, announced, coach) -> Recording:
    """A call of Eve, in which everything sings."""
    hers = calls.ready(eve, announced, recorded_at=timezone.now() - 3 * DAY)
    Turn.objects.filter(recording=hers).update(text="canari", words=calls.words("canari dit", 0, 1))
    note = debriefing.write_note(hers, coach, 0, 1, "canari noté")
    debriefing.reply(note, eve, "canari répondu")
    hers.listening.save("listening.wav", ContentFile(b"canari!"))
    access_log.record(eve, hers.organisation, AccessEntry.Act.OPEN, hers.key)
    return hers


def taken(client, **headers: str) -> zipfile.ZipFile:
    answer = client.get(ADDRESS, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """By their name in the folder of their call: for who has one call."""
    assert archive.testzip() is None
    return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def consultations(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]


def states_of(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    return [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("appel.json")]


# --- What is in it


def test_c16_sound_words_debrief_and_who_listened(call, coach, agent, criteria, listened, sign_in):
    listened(coach, (2, 5))
    note = debriefing.write_note(call, coach, 3.4, 7.2, "Bien reformulé.\nContinuez.")
    debriefing.reply(note, agent, "Merci, je ne l’avais pas remarqué.")
    debriefing.rate(call, criteria[0], coach, Rating.Value.YES, 3.0)
    found = files(taken(sign_in(agent)))
    assert set(found) == {"son.wav", "transcription.txt", "debrief.txt", "consultations.csv", "appel.json"}
    assert found["son.wav"] == calls.SOUND

    words = found["transcription.txt"].decode()
    assert "Transcription automatique\u00a0: faster-whisper, modèle base, le " in words and str(timezone.localdate().year) in words
    assert "[0:00] Vous — Caisse de l’Ouest, bonjour. (?)" in words and "[0:03] Usager — Il me manque quatre trimestres. (?)" in words

    debrief = found["debrief.txt"].decode()
    assert "[0:03 – 0:08]" in debrief and "Alice Arnaud" in debrief and "    Bien reformulé.\n    Continuez." in debrief
    assert "Bob Bernard" in debrief and "je ne l’avais pas remarqué" in debrief
    assert f"{criteria[0]}\n- [0:03] Oui, Alice Arnaud, " in debrief, "a named human"

    reached = [line[1:] for line in consultations(found["consultations.csv"])]
    assert reached == [["Alice Arnaud", "a écouté"], ["Bob Bernard", "a téléchargé"]], "this very download too"

    said = json.loads(found["appel.json"])
    assert (said["key"], said["agent"], said["sound"], said["sha256"]) == (str(call.key), "Bob Bernard", "son.wav", call.sha256)
    assert said["campaign"]["purpose"] == "Former" and said["campaign"]["data_protection_officer"] == "dpo@ouest.example"
    assert said["transcription"]["model"] == "base" and said["erasure"]["sound_erased_at"] is None


def test_no_formula_runs_in_the_reader_s_spreadsheet(call, coach, agent, sign_in):
    User.objects.filter(pk=coach.pk).update(first_name="=1+1", last_name="")
    access_log.record(coach, call.organisation, AccessEntry.Act.PLAY, call.key)
    assert consultations(files(taken(sign_in(agent)))["consultations.csv"])[0][1] == "'=1+1"


def test_a_folder_each_and_the_text_of_who_asks_in_english(call, announced, agent, sign_in):
    calls.ready(agent, announced, recorded_at=call.recorded_at)
    archive = taken(sign_in(agent), **{"accept-language": "en"})
    folders = {name.partition("/")[0] for name in archive.namelist()}
    assert len(folders) == 2 and all(re.fullmatch(r"\d{4}-\d\d-\d\d-\d\dh\d\d-[0-9a-f]{8}", folder) for folder in folders)
    transcripts = [archive.read(name).decode() for name in archive.namelist() if name.endswith("transcription.txt")]
    assert len(transcripts) == 2 and all("Automatic transcript" in text for text in transcripts)


# --- What is not


def test_c16_no_canary_of_another_agent(call, hers, coach, agent, eve, sign_in):
    debriefing.write_note(call, coach, 0, 1, "Pour Bob.")
    archive = taken(sign_in(agent))
    content = b"".join(archive.read(name) for name in archive.namelist()) + " ".join(archive.namelist()).encode()
    assert b"Pour Bob." in content and b"canari" not in content
    assert str(hers.key).encode() not in content and hers.key.hex[:8].encode() not in content
    singing = taken(sign_in(eve))
    assert sum(b"canari" in singing.read(name) for name in singing.namelist()) == 5, "all of hers sings"


def test_c16_the_coach_takes_only_her_own(call, coach, caisse, team, announced, sign_in):
    assert sign_in(coach).get(ADDRESS).status_code == 404, "she hears Bob’s, and it is not hers"
    own = calls.ready(join(coach, caisse, team), announced)
    assert [said["key"] for said in states_of(taken(sign_in(coach)))] == [str(own.key)]


def test_withdrawn_set_aside_or_erased_calls_are_not_there(call, announced, agent, sign_in):
    set_aside(announced, agent)
    silent = a_call(announced, agent, 200 * DAY, sound_erased_at=timezone.now())
    gone = calls.ready(agent, announced)
    assert recordings.withdraw(gone, agent)
    archive = taken(sign_in(agent))
    assert {said["key"]: said["sound"] for said in states_of(archive)} == {str(call.key): "son.wav", str(silent.key): None}
    of_the_silent = {name.partition("/")[2] for name in archive.namelist() if silent.key.hex[:8] in name}
    assert of_the_silent == {"debrief.txt", "consultations.csv", "appel.json"}


def test_withdrawn_while_it_is_sent_it_is_left_out(call, announced, agent, sign_in):
    second = calls.ready(agent, announced, recorded_at=call.recorded_at - DAY)
    answer = sign_in(agent).get(ADDRESS)
    recordings.withdraw(second, agent)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert [said["key"] for said in states_of(archive)] == [str(call.key)]


def test_of_a_call_without_listening_copy_the_file_as_it_came(recording, agent, sign_in):
    found = files(taken(sign_in(agent)))
    assert len(found["son-original"]) > 1000 and json.loads(found["appel.json"])["state"] == "waiting"
    assert "transcription.txt" not in found


def test_a_sound_that_is_nowhere_keeps_the_rest_from_nobody(call, agent, sign_in):
    Recording.objects.update(listening="gone.wav")
    found = files(taken(sign_in(agent)))
    assert json.loads(found["appel.json"])["sound"] is None and "transcription.txt" in found


def test_c9_past_its_time_no_word_and_no_sound_is_in_the_copy_and_none_was_kept_of_an_earlier_one(
    call, coach, agent, sign_in, tmp_path, django_capture_on_commit_callbacks
):
    debriefing.write_note(call, coach, 0, 1, "Bien reformulé.")

    def kept() -> set[str]:
        return {str(path) for path in tmp_path.rglob("*")}

    before = kept()
    assert "transcription.txt" in files(taken(sign_in(agent)))
    assert kept() == before, "it is sent as it is made, and leaves no file"
    with django_capture_on_commit_callbacks(execute=True):
        purge.purge(call.recorded_at + SOUND_KEPT + DAY)
    found = files(taken(sign_in(agent)))
    assert set(found) == {"debrief.txt", "consultations.csv", "appel.json"} and b"trimestres" not in b"".join(found.values())
    assert "Bien reformulé." in found["debrief.txt"].decode(), "analyses live on, to their own end"


# --- How it is sent


def test_c13_each_call_is_written_down_before_a_byte_leaves(call, announced, agent, sign_in):
    calls.ready(agent, announced)
    answer = sign_in(agent).get(ADDRESS)
    lines = AccessEntry.objects.filter(who=agent, act=AccessEntry.Act.DOWNLOAD)
    assert lines.count() == 2 and {line.why for line in lines} == {"Automne"}
    answer.close()


def test_a_long_sound_is_never_held_whole(call, agent, sign_in):
    call.listening.save("listening.wav", ContentFile(bytes(40 * MEGABYTE)))
    answer = sign_in(agent).get(ADDRESS)
    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in answer.streaming_content)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sent > 40 * MEGABYTE and most < 8 * MEGABYTE


def test_a_store_that_is_away_answers_a_sentence_and_no_broken_file(call, agent, sign_in, tmp_path, monkeypatch):
    away = s3.store(s3.NOWHERE, tmp_path / "host")
    monkeypatch.setitem(storages._storages, "calls", away)
    monkeypatch.setattr(Recording._meta.get_field("listening"), "storage", away)
    answer = sign_in(agent).get(ADDRESS)
    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    assert "Le magasin des fichiers ne répond pas" in answer.content.decode()
    assert not AccessEntry.objects.exists(), "nothing was taken away"


# --- Who is offered it


def test_the_button_is_there_once_there_is_an_own_call(agent, coach, announced, sign_in):
    assert ADDRESS not in sign_in(agent).get("/appels/").content.decode()
    calls.ready(agent, announced)
    assert ADDRESS in sign_in(agent).get("/appels/").content.decode()
    assert ADDRESS not in sign_in(coach).get("/appels/").content.decode()


def test_an_agent_without_calls_is_told_so(agent, sign_in):
    answer = sign_in(agent).get(ADDRESS)
    assert answer.status_code == 404 and "Le portail ne garde aucun appel de vous" in answer.content.decode()


def test_for_a_stranger_there_is_no_such_page(call, charlie, sign_in):
    assert "appel de vous" not in sign_in(charlie).get(ADDRESS).content.decode()
