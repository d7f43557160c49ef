"""A transcription server that does well: what is asked of it, and the same words whatever its dialect. See also test_engine_contract.py."""

import datetime as dt
import json
from email.utils import format_datetime
from ipaddress import IPv4Address
from itertools import pairwise

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as settings_of_the_portal
from django.utils import timezone

from speech import engines, model
from speech.conversation import Turn
from speech.engines import endpoint
from speech.errors import EngineUnavailable
from speech.transcription import transcribe
from tests.speech import transcription_server as servers
from tests.speech.conftest import CLIP
from tests.speech.transcription_server import Reply, TranscriptionServer, told

SILENCE = np.zeros(16_000, np.float32)
NOTHING_SAID = {"text": "", "segments": [], "words": []}


def quiet() -> None:
    """A heart that beats for nobody."""


@pytest.fixture
def server(settings):
    with TranscriptionServer() as started:
        settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "whisper-base"
        settings.SPEECH_ENDPOINT_URL = started.url
        yield started


@pytest.fixture
def engine(server) -> endpoint.Endpoint:
    return endpoint.load("whisper-base")


def text_of(segments: list[engines.Segment]) -> str:
    return "".join(word.text for segment in segments for word in segment.words)


def placed(turn: Turn) -> list[tuple[float, float, float]]:
    """When and how surely each word is said; a sign apart (« ? ») is a word for the engine, and part of the word before it for us."""
    return [(word.start, word.end, word.probability) for word in turn.words if any(map(str.isalnum, word.text))]


# --- What is asked


def test_it_asks_for_words_and_segments_under_a_name_that_says_nothing(server, engine, settings):
    settings.SPEECH_ENDPOINT_KEY = "key-of-vigie"
    server.replies = lambda question: told(NOTHING_SAID)
    sound = np.linspace(-1, 1, 16_000, dtype=np.float32)
    assert list(engine.transcribe(sound, "fr", quiet)) == []
    [question] = server.asked
    assert question.fields == {
        "model": ["whisper-base"],
        "language": ["fr"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
    }
    assert question.filename == "sound.wav"
    assert question.headers["Authorization"] == "Bearer key-of-vigie"
    assert np.abs(question.samples - sound).max() < 1 / 16_384


def test_words_that_may_be_said_are_sent_as_a_prompt(server, engine):
    server.replies = lambda question: told(NOTHING_SAID)
    assert list(engine.transcribe(SILENCE, "fr", quiet, "Glossaire : Aspa, Carsat.")) == []
    assert server.asked[0].fields["prompt"] == ["Glossaire : Aspa, Carsat."]


def test_without_a_key_none_is_sent(server, engine):
    server.replies = lambda question: told(NOTHING_SAID)
    list(engine.transcribe(SILENCE, "fr", quiet))
    assert "Authorization" not in server.asked[0].headers


def test_the_address_may_have_a_query(server, engine, settings):
    settings.SPEECH_ENDPOINT_URL += "?api-version=3"
    server.replies = lambda question: told(NOTHING_SAID)
    assert list(engine.transcribe(SILENCE, "fr", quiet)) == []


# --- The same words


def test_a_whole_call_is_the_one_that_the_engine_itself_makes(server, monkeypatch):
    """When the engine takes long sounds, as the server does."""
    monkeypatch.setattr(engines.get("faster-whisper", model.EMBEDDED), "windows", None)
    ours, theirs = transcribe(CLIP, engine="faster-whisper", model=model.EMBEDDED), transcribe(CLIP)
    assert [(turn.speaker, turn.text) for turn in theirs.turns] == [(turn.speaker, turn.text) for turn in ours.turns]
    for ours_said, theirs_said in zip(ours.turns, theirs.turns, strict=True):
        assert placed(theirs_said) == placed(ours_said)
    assert (theirs.engine, theirs.model, theirs.language) == ("endpoint", "whisper-base@127.0.0.1", "fr")


@pytest.mark.parametrize("dialect", [servers.as_whisper_cpp, servers.as_openai, servers.with_words_only])
def test_each_dialect_gives_the_same_text_and_times(server, engine, clip_samples, dialect):
    samples = clip_samples(0)
    plain = list(engine.transcribe(samples, "fr", quiet))
    server.replies = lambda question: told(dialect(servers.heard(question)))
    found = list(engine.transcribe(samples, "fr", quiet))
    assert text_of(found) == text_of(plain) and "?" in text_of(found)
    times = [[(word.start, word.end) for segment in made for word in segment.words] for made in (plain, found)]
    assert times[0] == times[1]


def test_segments_alone_keep_every_word_with_its_share_of_the_time(server, engine, clip_samples):
    samples = clip_samples(0)
    plain = list(engine.transcribe(samples, "fr", quiet))
    server.replies = lambda question: told(servers.with_segments_only(servers.heard(question)))
    found = list(engine.transcribe(samples, "fr", quiet))
    assert text_of(found) == text_of(plain)
    words = [word for segment in found for word in segment.words]
    assert (words[0].start, words[-1].end) == (plain[0].words[0].start, pytest.approx(plain[-1].words[-1].end))
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(words))
    assert {round(word.probability, 2) for word in words} == {0.78}, "exp of the avg_logprob of the segment"


