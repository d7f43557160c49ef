"""Real servers over TCP and HTTP: a mail server, an S3 store, an OpenID provider; and ports where nobody answers."""

from __future__ import annotations

import socketserver
from threading import Thread

import pytest

from operations.checks import neighbours
from tests.accounts.mail_server import MailServer
from tests.background.portal import free_port
from tests.files import s3
from tests.files.conftest import s3_server  # noqa: F401 - a fixture
from tests.operations.examined import codes
from tests.signin.openid_provider import Provider

PASSWORD = "canary-of-the-mail-account"


@pytest.fixture
def smtp(settings):
    def at(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5

    return at


def test_a_mail_server_that_answers_is_sent_nothing(smtp):
    server = MailServer()
    smtp(server.port)
    try:
        assert codes(neighbours.mail) == []
        assert server.received == []
    finally:
        server.stop()


def test_a_mail_server_that_is_not_there(smtp):
    smtp(free_port())
    assert codes(neighbours.mail) == ["mail.away"]


class Refusing(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            answers = {b"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", b"QUIT": b"221 bye\r\n"}
            self.wfile.write(answers.get(verb, b"535 wrong password\r\n"))
            if verb == b"QUIT":
                return


def test_a_mail_server_that_refuses_the_password(smtp, settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        smtp(server.server_address[1])
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "vigie", PASSWORD
        [finding] = neighbours.mail()
        server.shutdown()
        thread.join()
    assert finding.code == "mail.refused" and PASSWORD not in finding.wrong + finding.remedy


def test_in_production_mail_must_leave_the_machine_under_a_real_address(smtp, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert codes(neighbours.mail) == []
    settings.PRODUCTION = True
    assert codes(neighbours.mail) == ["mail.nowhere"]
    server = MailServer()
    smtp(server.port)
    try:
        assert codes(neighbours.mail) == ["mail.sender"]
    finally:
        server.stop()


# --- Calls


@pytest.fixture
def bucket(settings, tmp_path):
    def named(address: str, name: str) -> None:
        options = {"bucket_name": name, "endpoint_url": address, "access_key": "vigie", "secret_key": "secret", "region_name": "eu-west-3"}
        options |= {"location": "calls", "working_folder": tmp_path}
        settings.S3_BUCKET = name
        settings.STORAGES = settings.STORAGES | {"calls": {"BACKEND": "files.object_store.ObjectStore", "OPTIONS": options}}

    return named


def test_an_object_store_that_keeps_is_left_as_it_was(bucket, s3_server, tmp_path):  # noqa: F811
    store = s3.with_bucket(s3_server, tmp_path, "doctor")
    bucket(s3_server, "doctor")
    assert codes(neighbours.calls_store) == []
    assert list(store.bucket.objects.all()) == []


def test_a_bucket_that_is_not_there(bucket, s3_server):  # noqa: F811
    bucket(s3_server, "of-somebody-else")
    assert codes(neighbours.calls_store) == ["objects.not_writable"]


def test_an_object_store_that_is_not_there(bucket):
    bucket(s3.NOWHERE, "doctor")
    assert codes(neighbours.calls_store) == ["objects.away"]


def test_a_folder_of_calls_that_is_a_file(settings, tmp_path):
    settings.CALLS_FOLDER = tmp_path / "calls"
    assert codes(neighbours.calls_store) == []
    settings.CALLS_FOLDER.write_text("")
    assert codes(neighbours.calls_store) == ["calls.not_writable"]


# --- ProConnect


@pytest.fixture
def provider(db, settings):
    with Provider(person={}) as provider:
        settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET = provider.url, "vigie", "secret-of-vigie"
        yield provider


def test_a_provider_that_answers(provider):
    assert codes(neighbours.proconnect) == []


@pytest.mark.parametrize("page", ["openid-configuration", "jwks"])
def test_a_provider_that_answered_a_moment_ago_and_no_more(provider, page):
    assert codes(neighbours.proconnect) == []
    provider.down.add(page)
    assert codes(neighbours.proconnect) == ["proconnect.away"]


def test_a_provider_under_another_name(provider, settings):
    settings.PROCONNECT_URL = provider.url.replace("127.0.0.1", "localhost")
    assert codes(neighbours.proconnect) == ["proconnect.away"]


def test_proconnect_half_set(settings):
    assert codes(neighbours.proconnect) == []
    settings.PROCONNECT_URL = "https://proconnect.example"
    assert codes(neighbours.proconnect) == ["proconnect.partial"]
