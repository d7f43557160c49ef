"""Any server that answers as OpenAI's /v1/audio/transcriptions does: the sound of calls leaves this process, and perhaps this machine.

Nothing but the standard library, so that the line can be cut under a waiting thread (`endpoint_http.py`).
"""

import datetime as dt
import io
import re
import secrets
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

import numpy as np
from django.conf import settings
from django.utils import timezone

from ..errors import EngineUnavailable, SpeechError, TryLater
from ..model import EMBEDDED
from ..sound import RATE
from . import Segment, endpoint_answer, endpoint_http

TIMES_ASKED = 3  # by one who says when to come back
LONGEST_PAUSE = 120.0  # seconds; beyond, the job is put back rather than hold the worker
LONGEST_LABEL = 120
# Those of Whisper; a server with another model refuses what it does not know.
_CODES = """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it ja jw ka kk km kn
    ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl
    tr tt uk ur uz vi yi yo yue zh
"""

Fields = Sequence[tuple[str, str]]


class Endpoint:
    name = "endpoint"
    windows = None
    languages = frozenset(_CODES.split())

    def __init__(self, model: str) -> None:
        self._model = model

    @property
    def made_with(self) -> str:
        return f"{self._model}@{address().hostname}"[:LONGEST_LABEL]

    @property
    def tuning(self) -> str:
        return f"{self._model} {address().geturl()}"

    def transcribe(self, samples: np.ndarray, language: str, beat: Callable[[], None], hint: str = "") -> Iterator[Segment]:
        asked = [("language", language), *([("prompt", hint)] if hint else [])]
        times = [("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment")]
        yield from endpoint_answer.segments(self._ask(samples, [*asked, *times], beat), len(samples) / RATE)

    def detect_language(self, samples: np.ndarray, beat: Callable[[], None]) -> tuple[str, float]:
        found, sure = endpoint_answer.language(self._ask(samples[: 30 * RATE], [], beat))
        return found, sure if found in self.languages else 0.0

    def _ask(self, samples: np.ndarray, more: Fields, beat: Callable[[], None]) -> dict[str, Any]:
        boundary = secrets.token_hex(16)
        body = _form([("model", self._model), ("response_format", "verbose_json"), *more], _wav(samples), boundary)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json", **_authorization()}
        for asked in range(1, TIMES_ASKED + 1):
            answer = endpoint_http.ask(address(), body, headers, beat, settings.SPEECH_ENDPOINT_SECONDS)
            pause = _pause(answer)
            if pause is None or asked == TIMES_ASKED:
                break
            _wait(pause, beat)
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer)
        return endpoint_answer.read(answer.body)


def load(model: str) -> Endpoint:
    """Asks nothing of the server."""
    address()
    if model == EMBEDDED:
        raise EngineUnavailable("endpoint_settings", "VIGIE_SPEECH_MODEL")
    return Endpoint(model)


def look() -> None:
    """Raises SpeechError when the settings are not whole, or the server does not let itself be reached. No sound is sent."""
    load(settings.SPEECH_MODEL)
    _authorization()
    endpoint_http.reach(address())


def address() -> SplitResult:
    """settings.SPEECH_ENDPOINT_URL. A key in it would be shown wherever the address is."""
    try:
        parts = urlsplit(settings.SPEECH_ENDPOINT_URL)
        whole = parts.scheme in ("http", "https") and parts.port != 0 and (parts.hostname or "").encode("idna")
    except ValueError:
        whole = False
    if not whole or parts.username is not None or re.search(r"[^!-~]", f"{parts.path}{parts.query}"):
        raise EngineUnavailable("endpoint_settings", "VIGIE_SPEECH_ENDPOINT_URL")
    return parts


def _authorization() -> dict[str, str]:
    key = settings.SPEECH_ENDPOINT_KEY
    if not re.fullmatch(r"[!-~]*", key):  # http.client would tell the key in its exception
        raise EngineUnavailable("endpoint_settings", "VIGIE_SPEECH_ENDPOINT_KEY")
    return {"Authorization": f"Bearer {key}"} if key else {}


def _wav(samples: np.ndarray) -> bytes:
    """16 bits, as they were decoded."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((samples * 32768).round().clip(-32768, 32767).astype("<i2").tobytes())
    return out.getvalue()


def _form(fields: Fields, sound: bytes, boundary: str) -> bytes:
    """multipart/form-data (RFC 7578). The sound has a name of its own, never that of the call."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    parts.append(b'Content-Disposition: form-data; name="file"; filename="sound.wav"\r\nContent-Type: audio/wav\r\n\r\n' + sound)
    line = f"--{boundary}".encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _pause(answer: endpoint_http.Answer) -> float | None:
    """Seconds after which a busy server asks to be asked again, if that is soon (RFC 9110, 10.2.3: seconds or a date)."""
    if answer.status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return None
    said = answer.retry_after.strip()
    if re.fullmatch(r"\d{1,9}", said):
        seconds = float(said)
    else:
        try:
            date = parsedate_to_datetime(said)
            seconds = (date.replace(tzinfo=date.tzinfo or dt.UTC) - timezone.now()).total_seconds()
        except (ValueError, OverflowError):
            return None
    return max(seconds, 0.0) if seconds <= LONGEST_PAUSE else None


def _wait(seconds: float, beat: Callable[[], None]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        beat()
        time.sleep(min(left, endpoint_http.BEAT))


_REFUSALS = {401: "endpoint_key", 403: "endpoint_key", 404: "endpoint_address", 405: "endpoint_address", 413: "endpoint_too_large"}


def _refusal(answer: endpoint_http.Answer) -> SpeechError:
    status = answer.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater("endpoint_busy")
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= 500:
        return TryLater("endpoint_fault", str(status))
    if 300 <= status < 400:
        return EngineUnavailable("endpoint_redirect")
    if status < 300:
        return EngineUnavailable("endpoint_answer")
    return EngineUnavailable(_REFUSALS.get(status, "endpoint_refused"), f"{status} {_reason(answer.body)}".strip())


def _reason(body: bytes) -> str:
    """The code of a refusal, where it has one. What a server writes in full may quote the key or the call: nobody is shown it."""
    try:
        error = endpoint_answer.read(body).get("error")
    except SpeechError:
        return ""
    told = error if isinstance(error, dict) else {}
    names = [name for name in (told.get("code"), told.get("type")) if isinstance(name, str) and re.fullmatch(r"[a-z][a-z_]{2,39}", name)]
    return next(iter(names), "")
