"""The demonstration: an open campaign and two invented calls, which come in through the very functions that pages use."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from call_review import campaigns, uploads
from call_review.models import Acknowledgement, Campaign, Notice, Recording
from call_review.sample_calls import SAMPLES
from topics.models import Topic

TEXTS = Path(__file__).parent / "demonstration.json"
CALLS = (("d03", 0, "PAI-VER-02", 1, datetime.time(10, 12)), ("d06", 1, "DEM-TIT-02", 2, datetime.time(14, 35)))
"""Sample, place of its agent among those heard, topic, how many days ago and when."""
OPENED = datetime.timedelta(days=20)


@transaction.atomic
def load(coach: User, heard: list[User], teams: list[Team]) -> bool:
    """False when it is there already: a call that was withdrawn does not come back. The worker transcribes, once."""
    said: dict[str, Any] = json.loads(TEXTS.read_text(encoding="utf-8"))
    organisation = teams[0].organisation
    if Campaign.objects.filter(organisation=organisation, name=said["campaign"]["name"]).exists():
        return False
    campaign = _campaign(said["campaign"], coach, teams)
    notice = campaigns.publish_notice(campaign, said["notice"], coach)
    campaigns.open_campaign(campaign)
    for agent in heard:
        campaigns.acknowledge(notice, agent)
    _as_if_since(timezone.now() - OPENED, campaign, notice)
    for sample, place, topic, days, hour in CALLS:
        day = timezone.localdate() - datetime.timedelta(days=days)
        recorded_at = timezone.make_aware(datetime.datetime.combine(day, hour))
        _deposit(campaign, coach, heard[place], sample, Topic.objects.filter(code=topic).first(), recorded_at)
    return True


def _campaign(said: dict[str, str], coach: User, teams: list[Team]) -> Campaign:
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        organisation=teams[0].organisation,
        legal_basis=Campaign.LegalBasis.PUBLIC_TASK,
        first_day=today - OPENED,
        last_day=today + datetime.timedelta(days=50),
        consulted_on=today - 2 * OPENED,
        **said,
    )
    campaign.teams.set(teams)
    campaign.coaches.add(coach)
    return campaign


def _as_if_since(then: datetime.datetime, campaign: Campaign, notice: Notice) -> None:
    """What was announced today would set yesterday's calls aside."""
    Notice.objects.filter(pk=notice.pk).update(published_at=then)
    Acknowledgement.objects.filter(notice=notice).update(acknowledged_at=then + datetime.timedelta(hours=3))
    Campaign.objects.filter(pk=campaign.pk).update(created_at=then, opened_at=then)


def _deposit(campaign: Campaign, coach: User, agent: User, sample: str, topic: Topic | None, recorded_at: datetime.datetime) -> Recording:
    content = SAMPLES[sample].path.read_bytes()
    said = uploads.Declaration(campaign, agent, recorded_at, Recording.Channels.AGENT_CALLER, topic, caller_informed=True)
    upload = uploads.declare(coach, said)
    uploads.announce(upload, len(content))
    uploads.append(upload, 0, [content])
    return uploads.finish(upload)
