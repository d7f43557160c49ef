"""A transcription server that is slow, wrong or down: one typed error each, never half a transcript, and a stop is heard meanwhile."""

import json
import logging
import socket
import threading
import time

import numpy as np
import pytest

from speech import messages
from speech.engines import endpoint, endpoint_http
from speech.errors import EngineUnavailable, SpeechError, TryLater
from speech.transcription import transcribe
from tests.speech import transcription_server as servers
from tests.speech.conftest import CLIP
from tests.speech.transcription_server import Reply, TranscriptionServer, told

SECOND = np.zeros(16_000, np.float32)
KEY = "sk-very-secret-of-this-test"


def quiet() -> None:
    """A heart that beats for nobody."""


@pytest.fixture
def server(settings):
    with TranscriptionServer() as started:
        settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "whisper-base"
        settings.SPEECH_ENDPOINT_URL, settings.SPEECH_ENDPOINT_KEY = started.url, KEY
        yield started


def refused(kind: type[SpeechError], sound: np.ndarray = SECOND) -> SpeechError:
    """What asking ends with; whoever asks has not received one word."""
    received = []
    with pytest.raises(SpeechError) as caught:
        for segment in endpoint.load("whisper-base").transcribe(sound, "fr", quiet):
            received.append(segment)
    assert type(caught.value) is kind and not received
    sentence = messages.sentence(caught.value)
    assert sentence.startswith(("Le serveur de transcription", "La réponse du serveur de transcription")) and KEY not in sentence
    return caught.value


def segment(**changes):
    return {"start": 0.1, "end": 0.9, "text": " Bonjour."} | changes


def word(**changes):
    return {"word": "Bonjour", "start": 0.1, "end": 0.9, "probability": 0.9} | changes


def one(**changes):
    return {"text": "Bonjour.", "segments": [segment(**changes)]}


def spoken(**changes):
    return {"text": "Bonjour.", "segments": [segment()], "words": [word(**changes)]}


# --- Answers that are no answer


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>Welcome</html>", id="a page"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"Bonjour.", id="text"),
        pytest.param(b'"Bonjour."', id="a string"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe\x00", id="no encoding"),
        pytest.param(b'{"error": {"message": "failed"}}', id="an error under 200"),
        pytest.param(b'{"text": null}', id="no text"),
        pytest.param(b'{"text": "Bonjour.", "segments": {"0": "Bonjour."}}', id="segments that are no list"),
        pytest.param(b'{"text": "Bonjour.", "segments": ["Bonjour."]}', id="segments that are text"),
        pytest.param(b'{"text": "Bonjour.", "segments": [{"text": "Bonjour."}]}', id="segments without times"),
        pytest.param(json.dumps(one(start="0.1")).encode(), id="times that are text"),
        pytest.param(json.dumps(one(start=True)).encode(), id="times that are true"),
        pytest.param(json.dumps(one(text=7)).encode(), id="text that is a number"),
        pytest.param(json.dumps(one(start=float("nan"))).encode(), id="NaN"),
        pytest.param(json.dumps(one(end=float("inf"))).encode(), id="infinity"),
        pytest.param(json.dumps(one(end=10**400)).encode(), id="an integer of 400 digits"),
        pytest.param(json.dumps(one(compression_ratio=float("nan"))).encode(), id="compression of NaN"),
        pytest.param(json.dumps(one(avg_logprob=float("nan"))).encode(), id="likelihood of NaN"),
        pytest.param(json.dumps(spoken(probability=7)).encode(), id="probability of 7"),
        pytest.param(json.dumps(spoken(probability=-0.5)).encode(), id="negative probability"),
        pytest.param(json.dumps(spoken(probability=float("nan"))).encode(), id="probability of NaN"),
        pytest.param(json.dumps(one(text="bonjour " * 10_000)).encode(), id="ten thousand words in a second"),
        pytest.param(b" " * (endpoint_http.LARGEST_ANSWER + 1), id="huge"),
    ],
)
def test_what_cannot_be_read_is_not_believed(server, body):
    server.replies = lambda question: Reply(body=body)
    assert refused(EngineUnavailable).code == "endpoint_answer"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(one(start=40.0, end=41.0), id="after the end of the sound"),
        pytest.param(one(start=-30.0), id="before its beginning"),
        pytest.param(one(end=4000.0), id="ends in an hour"),
        pytest.param(one(start=0.9, end=0.1), id="backwards"),
        pytest.param(spoken(start=40.0, end=41.0), id="a word after the end"),
        pytest.param(spoken(start=0.9, end=0.1), id="a word backwards"),
    ],
)
def test_words_outside_of_the_sound_are_not_believed(server, answer):
    server.replies = lambda question: told(answer)
    assert refused(EngineUnavailable).code == "endpoint_times"


