"""A real S3 server of its own, over HTTP, for the time of a test."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moto.server import ThreadedMotoServer

from files.object_store import ObjectStore


@contextmanager
def server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], **quiet)
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{address}/moto-api/", timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def store(address: str, working_folder: Path, bucket: str = "vigie") -> ObjectStore:
    keys = {"access_key": "vigie", "secret_key": "secret", "region_name": "eu-west-3"}
    return ObjectStore(bucket_name=bucket, endpoint_url=address, location="calls", working_folder=working_folder, **keys)


def with_bucket(address: str, working_folder: Path, bucket: str) -> ObjectStore:
    made = store(address, working_folder, bucket)
    made.bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    return made


NOWHERE = "http://127.0.0.1:9"


WARNINGS = "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
"""Moto's own, where it runs in the process of the tests."""


class MortalServer:
    """In this process, so that what it keeps outlives its port: away, nothing listens there; back, all is as it was."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each thing asked
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        _host, self._server._port = self._server.get_host_and_port()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server._port}"

    def goes_away(self) -> None:
        self._server.stop()
        self._server._server.server_close()

    def comes_back(self) -> None:
        self._server.start()

    def ends(self) -> None:
        if self._server._server_ready_event.is_set():
            self.goes_away()
