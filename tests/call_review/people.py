"""How tests bring people, campaigns and calls about: through the very functions that pages use."""

from __future__ import annotations

import datetime as dt
import io
import random
import wave
from pathlib import Path

from django.utils import timezone

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User
from call_review import uploads
from call_review.models import Acknowledgement, Campaign, Notice, Recording, Upload

CLIP = (Path(__file__).parents[1] / "samples" / "clip.flac").read_bytes()
WEEKS_AGO = dt.timedelta(weeks=5)


def join(user: User, organisation: Organisation, team: Team) -> User:
    """A post since last year, and the role of agent, in the team."""
    Post.objects.create(user=user, organisation=organisation, team=team, started_on=timezone.localdate() - dt.timedelta(days=400))
    roles.grant(user, Role.AGENT, organisation=organisation, team=team)
    return User.objects.get(pk=user.pk)


def open_campaign(organisation: Organisation, team: Team, coach: User, *readers: User, **changes: object) -> Campaign:
    """Open for five weeks, its notice published then and read by `readers` the day after."""
    began = timezone.now() - WEEKS_AGO
    facts = {
        "name": "Automne",
        "purpose": "Former les agents",
        "legal_basis": Campaign.LegalBasis.PUBLIC_TASK,
        "first_day": timezone.localtime(began).date(),
        "last_day": timezone.localdate() + dt.timedelta(weeks=6),
        "dpo_contact": "dpo@ouest.example",
        "consulted_on": timezone.localtime(began).date(),
        "consultation_document": "CSA",
        "archives_reference": "AD 2026-12",
        "caller_information": "Message d’accueil",
        "state": Campaign.State.OPEN,
        "opened_at": began,
    }
    campaign = Campaign.objects.create(organisation=organisation, **facts | changes)
    campaign.teams.add(team)
    campaign.coaches.add(coach)
    notice = Notice.objects.create(campaign=campaign, version=1, text="Des appels seront réécoutés.", published_at=began)
    for reader in readers:
        Acknowledgement.objects.create(notice=notice, agent=reader, acknowledged_at=began + dt.timedelta(days=1))
    return campaign


def deposit(upload: Upload, content: bytes) -> Recording:
    uploads.announce(upload, len(content))
    uploads.append(upload, 0, [content])
    return uploads.finish(upload)


def noise(seconds: float = 1.0, seed: int = 0) -> bytes:
    """A stereo WAV that no other seed gives, and in which nobody speaks."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(random.Random(seed).randbytes(int(seconds * 8000) * 4))
    return out.getvalue()
