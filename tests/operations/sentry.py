"""A server that takes what a Sentry takes: envelopes over HTTP. It keeps every byte it gets."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote_plus

KEY = "0123456789abcdef0123456789abcdef"


class Sentry:
    def __init__(self) -> None:
        self.heard: list[str] = []
        """Of each request its line, headers and body, in the clear."""
        self.events: list[dict[str, Any]] = []
        self.asked = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def dsn(self) -> str:
        return f"http://{KEY}@127.0.0.1:{self.server.server_port}/7"

    @property
    def everything(self) -> str:
        """As it came, and as whoever reads it would see it: JSON and addresses decoded."""
        events = [json.dumps(event, ensure_ascii=False) for event in self.events]
        return "\n".join([*self.heard, *map(unquote_plus, self.heard), *events])

    def _handler(sentry) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sentry.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                sentry.may_answer.wait(60)
                sentry.take(f"{self.requestline}\n{self.headers}", body.decode())
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: object) -> None:
                """Nothing on the console of the tests."""

        return Handler

    def take(self, head: str, body: str) -> None:
        lines = body.splitlines()
        for about, content in zip(lines[1::2], lines[2::2], strict=True):
            if json.loads(about)["type"] == "event":
                self.events.append(json.loads(content))
        self.heard.append(head + body)


@contextmanager
def listening() -> Iterator[Sentry]:
    sentry = Sentry()
    thread = threading.Thread(target=sentry.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield sentry
    finally:
        sentry.may_answer.set()
        sentry.server.shutdown()
        sentry.server.server_close()
        thread.join()