def test_words_that_do_not_cover_the_text_leave_it_whole(server, engine):
    segment = {"start": 0.0, "end": 1.0, "text": " Bonjour à vous tous."}
    server.replies = lambda question: told(
        {"text": "Bonjour à vous tous.", "segments": [segment], "words": [{"word": "Bonjour", "start": 0, "end": 0.3}]}
    )
    [found] = engine.transcribe(SILENCE, "fr", quiet)
    assert [word.text for word in found.words] == [" Bonjour", " à", " vous", " tous."]
    assert {word.probability for word in found.words} == {0.0}, "of which nothing is known: shown as doubtful"


def test_french_signs_stay_with_their_words(server, engine):
    text = "« Est-ce que c’est clair ? »  Oui !"
    words = ["Est", "ce", "que", "c'est", "clair", "Oui"]
    said = [{"word": word, "start": n / 10, "end": (n + 1) / 10, "probability": 0.9 - n / 10} for n, word in enumerate(words)]
    server.replies = lambda question: told({"text": text, "segments": [{"start": 0, "end": 1, "text": text}], "words": said})
    [found] = engine.transcribe(SILENCE, "fr", quiet)
    assert [word.text.strip() for word in found.words] == ["« Est-ce", "que", "c’est", "clair ? »", "Oui !"]
    first = found.words[0]
    assert (first.start, first.end, first.probability) == (0.0, 0.2, pytest.approx(0.8)), (
        "from the first part to the last, as doubtful as the worst"
    )


def test_minutes_without_segments_are_not_taken_for_a_loop(server, engine):
    references = sorted((settings_of_the_portal.BASE_DIR / "call_review" / "samples").glob("*.json"))
    talk = " ".join(turn["text"] for path in references for turn in json.loads(path.read_text("utf-8"))["turns"]).split()
    assert len(talk) > 500
    words = [{"word": f" {word}", "start": n / 3, "end": (n + 1) / 3, "probability": 0.9} for n, word in enumerate(talk)]
    server.replies = lambda question: told({"text": " ".join(talk), "words": words})
    found = list(engine.transcribe(np.zeros(len(talk) * 16_000 // 3, np.float32), "fr", quiet))
    assert text_of(found).split() == talk
    assert all(segment.words[-1].end - segment.words[0].start <= 30 and segment.repetition < 2.4 for segment in found)


def test_a_loop_is_marked_as_one(server, engine):
    text = " Merci." * 60
    server.replies = lambda question: told({"text": text, "segments": [{"start": 0, "end": 10, "text": text}]})
    [found] = engine.transcribe(np.zeros(160_000, np.float32), "fr", quiet)
    assert found.repetition > 2.4


def test_what_ends_in_the_silence_that_whisper_adds_ends_with_the_sound(server, engine):
    server.replies = lambda question: told({"text": "Oui.", "segments": [{"start": 0.2, "end": 29.98, "text": " Oui."}]})
    [found] = engine.transcribe(SILENCE, "fr", quiet)
    assert (found.words[0].start, found.words[0].end) == (0.2, 1.0)


def test_signs_that_no_database_takes_are_left_out(server, engine):
    server.replies = lambda question: told({"text": "Oui\0 non\ud800.", "segments": [{"start": 0, "end": 1, "text": "Oui\0 non\ud800."}]})
    assert text_of(list(engine.transcribe(SILENCE, "fr", quiet))) == " Oui  non ."


# --- Language


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"language": "fr", "language_probability": 0.97}, ("fr", 0.97)),
        ({"language": "English", "detected_language": "english", "detected_language_probability": 0.9}, ("en", 0.9)),
        ({"language": "french"}, ("fr", 0.0)),
        ({"language": "klingon", "language_probability": 1}, ("klingon", 0.0)),
        ({}, ("", 0.0)),
    ],
)
def test_the_language_is_only_believed_from_who_says_how_sure(server, engine, answer, expected):
    server.replies = lambda question: told(NOTHING_SAID | answer)
    assert engine.detect_language(np.zeros(40 * 16_000, np.float32), quiet) == expected
    [question] = server.asked
    assert "language" not in question.fields and len(question.samples) == 30 * 16_000


# --- Busy


@pytest.mark.parametrize("date", [False, True])
def test_a_busy_server_is_asked_again_when_it_said(server, engine, date):
    beats: list[int] = []
    later = format_datetime(timezone.now() + dt.timedelta(seconds=2)) if date else "1"
    replies = iter([Reply(429, headers={"Retry-After": later}), Reply(503, headers={"Retry-After": "0"}), told(NOTHING_SAID)])
    server.replies = lambda question: next(replies)
    assert list(engine.transcribe(SILENCE, "fr", lambda: beats.append(1))) == []
    assert len(server.asked) == 3
    assert len(beats) > 3, "it beats while it waits"


# --- Encrypted


@pytest.fixture
def certificate(tmp_path):
    """Of 127.0.0.1, signed by itself; with its key, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = timezone.now()
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return tmp_path / "both.pem"


def test_a_server_that_does_not_prove_who_it_is_receives_nothing(settings, certificate, monkeypatch):
    with TranscriptionServer(certificate) as server:
        settings.SPEECH_ENDPOINT_URL = server.url
        server.replies = lambda question: told(NOTHING_SAID)
        with pytest.raises(EngineUnavailable) as caught:
            list(endpoint.load("whisper-base").transcribe(SILENCE, "fr", quiet))
        assert (caught.value.code, server.asked) == ("endpoint_certificate", [])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert list(endpoint.load("whisper-base").transcribe(SILENCE, "fr", quiet)) == []
        assert len(server.asked) == 1
