"""From a file to a conversation, through the real engine."""

import numpy as np
import pytest

from bench import score
from speech.errors import EngineUnavailable, NotACall
from speech.transcription import transcribe

from .conftest import CLIP, ODD, tone

AGENT = "Parfait. Est-ce que tout est clair pour vous, avez-vous d'autres questions ?"
CALLER = "Non non, c'est très clair, merci beaucoup."


@pytest.fixture(scope="module")
def transcript():
    return transcribe(CLIP)


def test_each_speaker_has_their_turn(transcript):
    assert [turn.speaker for turn in transcript.turns] == ["agent", "caller"]
    agent, caller = transcript.turns
    # Processors and libraries round differently: to some, « Parfait. Est-ce que » is « Parfaites que ».
    assert score.compare(AGENT, agent.text).percent < 25 and score.compare(CALLER, caller.text).percent < 15
    assert agent.start == pytest.approx(0.33, abs=0.5) and caller.start == pytest.approx(3.7, abs=0.5)


def test_as_json(transcript):
    made = transcript.to_dict()
    assert list(made) == ["engine", "model", "language", "audio_seconds", "elapsed_seconds", "turns"]
    assert (made["engine"], made["model"], made["language"]) == ("faster-whisper", "whisper-base@905e5bf8336b", "fr")
    assert made["audio_seconds"] == 5.6 and made["elapsed_seconds"] > 0
    for turn in made["turns"]:
        assert list(turn) == ["speaker", "start", "end", "text", "words"]
        assert [list(word) for word in turn["words"]] == [["start", "end", "text", "probability"]] * len(turn["words"])
        assert turn["text"].split() == " ".join(word["text"] for word in turn["words"]).split()
        assert turn["start"] == turn["words"][0]["start"] and turn["end"] == turn["words"][-1]["end"]


def test_mixed_when_asked():
    made = transcribe(CLIP, channels="mono")
    assert {turn.speaker for turn in made.turns} == {"unknown"}
    assert "merci beaucoup" in made.turns[-1].text.lower()


@pytest.mark.parametrize("sign", [1, -1])
def test_the_same_sound_on_both_channels_is_transcribed_once(make_sound, clip_samples, sign):
    voice = (clip_samples(1) * 32767).astype(np.int16)
    made = transcribe(make_sound(np.stack([voice, sign * voice // 2]), 16_000))
    assert {turn.speaker for turn in made.turns} == {"unknown"}
    assert sum(turn.text.lower().count("merci") for turn in made.turns) == 1


def test_a_mono_call_has_one_voice(make_sound, clip_samples):
    made = transcribe(make_sound((clip_samples(1) * 32767).astype(np.int16), 16_000), channels="agent,caller")
    assert {turn.speaker for turn in made.turns} == {"unknown"}


def test_nobody_speaks(make_sound):
    made = transcribe(make_sound(np.stack([tone(440, 5, 8000), np.zeros(40_000, np.int16)])))
    assert made.turns == () and made.audio_seconds == 5


def test_a_silent_caller_says_nothing():
    assert {turn.speaker for turn in transcribe(ODD / "caller_channel_silent.flac").turns} == {"agent"}


def test_the_language_asked_for_is_kept():
    assert transcribe(CLIP, language="en").language == "en"


def test_a_language_nobody_knows():
    with pytest.raises(EngineUnavailable) as caught:
        transcribe(CLIP, language="klingon")
    assert caught.value.code == "language_unknown"


def test_what_is_no_call_is_refused():
    with pytest.raises(NotACall):
        transcribe(ODD / "html_renamed.mp3")


def test_progress_grows_from_nothing_to_all(monkeypatch):
    heard: list[float] = []
    transcribe(CLIP, progress=heard.append)
    assert heard[0] == 0 and heard[-1] == 1
    assert heard == sorted(heard)


def test_it_stops_as_soon_as_it_is_told_to():
    class Cancelled(BaseException):
        """As a cancelled job raises."""

    def cancel(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        transcribe(CLIP, progress=cancel)
