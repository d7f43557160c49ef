"""The portal behind nginx as `deploy/nginx/vigie.conf` has it: who may is asked of the portal, nginx sends the bytes."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
from collections.abc import Iterator

import pytest

from tests.background.portal import Portal
from tests.servers import Nginx, in_a_folder

pytestmark = pytest.mark.services

PREPARE = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from background.runner import work_off
from accounts import roles
from accounts.models import Organisation, Role, Team, User
from tests.call_review.people import CLIP, deposit, join, open_campaign
from call_review import uploads
import datetime as dt
from django.utils import timezone
caisse = Organisation.objects.create(name="Caisse")
team = Team.objects.create(organisation=caisse, name="Accueil")
alice = User.objects.create_user("alice@example.org", "correct horse battery")
roles.grant(alice, Role.COACH, organisation=caisse, team=team)
alice = User.objects.get(pk=alice.pk)
bob = join(User.objects.create_user("bob@example.org"), caisse, team)
charlie = User.objects.create_user("charlie@example.org", "correct horse battery")
campaign = open_campaign(caisse, team, alice, bob)
said = uploads.Declaration(campaign, bob, timezone.now() - dt.timedelta(days=2), "agent,caller", caller_informed=True)
recording = deposit(uploads.declare(alice, said), CLIP)
while work_off("speech"): pass
recording.refresh_from_db()
print(recording.key, recording.listening.name)
for person in (bob, charlie):
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""


class Installed:
    """A call of Bob's, and what a browser of Bob, of Charlie or of nobody gets through nginx."""

    def __init__(self, portal: Portal, nginx: Nginx) -> None:
        self.portal, self.nginx = portal, nginx
        self.key, self.stored, self.bob, self.charlie = portal.run(PREPARE).split()

    @functools.cached_property
    def sound(self) -> bytes:
        return (self.portal.folder / "calls" / self.stored).read_bytes()

    def get(self, path: str, session: str = "", host: str = Nginx.names[0], **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        said = {"Host": host, "Cookie": f"sessionid={session}"} | headers
        with self.connection(host) as connection:
            connection.request("GET", path, headers=said)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

    def connection(self, host: str) -> Connection:
        return Connection(host, self.nginx.port, ssl.create_default_context(cafile=str(self.nginx.certificate)))


class Connection(http.client.HTTPSConnection):
    """To the name that the certificate is for, wherever nginx listens."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=30, context=context)
        self.trust = context

    def connect(self) -> None:
        self.sock = self.trust.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 30), server_hostname=self.host)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("portal")
    portal = Portal(
        folder,
        CACHE_URL="dbcache://vigie_cache",
        BROKER_URL="filesystem://",
        VIGIE_ACCEL_PREFIX="/protected/",
        VIGIE_BEHIND_PROXY="true",
        VIGIE_SITE_URL=f"https://{Nginx.names[0]}",
        VIGIE_ALLOWED_HOSTS=Nginx.names[0],
        VIGIE_MEDIA_URL=f"https://{Nginx.names[1]}/media/",
    )
    portal.manage("migrate", "--run-syncdb", "-v0", check=True)
    portal.manage("createcachetable", check=True)
    with in_a_folder(functools.partial(Nginx, portal_port=portal.port, data=folder)) as nginx:
        nginx.start()
        portal.start()
        try:
            yield Installed(portal, nginx)
        finally:
            portal.stop()


def test_nginx_sends_the_sound_to_who_may_hear_it_and_cuts_the_range(installed: Installed) -> None:
    status, body, headers = installed.get(f"/appels/{installed.key}/son.m4a", installed.bob)
    assert (status, body) == (200, installed.sound)
    assert headers["Content-Type"] == "audio/mp4"
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert all("no-store" in value for value in headers.get_all("Cache-Control"))
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "X-Accel-Redirect" not in headers

    status, body, headers = installed.get(f"/appels/{installed.key}/son.m4a", installed.bob, Range="bytes=100-199")
    assert (status, body) == (206, installed.sound[100:200])
    assert headers["Content-Range"] == f"bytes 100-199/{len(installed.sound)}"
    assert installed.get(f"/appels/{installed.key}/son.m4a", installed.bob, Range="bytes=99999999-")[0] == 416


def test_nobody_else_hears_it_and_no_address_leads_to_the_files(installed: Installed) -> None:
    assert installed.get(f"/appels/{installed.key}/son.m4a", installed.charlie)[0] == 404
    assert installed.get(f"/appels/{installed.key}/son.m4a")[0] == 302
    for path in (
        f"/protected/calls/{installed.stored}",
        "/protected/vigie.sqlite3",
        "/protected/../vigie.sqlite3",
        f"/media/../calls/{installed.stored}",
    ):
        for host in Nginx.names:
            status, body, _headers = installed.get(path, installed.bob, host)
            assert status in (400, 404) and body != installed.sound, path


def test_the_second_name_serves_pictures_and_no_page(installed: Installed) -> None:
    picture = installed.portal.folder / "media" / "images" / "plan.svg"
    picture.parent.mkdir(parents=True)
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    files = Nginx.names[1]
    status, body, headers = installed.get("/media/images/plan.svg", host=files)
    assert (status, body) == (200, picture.read_bytes())
    assert headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in headers["Content-Security-Policy"]
    for path in ("/", "/compte/connexion/", "/media/documents/plan.svg", f"/appels/{installed.key}/son.m4a", "/static/css/vigie.css"):
        assert installed.get(path, installed.bob, files)[0] == 404, path
    assert files in installed.get("/", installed.bob)[2]["Content-Security-Policy"]


def test_while_the_portal_is_away_nginx_says_so(installed: Installed) -> None:
    installed.portal.stop()
    try:
        status, body, _headers = installed.get("/")
        assert status == 503 and "<h1" in body.decode()
    finally:
        installed.portal.start()