def test_segments_on_top_of_each_other_are_not_believed(server):
    server.replies = lambda question: told(
        {"text": "a b", "segments": [segment(end=20.0, text="a"), segment(start=5.0, end=25.0, text="b")]}
    )
    assert refused(EngineUnavailable, np.zeros(30 * 16_000, np.float32)).code == "endpoint_times"


@pytest.mark.parametrize("answer", [{"text": "Bonjour."}, {"text": "Bonjour à vous tous.", "segments": [segment()]}])
def test_text_without_times_or_with_half_of_them_is_not_believed(server, answer):
    server.replies = lambda question: told(answer)
    assert refused(EngineUnavailable).code == "endpoint_without_times"


# --- Refusals

OPENAI = {"error": {"message": f"Incorrect API key provided: {KEY}. Bonjour Madame Martin.", "type": "invalid_request_error", "code": None}}


@pytest.mark.parametrize(
    ("status", "kind", "code", "detail"),
    [
        (400, EngineUnavailable, "endpoint_refused", "400 invalid_request_error"),
        (401, EngineUnavailable, "endpoint_key", "401 invalid_request_error"),
        (403, EngineUnavailable, "endpoint_key", "403 invalid_request_error"),
        (404, EngineUnavailable, "endpoint_address", "404 invalid_request_error"),
        (413, EngineUnavailable, "endpoint_too_large", "413 invalid_request_error"),
        (422, EngineUnavailable, "endpoint_refused", "422 invalid_request_error"),
        (204, EngineUnavailable, "endpoint_answer", ""),
        (408, TryLater, "endpoint_fault", "408"),
        (429, TryLater, "endpoint_busy", ""),
        (500, TryLater, "endpoint_fault", "500"),
        (502, TryLater, "endpoint_fault", "502"),
        (503, TryLater, "endpoint_fault", "503"),
    ],
)
def test_each_refusal_has_its_code_and_quotes_no_sentence_of_the_server(server, status, kind, code, detail):
    server.replies = lambda question: told(OPENAI, status=status, announced=None) if status != 204 else Reply(204)
    error = refused(kind)
    assert (error.code, error.detail) == (code, detail)


def test_a_refusal_that_is_no_json_has_its_number(server):
    server.replies = lambda question: Reply(400, b"<h1>Bad request</h1>")
    assert refused(EngineUnavailable).detail == "400"


@pytest.mark.parametrize("later", ["3600", "never", "-5", "Fri, 31 Dec 2100 23:59:59 GMT", "Wed, 21 Oct 99999999999 07:28:00 GMT"])
def test_who_says_to_come_back_much_later_does_not_hold_the_worker(server, later):
    server.replies = lambda question: Reply(429, headers={"Retry-After": later})
    assert refused(TryLater).code == "endpoint_busy"
    assert len(server.asked) == 1


def test_who_is_always_busy_is_asked_three_times(server):
    server.replies = lambda question: Reply(429, headers={"Retry-After": "0"})
    assert refused(TryLater).code == "endpoint_busy"
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_sound_and_no_key_follow_a_redirection(server, status):
    with TranscriptionServer() as elsewhere:
        server.replies = lambda question: Reply(status, headers={"Location": elsewhere.url})
        assert refused(EngineUnavailable).code == "endpoint_redirect"
        assert elsewhere.asked == []


# --- The line


def test_a_line_cut_in_the_middle_of_the_answer(server):
    whole = json.dumps(one()).encode()
    for reply in (Reply(body=whole[:40], announced=len(whole)), Reply(body=whole[:40], announced=None), Reply(body=b"", announced=80)):
        server.replies = lambda question, reply=reply: reply
        assert refused(TryLater).code == "endpoint_cut"


