"""A coach's browser deposits calls over HTTP, as the page does, in a portal that runs."""

from __future__ import annotations

import http.client
import wave
from io import BytesIO

from call_review.sample_calls import SAMPLES
from speech.audio import decode
from speech.sound import RATE
from tests.background.portal import until
from tests.call_review.tus_line import Line

STREAM = {"Content_Type": "application/offset+octet-stream"}
AWAY = (OSError, http.client.HTTPException)

PREPARE = """
import datetime as dt, sys
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from accounts import roles
from accounts.models import Organisation, Role, Team, User
from call_review import uploads
from tests.call_review.people import join, open_campaign
caisse = Organisation.objects.create(name="Caisse")
team = Team.objects.create(organisation=caisse, name="Accueil")
alice = User.objects.create_user("alice@example.org", "correct horse battery")
roles.grant(alice, Role.COACH, organisation=caisse, team=team)
alice = User.objects.get(pk=alice.pk)
agents = [join(User.objects.create_user(f"agent{number}@example.org"), caisse, team) for number in range(1 + int(sys.argv[1]) // 10)]
campaign = open_campaign(caisse, team, alice, *agents, weekly_cap=10)
for number in range(int(sys.argv[1])):
    at = timezone.now() - dt.timedelta(days=2)
    said = uploads.Declaration(campaign, agents[number // 10], at, "agent,caller", caller_informed=True)
    print(uploads.declare(alice, said).key)
for person in (agents[0], alice):
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""
"""Keys of as many deposits as its argument says, then the session of the agent of the first ten, and that of the coach."""


def call(number: int, seconds: float = 5) -> bytes:
    """A few seconds of a demonstration call, at another place each time: speech that no other number gives."""
    sample = list(SAMPLES.values())[number % len(SAMPLES)]
    with decode(sample.path) as sound:
        start = int((3 + 0.7 * number % (sound.seconds - seconds - 6)) * RATE)
        piece = sound.read(start, start + int(seconds * RATE))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((piece.T * 32767).astype("<i2").tobytes())
    return out.getvalue()


def deposit(line: Line, content: bytes) -> None:
    """As the page does: told how long, then the bytes from where the server says, until it has acknowledged the last."""

    def acknowledged() -> bool:
        try:
            return _send(line, content)
        except AWAY:
            return False

    until(acknowledged, 120)


def _send(line: Line, content: bytes) -> bool:
    known = line.ask("HEAD")
    if known.status != 200:
        return False
    if known.headers.get("Upload-Length") is None:
        line.ask("POST", Upload_Length=str(len(content)))
        return False
    offset = int(known.headers["Upload-Offset"])
    if offset == len(content):
        return True
    half = offset + max(1, (len(content) - offset) // 2)
    answer = line.ask("PATCH", content[offset:half], Upload_Offset=str(offset), **STREAM)
    if answer.status != 204 or half == len(content):
        return answer.status == 204
    return line.ask("PATCH", content[half:], Upload_Offset=str(half), **STREAM).status == 204
