"""What everyone hears and reads once passages are masked: a tone in the sound, a label in the words, nothing in the waveform."""

import io
from pathlib import Path

import numpy as np
import pytest
from django.core.files.base import ContentFile

from background.models import Job
from background.runner import work_off
from call_review import features, masked_text, masking, orphans, recordings
from call_review.masking import Passage
from call_review.models import Elimination, Masking, Recording, Turn
from privacy.kinds import Kind
from speech.audio import decode
from speech.editing import LEVEL
from speech.sound import RATE
from tests.call_review.calls import SOUND, words
from tests.call_review.maskable import CANARIES, say
from tests.call_review.test_masking import decide_all

MASKED = Masking.Decision.MASKED


@pytest.fixture
def told(call: Recording) -> Recording:
    """With an original, as a deposited call has."""
    say(call)
    call.original.save("original", ContentFile(SOUND))
    return call


def mask(call: Recording, coach, decision: Masking.Decision = MASKED) -> Recording:
    """What rules propose is decided so."""
    decide_all(call, coach, decision)
    masking.publish(call, coach)
    assert work_off("speech") == 1
    call.refresh_from_db()
    return call


def by_hand(call: Recording, coach, start: float, end: float, channel: str) -> None:
    masking.decide(call, coach, Passage(start, end, Masking.Channel(channel), Kind.NAME), MASKED)


def heard(path: str | Path) -> np.ndarray:
    with decode(path) as sound:
        return sound.read(0, sound.samples)


def kept(folder: Path) -> list[str]:
    return sorted(path.suffix or path.name for path in folder.glob("*/*/*"))


def test_words_become_what_they_were(told, coach):
    mask(told, coach)
    assert [turn.text for turn in told.turns.all()] == [
        "Quel est votre nom ?",
        "Alors [nom de personne] [téléphone]",
        "Merci madame [nom de personne]",
    ]
    said = told.turns.get(position=1).words
    assert [word.get("masked") for word in said] == [None, "name", "phone"]
    assert said[2]["start"] == pytest.approx(3.4 + 3.8 * 2 / 7) and said[2]["end"] == pytest.approx(7.2)


def test_the_copy_is_bleeped_on_that_voice_only(told, coach):
    before = heard(io.BytesIO(SOUND))
    by_hand(told, coach, 4.0, 6.0, "caller")
    after = heard(mask(told, coach, Masking.Decision.LEFT).listening.path)
    n = min(before.shape[1], after.shape[1])
    inside, rest = slice(int(4.2 * RATE), int(5.8 * RATE)), slice(int(0.6 * RATE), int(2.9 * RATE))
    there, here = before[1, inside], after[1, inside]
    assert np.abs(here).max() < 2 * LEVEL < np.abs(there).max()
    assert abs(there @ here) / np.sqrt((there @ there) * (here @ here)) < 0.05
    for channel, span in ((0, rest), (0, slice(0, n)), (1, slice(int(6.2 * RATE), int(7.0 * RATE)))):
        left, right = before[channel, span], after[channel, span]
        assert (left @ right) / np.sqrt((left @ left) * (right @ right)) > 0.9, "the other voice is in step"


def test_the_waveform_of_a_masked_passage_says_nothing(told, coach):
    by_hand(told, coach, 3.4, 7.2, "caller")
    mask(told, coach)
    with told.features.open("rb") as file:
        drawn = features.read(io.BytesIO(file.read()))
    bleeped = drawn.peaks[200][1, 18:35].astype(int)
    assert bleeped.max() - bleeped.min() <= 1, "flat"
    times = [word[:2].tolist() for word in drawn.words if word[4] == 1]
    assert len(times) == sum(len(turn.words) for turn in told.turns.filter(position=1)) < 7, "no rhythm of words either"
    assert drawn.voice[1, 110:220].max() < 127 and not [row for row in drawn.stretches if row[0] == 1], "nor of a voice"


def test_canaries_are_in_no_file_and_no_row(told, coach, calls_folder):
    mask(told, coach)
    rows = " ".join(str(values) for model in (Turn, Masking, Recording, Job) for values in model.objects.values_list())
    files = b"".join(path.read_bytes() for path in calls_folder.glob("*/*/*"))
    assert "Alors" in rows and len(files) > 10_000
    assert [canary for canary in CANARIES if canary in rows or canary.encode() in files] == []


