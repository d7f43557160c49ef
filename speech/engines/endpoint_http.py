"""One question over HTTP to a server that may be slow, wrong or gone: bounded in time and size, and cut when nobody waits any more."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from urllib.parse import SplitResult

from ..errors import EngineUnavailable, SpeechError, TryLater

BEAT = 0.5  # seconds between two beats while the answer is awaited
CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 8 << 20  # bytes; five minutes of speech, word by word, are half a megabyte


@dataclass(frozen=True)
class Answer:
    status: int
    retry_after: str
    body: bytes


class _TooLong(HTTPException):
    """The answer has no end, or none that we wait for."""


class _Exchange:
    """Runs in a thread of its own, because a socket that waits hears nothing; `cut` comes from the thread that waits for it."""

    def __init__(self, address: SplitResult) -> None:
        host = str(address.hostname)
        if address.scheme == "https":
            self._connection: HTTPConnection = HTTPSConnection(
                host, address.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            self._connection = HTTPConnection(host, address.port, timeout=CONNECT_SECONDS)
        self._target = f"{address.path or '/'}{'?' if address.query else ''}{address.query}"
        self._socket: socket.socket | None = None
        self._given_up = False

    def ask(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        with closing(self._connection):
            self._connect()
            # Who refuses early closes the line on what is still being sent; the answer is there to be read all the same.
            with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                self._connection.request("POST", self._target, body, dict(headers))
            with self._connection.getresponse() as answer:
                read = answer.read(LARGEST_ANSWER + 1)
                if len(read) > LARGEST_ANSWER:
                    raise _TooLong
                if answer.length:  # announced, and never came
                    raise IncompleteRead(read)
                return Answer(answer.status, answer.headers.get("Retry-After", ""), read)

    def reach(self) -> None:
        with closing(self._connection):
            self._connect()

    def cut(self) -> None:
        """What waits on the socket ends at once; what has not connected yet sends nothing."""
        self._given_up = True
        if self._socket is not None:
            with suppress(OSError):  # the other side was faster
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _connect(self) -> None:
        self._connection.connect()
        self._socket = self._connection.sock
        self._socket.settimeout(None)  # from here on the thread that waits keeps the time
        if self._given_up:
            raise ConnectionAbortedError


def ask(address: SplitResult, body: bytes, headers: Mapping[str, str], beat: Callable[[], None], seconds: float) -> Answer:
    """POST, and the answer, whatever its status; redirections are not followed. `beat` may raise to stop it: the line is cut.

    Raises TryLater (away, cut, slow beyond `seconds`) or EngineUnavailable (its certificate, no HTTP).
    """
    exchange = _Exchange(address)
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(1, "speech-endpoint") as threads:
        answer = threads.submit(exchange.ask, body, headers)
        try:
            beat()
            while not wait([answer], BEAT).done:
                beat()
                if time.monotonic() > deadline:
                    raise TryLater("endpoint_slow")
        finally:
            exchange.cut()
    try:
        return answer.result()
    except (OSError, HTTPException) as error:
        raise _named(error) from error


def reach(address: SplitResult) -> None:
    """Connects, verifies the certificate, sends nothing. Raises what `ask` would."""
    try:
        _Exchange(address).reach()
    except (OSError, HTTPException) as error:
        raise _named(error) from error


def _named(error: OSError | HTTPException) -> SpeechError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return EngineUnavailable("endpoint_certificate")
    if isinstance(error, ConnectionResetError | BrokenPipeError | IncompleteRead | ssl.SSLError):
        return TryLater("endpoint_cut")
    if isinstance(error, OSError):  # no such name, no route, nobody listens, no answer to the first knock
        return TryLater("endpoint_away")
    return EngineUnavailable("endpoint_answer")
