"""Calls of any age, as rows; with files where a test asks for them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Organisation, User
from call_review.models import Campaign, Recording, Turn
from tests.access_world import PREREQUISITES

_numbers = itertools.count()
DAY = dt.timedelta(days=1)


def a_campaign(organisation: Organisation, name: str = "Automne", **changes: Any) -> Campaign:
    return Campaign.objects.create(organisation=organisation, name=name, **PREREQUISITES | changes)


def a_call(campaign: Campaign, agent: User, age: dt.timedelta = DAY, *, files: str = "", **changes: Any) -> Recording:
    """`files`: what is written in each of its three files."""
    at = timezone.now() - age
    call = Recording(
        organisation=campaign.organisation, campaign=campaign, agent=agent, recorded_at=at, received_at=at,
        sha256=f"{next(_numbers):064}", state=Recording.State.READY, transcribed_at=at,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(call, name, value)
    if files:
        for kind in ("original", "listening", "features"):
            getattr(call, kind).save(f"{kind}.bin", ContentFile(files.encode()), save=False)
    call.save()
    return call


def a_turn(call: Recording, text: str = "Bonjour.", position: int = 0) -> Turn:
    words = [{"start": 0.0, "end": 1.0, "text": text, "probability": 0.9}]
    return Turn.objects.create(recording=call, position=position, speaker="caller", start=0, end=1, text=text, words=words)


def set_aside(campaign: Campaign, agent: User, age: dt.timedelta = DAY, **changes: Any) -> Recording:
    return a_call(campaign, agent, age, **{"state": Recording.State.QUARANTINED, "quarantine": Recording.Quarantine.PERIOD} | changes)
