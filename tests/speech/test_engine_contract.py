"""What every engine promises, on the real thing: the embedded weights and a few seconds of a call.

openai-whisper is an extra (`make setup-openai-whisper`); where it is not installed its part is skipped, saying so.
"""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from django.test import override_settings

from bench.score import compare
from speech import engines, model
from speech.errors import EngineUnavailable
from tests.speech.transcription_server import TranscriptionServer

MADE_WITH = {
    "faster-whisper": "whisper-base@905e5bf8336b",
    "openai-whisper": "whisper-base@905e5bf8336b",
    "endpoint": "whisper-base@127.0.0.1",
}
SAID = "Parfait. Est-ce que tout est clair pour vous, avez-vous d'autres questions ?"

requires_openai_whisper = pytest.mark.skipif(
    find_spec("whisper") is None, reason="openai-whisper is not installed (make setup-openai-whisper)"
)

# whisper sorts a tensor with numpy, which numpy 2 disapproves of, and does not close its vocabulary.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array_wrap__ must accept:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*multilingual.tiktoken:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("faster-whisper"),
        pytest.param("openai-whisper", marks=[pytest.mark.long, requires_openai_whisper]),
        pytest.param("endpoint"),
    ],
)
def engine(request) -> Iterator[engines.Engine]:
    if request.param != "endpoint":
        yield engines.get(request.param, model.EMBEDDED)
        return
    with TranscriptionServer() as server, override_settings(SPEECH_ENDPOINT_URL=server.url):
        yield engines.get("endpoint", "whisper-base")


def quiet() -> None:
    """A heart that beats for nobody."""


def text_of(segments: list[engines.Segment]) -> str:
    return "".join(word.text for segment in segments for word in segment.words)


def test_every_engine_is_tested():
    assert set(MADE_WITH) == set(engines.names())


def test_it_says_what_it_is(engine):
    assert engine.name in engines.names()
    assert engine.made_with == MADE_WITH[engine.name]
    assert {"fr", "en", "ar"} <= engine.languages


def test_words_that_may_be_said_spoil_nothing(engine, clip_samples):
    found = list(engine.transcribe(clip_samples(0), "fr", quiet, "Glossaire : quotient familial, récépissé, Carsat."))
    assert compare(SAID, text_of(found)).percent < 25 and "quotient" not in text_of(found).lower()


def test_it_is_loaded_once(engine):
    assert engines.get(engine.name, "whisper-base" if engine.name == "endpoint" else model.EMBEDDED) is engine


def test_it_writes_what_is_said_with_the_time_of_each_word(engine, clip_samples):
    beats: list[int] = []
    samples = clip_samples(0)
    segments = list(engine.transcribe(samples, "fr", lambda: beats.append(1)))
    assert compare(SAID, text_of(segments)).percent < 10
    words = [word for segment in segments for word in segment.words]
    assert all(0 <= word.start <= word.end <= len(samples) / 16_000 + 0.5 for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(0 < word.probability <= 1 for word in words)
    assert all(segment.repetition < 2.4 for segment in segments)
    assert words[0].start == pytest.approx(0.33, abs=0.5) and words[-1].end == pytest.approx(3.29, abs=0.7)
    assert beats


def test_the_same_sound_gives_the_same_words(engine, clip_samples):
    samples = clip_samples(1)
    assert list(engine.transcribe(samples, "fr", quiet)) == list(engine.transcribe(samples, "fr", quiet))


def test_it_stops_when_told_to_and_works_again_after(engine, clip_samples):
    class Stop(BaseException):
        """As a cancelled job raises."""

    def stop() -> None:
        raise Stop

    samples = clip_samples(1)
    with pytest.raises(Stop):
        list(engine.transcribe(samples, "fr", stop))
    assert "merci beaucoup" in text_of(list(engine.transcribe(samples, "fr", quiet)))


def test_it_recognises_french(engine, clip_samples):
    language, probability = engine.detect_language(clip_samples(0), quiet)
    assert language == "fr" and probability > 0.8


def test_half_a_second_breaks_nothing(clip_samples):
    segments = list(engines.get("faster-whisper", model.EMBEDDED).transcribe(clip_samples(0)[8_000:16_000], "fr", quiet))
    assert all(word.end <= 1 for segment in segments for word in segment.words)


@pytest.mark.long
@requires_openai_whisper
def test_both_engines_write_the_same_letter_by_letter(clip_samples):
    """Same weights, same method: in 32-bit floats the default engine writes what the reference implementation writes."""
    from speech.engines import faster_whisper

    ours, theirs = faster_whisper.load(model.EMBEDDED, compute_type="float32"), engines.get("openai-whisper", model.EMBEDDED)
    for channel in (0, 1):
        samples = clip_samples(channel)
        assert text_of(list(ours.transcribe(samples, "fr", quiet))) == text_of(list(theirs.transcribe(samples, "fr", quiet)))


def test_an_engine_nobody_knows():
    with pytest.raises(EngineUnavailable) as caught:
        engines.get("dictaphone")
    assert caught.value.code == "engine_unknown"


@pytest.mark.skipif(find_spec("whisper") is not None, reason="openai-whisper is installed here")
def test_an_engine_that_is_not_installed_is_named():
    with pytest.raises(EngineUnavailable) as caught:
        engines.get("openai-whisper")
    assert (caught.value.code, caught.value.detail) == ("engine_missing", "openai-whisper")


def test_weights_that_are_no_weights(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineUnavailable) as caught:
        engines.get("faster-whisper", str(tmp_path))
    assert caught.value.code == "model_damaged"


@pytest.mark.parametrize(("asked", "given"), [(3, 3), (1, 1)])
def test_threads_are_those_of_the_settings(settings, asked, given):
    settings.SPEECH_THREADS = asked
    assert engines.threads() == given


def test_threads_are_chosen_when_the_settings_say_zero(settings):
    settings.SPEECH_THREADS = 0
    assert 1 <= engines.threads() <= 4
