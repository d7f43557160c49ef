"""Faults told to a Sentry, when one is named: which exception, where, in which view or job; never what it was about.

A fault is what is logged as an error: by Django of a view that raised, by `background/runner.py` of a job that raised. Its report is
written here from nothing, word by word: the library only sends it, with none of its collectors, so that nothing has to be taken out again.
"""

from __future__ import annotations

import logging
import tomllib
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from sentry_sdk import Client

from operations.logs import chain, ties, view_name

if TYPE_CHECKING:
    from sentry_sdk.types import Event

logger = logging.getLogger(__name__)

SECONDS_AT_EXIT = 2
"""How long a process that ends waits for what it has not sent yet."""
NOTHING_BY_ITSELF: dict[str, Any] = {
    "default_integrations": False,
    "auto_enabling_integrations": False,
    "auto_session_tracking": False,
    "enable_backpressure_handling": False,
    "include_local_variables": False,
    "include_source_context": False,
    "max_request_body_size": "never",
    "max_breadcrumbs": 0,
    "propagate_traces": False,
    "traces_sample_rate": 0.0,
    "server_name": "",
    "spotlight": False,
    "debug": False,
}


class Reporter(logging.Handler):
    """Of the root logger. A report waits in a queue for a thread of its own: a Sentry that is away or slow delays nobody, and beyond a
    hundred that wait, the next are lost."""

    def __init__(self, dsn: str, environment: str) -> None:
        super().__init__(logging.ERROR)
        self._client = Client(dsn=dsn, environment=environment, release=version(), before_send=without_machine, **NOTHING_BY_ITSELF)
        self._something_told = False

    def emit(self, record: logging.LogRecord) -> None:
        if is_refusal(record):
            return
        self._something_told = True
        try:
            self._client.capture_event(event(record))
        except Exception as error:  # whoever logs an error must not get another one for it
            logger.warning("a fault was not reported: %s", type(error).__name__)

    def flush(self) -> None:
        """Called when the process ends (logging.shutdown)."""
        if self._something_told:
            self._client.flush(SECONDS_AT_EXIT)


def is_refusal(record: logging.LogRecord) -> bool:
    """An answer that nothing broke: a wrong host name, `/readyz` that says what is missing."""
    return getattr(record, "status_code", 500) < 500 or (hasattr(record, "request") and not record.exc_info)


def event(record: logging.LogRecord) -> Event:
    request = getattr(record, "request", None)
    tags = ties() | ({"view": view_name(request), "status": str(getattr(record, "status_code", ""))} if request else {})
    said: Event = {
        "level": "error",
        "logger": record.name,
        "transaction": tags.get("view") or tags.get("kind") or record.name,
        "tags": tags,
    }
    if record.exc_info and record.exc_info[1]:
        said["exception"] = {"values": [described(error) for error in chain(record.exc_info[1])][::-1]}
    else:  # its sentence may hold anything: the log has it, masked
        said["logentry"] = {"message": f"{record.name}.{record.funcName}"}
    return said


def described(error: BaseException) -> dict[str, Any]:
    return {"type": type(error).__qualname__, "module": type(error).__module__, "stacktrace": {"frames": frames(error.__traceback__)}}


def frames(trace: TracebackType | None) -> list[dict[str, Any]]:
    found = []
    for frame, line in traceback.walk_tb(trace):
        module, file = str(frame.f_globals.get("__name__", "")), Path(frame.f_code.co_filename)
        ours = file.is_relative_to(settings.BASE_DIR) and "site-packages" not in file.parts
        # The folder of an installation may bear the name of who installed it: a file is named by its module.
        place = {"module": module, "filename": module.replace(".", "/") + ".py", "function": frame.f_code.co_name}
        found.append(place | {"lineno": line, "in_app": ours})
    return found


def without_machine(event: Event, hint: dict[str, Any]) -> Event:
    event.pop("server_name", None)
    return event


def version() -> str:
    project: dict[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['name']}@{project['version']}"
