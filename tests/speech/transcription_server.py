"""A transcription server over real HTTP, as OpenAI's: it hears with the real engine, or lies in the way a test chooses."""

from __future__ import annotations

import io
import json
import re
import ssl
import threading
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from werkzeug.formparser import parse_form_data

from speech import engines, model

PATH = "/v1/audio/transcriptions"


@dataclass(frozen=True)
class Question:
    headers: dict[str, str]
    fields: dict[str, list[str]]
    sound: bytes
    filename: str

    @property
    def samples(self) -> np.ndarray:
        with wave.open(io.BytesIO(self.sound)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
            return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768


@dataclass
class Reply:
    """`announced` bytes are promised, whatever comes; None promises nothing, the line ends it. `drips`: a byte now and then."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = -1
    silent_for: float = 0.0
    drips: bool = False


def told(answer: Any, **more: Any) -> Reply:
    return Reply(body=json.dumps(answer).encode(), **more)


class TranscriptionServer:
    """``server.replies`` is what it answers: a function of the question. ``server.asked`` are the questions so far."""

    def __init__(self, certificate: Path | None = None, port: int = 0) -> None:
        self.replies: Callable[[Question], Reply] = lambda question: told(heard(question))
        self.asked: list[Question] = []
        self.stopping = threading.Event()
        self.cut = threading.Event()
        """Set when who asked no longer waits for a slow answer."""
        self.certificate, self.port = certificate, port

    def __enter__(self) -> TranscriptionServer:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self.server.daemon_threads = False
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.server.handle_error = lambda *_: None  # who does not trust the certificate hangs up
        self.port = self.server.server_port
        self.url = f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}{PATH}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _handler(server: TranscriptionServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": self.headers["Content-Type"], "CONTENT_LENGTH": str(len(body))}
            _, form, files = parse_form_data({**environ, "wsgi.input": io.BytesIO(body)})
            fields = {name: form.getlist(name) for name in form}
            question = Question(dict(self.headers), fields, files["file"].read(), files["file"].filename)
            server.asked.append(question)
            self.give(server.replies(question))

        def give(self, reply: Reply) -> None:
            self.close_connection = True
            try:
                if self.gone_within(reply.silent_for):
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.announced is not None:
                    self.send_header("Content-Length", str(len(reply.body) if reply.announced < 0 else reply.announced))
                self.end_headers()
                if not reply.drips:
                    self.wfile.write(reply.body)
                for byte in reply.body if reply.drips else b"":
                    self.wfile.write(bytes([byte]))
                    if self.gone_within(0.2):
                        return
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                server.cut.set()

        def gone_within(self, seconds: float) -> bool:
            """Whether the test ended, or the other side left, before that time: it sends no more, so what can be read is its end."""
            self.connection.settimeout(0.05)
            for _ in range(round(seconds / 0.05)):
                if server.stopping.is_set():
                    return True
                try:
                    if not self.connection.recv(1):
                        server.cut.set()
                        return True
                except TimeoutError:
                    continue
            self.connection.settimeout(None)
            return False

        def log_message(self, *said: object) -> None:
            """Nothing: a test has its own account."""

    return Handler


# --- The good one: what the real engine hears, as servers tell it


def heard(question: Question) -> dict[str, Any]:
    """As speaches does: segments, and beside them words with their spaces, signs and probabilities."""
    return _heard(question.samples.tobytes(), *question.fields.get("language", [""]), *question.fields.get("prompt", [""]))


@cache
def _heard(sound: bytes, asked: str, hint: str) -> dict[str, Any]:
    """The same clip is heard once for all tests."""
    engine = engines.get("faster-whisper", model.EMBEDDED)
    samples = np.frombuffer(sound, np.float32)
    language, sure = engine.detect_language(samples, lambda: None)
    found = list(engine.transcribe(samples, asked or language, lambda: None, hint))
    words = [
        [{"word": w.text, "start": w.start, "end": w.end, "probability": w.probability} for w in segment.words]
        for segment in found
        if segment.words
    ]
    segments = [
        {
            "id": number,
            "text": "".join(word["word"] for word in said),
            "start": said[0]["start"],
            "end": said[-1]["end"],
            "avg_logprob": -0.25,
            "compression_ratio": segment.repetition,
        }
        for number, (said, segment) in enumerate(zip(words, [one for one in found if one.words], strict=True))
    ]
    return {
        "task": "transcribe",
        "language": language,
        "language_probability": sure,
        "duration": len(samples) / 16_000,
        "text": "".join(segment["text"] for segment in segments).strip(),
        "words": [word for said in words for word in said],
        "segments": segments,
    }


def as_whisper_cpp(answer: dict[str, Any]) -> dict[str, Any]:
    """Words inside the segments, the language by its name."""
    words = answer["words"]
    segments = [
        {**segment, "words": [word for word in words if segment["start"] <= word["start"] < segment["end"]]}
        for segment in answer["segments"]
    ]
    told = {"detected_language": "french", "detected_language_probability": answer["language_probability"], "language": "french"}
    return {"text": answer["text"], "segments": segments, **told}


def as_openai(answer: dict[str, Any]) -> dict[str, Any]:
    """Words without spaces, signs or probability; the language by its name, without doubt."""
    bare = [word | {"word": re.sub(r"^\W+|\W+$", "", word["word"])} for word in answer["words"]]
    words = [{name: word[name] for name in ("word", "start", "end")} for word in bare if word["word"]]
    return {"text": answer["text"], "language": "french", "duration": answer["duration"], "words": words, "segments": answer["segments"]}


def with_segments_only(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "words"}


def with_words_only(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "segments"}