def test_the_original_is_not_kept(told, coach, calls_folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mask(told, coach)
    assert (told.original, told.sealed) == ("", "")
    assert kept(calls_folder) == [".h5", ".m4a"]
    assert SOUND not in [path.read_bytes() for path in calls_folder.glob("*/*/*")]


def test_or_sealed_where_the_portal_keeps_it(told, coach, calls_folder, settings, django_capture_on_commit_callbacks):
    settings.KEEP_ORIGINAL = True
    with django_capture_on_commit_callbacks(execute=True):
        mask(told, coach)
        by_hand(told, coach, 1, 2, "agent")
        mask(told, coach)
    assert told.original == "" and told.sealed.read() == SOUND
    told.sealed.close()
    assert kept(calls_folder) == [".h5", ".m4a", "original"], "the copy between the two is gone"
    assert list(orphans._named_by_none([told.sealed.name])) == []


def test_without_original_more_is_bleeped_and_nothing_comes_back(told, coach):
    by_hand(told, coach, 3.4, 4.4, "caller")
    mask(told, coach)
    by_hand(told, coach, 8.0, 9.0, "agent")
    after = heard(mask(told, coach).listening.path)
    for channel, start, end in ((1, 3.6, 4.2), (0, 8.2, 8.8)):
        assert np.abs(after[channel, int(start * RATE) : int(end * RATE)]).max() < 2 * LEVEL


def test_a_job_that_stops_leaves_the_call_as_it_was(told, coach, calls_folder, monkeypatch):
    """Killed once its files are in place, before the end of the transaction: it is done again, and there is one masked copy."""
    decide_all(told, coach)
    masking.publish(told, coach)
    before = {path.name for path in calls_folder.glob("*/*/*")}
    real, calls = Turn.objects.bulk_update, []

    def once(*args, **options):
        calls.append(args)
        if len(calls) == 1:
            raise OSError("the disk is full")
        return real(*args, **options)

    monkeypatch.setattr(Turn.objects, "bulk_update", once)
    work_off("speech")
    told.refresh_from_db()
    assert told.masked_at is None and "Kowalczyk" in told.turns.get(position=1).text
    assert before <= {path.name for path in calls_folder.glob("*/*/*")} and told.listening.name.endswith("listening.wav")
    Job.objects.filter(pk=told.masking_job_id).update(not_before=None)
    assert work_off("speech") == 1
    told.refresh_from_db()
    assert told.masked_at and told.masking_job.state == Job.State.DONE and len(list(calls_folder.glob("*/*/masked-*.m4a"))) == 1


def test_a_call_that_is_withdrawn_meanwhile_takes_its_job_along(told, coach):
    decide_all(told, coach)
    masking.publish(told, coach)
    recordings.erase(told, Elimination.Reason.WITHDRAWN)
    assert work_off("speech") == 0
    assert Job.objects.get(kind="call_review.mask").state == Job.State.CANCELLED and not Masking.objects.exists()


def test_turns_without_times_are_hidden_whole_and_others_stay():
    bare = Turn(speaker="caller", start=2, end=4, text="Kowalczyk", words=[])
    other = Turn(speaker="agent", start=2, end=4, text="Bien.", words=words("Bien.", 2, 4))
    passage = Masking(start=3.9, end=5, channel="caller", kind="name", decision=MASKED)
    assert masked_text.hide([bare, other], [passage]) == [bare] and bare.text == "[nom de personne]"


def test_a_voice_that_nobody_tells_apart_is_hidden_by_any_passage():
    turn = Turn(speaker="unknown", start=0, end=2, text="Un deux", words=words("Un deux", 0, 2))
    assert masked_text.hide([turn], [Masking(start=0, end=1, channel="agent", kind="phone", decision=MASKED)]) == [turn]
    assert turn.text == "[téléphone] deux"
    assert masked_text.hide([turn], [Masking(start=0, end=1, channel="agent", kind="phone", decision=MASKED)]) == []
