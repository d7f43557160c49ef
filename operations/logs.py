"""What the logs say: a time, a place, what happened. Whatever looks like personal data is masked, wherever a message comes from."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from background.current import JOB
from privacy.findings import find

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
TIES = ("request_id", "job", "kind")
FIELDS = ("view", "status", "duration_ms")
"""What a line may carry beside its message; anything else that was attached to it (a request, a form) is left out."""
SECRET = re.compile(r"(?i)\b(bearer\s+|(?:token|secret|password|passwd|sessionid|csrf\w*|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;]+")
CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+@")
OPAQUE = re.compile(r"\b(?=\w*[0-9])(?=\w*[A-Za-z])[\w\-]{40,}\b")


def redact(text: str) -> str:
    text = OPAQUE.sub("[token]", SECRET.sub(r"\1[secret]", CREDENTIALS.sub("[secret]@", text)))
    for finding in sorted(find(text), reverse=True):
        text = f"{text[: finding.start]}[{finding.kind.value}]{text[finding.end :]}"
    return text


def message(record: logging.LogRecord) -> str:
    """Django and the web server write the path of a page that failed, where a name may stand: its view is said instead, when known."""
    request = getattr(record, "request", None)
    if request is not None:
        return f"{getattr(record, 'status_code', 'refused')} {view_name(request)}"
    if record.name == "gunicorn.error" and record.exc_info:
        return "an answer was cut short"
    return redact(record.getMessage())


def ties() -> dict[str, str]:
    """What ties a line to all that was logged for the same request, or by the same job."""
    job = JOB.get()
    said = (REQUEST_ID.get(), job.reference, job.kind) if job else (REQUEST_ID.get(), "", "")
    return {name: value for name, value in zip(TIES, said, strict=True) if value}


def view_name(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "unknown address"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, what caused it, what caused that; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class Discreet(logging.Formatter):
    """Formats a fresh record: the original, which other handlers share, stays as it was."""

    def format(self, record: logging.LogRecord) -> str:
        said = logging.LogRecord(record.name, record.levelno, record.pathname, record.lineno, message(record), None, record.exc_info)
        said.created, said.msecs = record.created, record.msecs
        for name in FIELDS:
            if (value := getattr(record, name, None)) is not None:
                setattr(said, name, value)
        for name, value in ties().items():
            setattr(said, name, value)
        return super().format(said)

    def formatException(self, ei: Any) -> str:
        """Where and which exception, never its text: a database quotes the value it refuses, a parser the line it read."""
        lines = []
        for error in chain(ei[1]):
            lines += [f"  {one.filename}:{one.lineno} in {one.name}" for one in traceback.extract_tb(error.__traceback__)]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        return "\n".join(lines)


class Line(Discreet):
    """One line to read, followed by the number of its request or the reference of its job."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        fields = [f"{name}={getattr(record, name)}" for name in (*FIELDS, *TIES) if hasattr(record, name)]
        return " ".join([super().formatMessage(record), *fields])


class Json(Discreet, JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__("%(levelname)s %(name)s %(message)s", rename_fields=names, timestamp="time", json_ensure_ascii=False)