def answering(raw: bytes):
    """A server that reads some of the question, says these bytes and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _ = listener.accept()
        with line:
            line.recv(1024)
            line.sendall(raw)

    thread = threading.Thread(target=answer)
    thread.start()
    return listener, thread


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (b"", TryLater, "endpoint_cut"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{", TryLater, "endpoint_cut"),
        (b"220 smtp.example ESMTP\r\n", EngineUnavailable, "endpoint_answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, EngineUnavailable, "endpoint_answer"),
        (b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n", EngineUnavailable, "endpoint_too_large"),
    ],
)
def test_what_is_no_http_or_stops_in_the_middle(settings, raw, kind, code):
    """The sound is longer than what the system holds for who does not read: one that refuses early is heard while we still send."""
    listener, thread = answering(raw)
    with listener:
        settings.SPEECH_ENDPOINT_URL = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/audio/transcriptions"
        assert refused(kind, np.zeros(16_000 if not raw.startswith(b"HTTP/1.1 413") else 300 * 16_000, np.float32)).code == code
    thread.join()


def test_nobody_listens(server, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.SPEECH_ENDPOINT_URL = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    assert refused(TryLater).code == "endpoint_away"


def test_a_name_that_nobody_has(settings):
    settings.SPEECH_ENDPOINT_URL = "http://nobody.invalid/v1/audio/transcriptions"
    assert refused(TryLater).code == "endpoint_away"


@pytest.mark.parametrize("drips", [False, True])
def test_who_is_slow_beyond_the_limit_is_left_and_the_heart_beats_meanwhile(server, settings, drips):
    settings.SPEECH_ENDPOINT_SECONDS = 2
    server.replies = lambda question: Reply(body=b" " * 1000, drips=drips, silent_for=0 if drips else 60)
    beats: list[float] = []
    with pytest.raises(TryLater) as caught:
        list(endpoint.load("whisper-base").transcribe(SECOND, "fr", lambda: beats.append(time.monotonic())))
    assert caught.value.code == "endpoint_slow"
    assert len(beats) >= 3 and max(np.diff(beats)) < 2
    assert server.cut.wait(10), "the server is told that nobody waits any more"


def test_a_stop_is_heard_while_it_waits(server):
    class Stop(BaseException):
        """As a cancelled job raises."""

    def stop_once_asked() -> None:
        if server.asked:
            raise Stop

    server.replies = lambda question: Reply(silent_for=60)
    began = time.monotonic()
    with pytest.raises(Stop):
        list(endpoint.load("whisper-base").transcribe(SECOND, "fr", stop_once_asked))
    assert time.monotonic() - began < 10 and server.cut.wait(10)


def test_a_stop_is_heard_while_a_busy_server_is_waited_for(server):
    class Stop(BaseException):
        """As a cancelled job raises."""

    beats: list[int] = []

    def stop_later() -> None:
        beats.append(1)
        if len(beats) > 5:
            raise Stop

    server.replies = lambda question: Reply(429, headers={"Retry-After": "100"})
    with pytest.raises(Stop):
        list(endpoint.load("whisper-base").transcribe(SECOND, "fr", stop_later))
    assert len(server.asked) == 1


def test_a_call_of_which_one_channel_fails_has_no_transcript(server):
    def second_fails(question):
        return told(servers.heard(question)) if len(server.asked) == 1 else Reply(500)

    server.replies = second_fails
    with pytest.raises(TryLater):
        transcribe(CLIP, language="fr")
    assert len(server.asked) == 2


# --- Settings


@pytest.mark.parametrize(
    "address",
    [
        "",
        "stt.example",
        "ftp://stt.example/",
        "http://",
        "http://[::1",
        "http://h:99999/",
        "https://user:secret@stt.example/",
        "http://h/a b",
    ],
)
def test_an_address_that_is_none(settings, address):
    settings.SPEECH_ENDPOINT_URL = address
    with pytest.raises(EngineUnavailable) as caught:
        endpoint.load("whisper-base")
    assert (caught.value.code, caught.value.detail) == ("endpoint_settings", "VIGIE_SPEECH_ENDPOINT_URL")


@pytest.mark.parametrize("key", ["two\nlines", "a space", "clé"])
def test_a_key_that_no_header_can_hold_is_not_told(server, settings, key):
    settings.SPEECH_ENDPOINT_KEY = key
    error = refused(EngineUnavailable)
    assert (error.code, error.detail, server.asked) == ("endpoint_settings", "VIGIE_SPEECH_ENDPOINT_KEY", [])


def test_the_embedded_model_is_not_that_of_another_server(server):
    with pytest.raises(EngineUnavailable) as caught:
        endpoint.load("embedded")
    assert caught.value.detail == "VIGIE_SPEECH_MODEL"


def test_the_key_is_nowhere_in_the_log(server, caplog):
    caplog.set_level(logging.DEBUG)
    server.replies = lambda question: told(OPENAI, status=401)
    error = refused(EngineUnavailable)
    assert server.asked[0].headers["Authorization"].endswith(KEY)
    assert KEY not in caplog.text and KEY not in repr(error) and KEY not in repr(error.__cause__)
