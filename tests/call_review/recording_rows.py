"""Who may go where: depositing, listing, withdrawing and purging calls; the data protection officer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from accounts.models import User
from background.models import Job
from call_review.models import DepositToken, GlossaryWord, Recording, Upload, WatchedFolder
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only, public, signed_in
from tests.access_world import Side, World

COACH = only("coach", refused=404)
KEEPS_WORDS = only("coach", "quality", refused=404)
HEARD = only("coach", "agent", refused=404)

MATRIX: dict[str, list[Case]] = {
    "recordings:list": get(HEARD),
    "recordings:search": get(HEARD),
    "recordings:glossary": get(KEEPS_WORDS) + post(only("coach", "quality", code=400, refused=404)),
    "recordings:glossary_export": get(KEEPS_WORDS),
    "recordings:glossary_word": get(KEEPS_WORDS, other=GONE) + post(only("coach", "quality", code=400, refused=404), other=GONE),
    "recordings:glossary_remove": post_only(only("coach", "quality", code=302, refused=404), other=GONE),
    "recordings:take_away": get(signed_in(404)),  # who asks has no call there: tests/call_review/test_own_copy.py
    "recordings:declare": get(COACH) + post(only("coach", code=400, refused=404), campaign="0"),
    "recordings:several": get(COACH) + post(only("coach", code=400, refused=404), campaign="0"),
    "recordings:outcome": get(COACH, other=GONE),
    "recordings:upload": get(COACH, other=GONE) + post(only("coach", code=400, refused=404), other=GONE),
    "recordings:bytes": post_only(only("coach", code=400, refused=404), other=GONE),
    "recordings:discard_upload": post_only(only("coach", code=302, refused=404), other=GONE),
    "recordings:status": get(HEARD, other=GONE),
    "recordings:retry": post_only(only("coach", code=302, refused=404), other=GONE),
    "recordings:forward": post_only(only("coach", code=302, refused=404), other=GONE),
    "campaigns:calendar": get(only("coach", "dpo", "agent", refused=404)),
    "campaigns:calendar_file": get(only("coach", "dpo", "agent", refused=404)),
    "campaigns:calls_taken": get(COACH, other=GONE) + post(only("coach", code=400, refused=404), other=GONE),
    "campaigns:calls_taken_example": get(COACH, other=GONE),
    "campaigns:intake": get(COACH, other=GONE),
    "campaigns:open_folder": post_only(only("coach", code=302, refused=404), other=GONE, channels="mono"),
    "campaigns:remove_folder": post_only(only("coach", code=302, refused=404), other=GONE),
    "campaigns:make_token": post_only(only("coach", code=400, refused=404), other=GONE),
    "campaigns:revoke_token": post_only(only("coach", code=302, refused=404), other=GONE),
    # Machines, which show a token: tests/call_review/test_api.py
    "api:page": get(signed_in()),
    "api:document": get(public()),
    "api:calls": get(public(405)) + post(public(401)),
    "api:bytes": get(public(405), other=public(405)) + post(public(401), other=public(401)),
    "recordings:withdraw": post_only(only("agent", code=302, refused=404), other=GONE),
}


def heard(side: Side, world: World) -> User:
    """Who speaks in the call: the agent among those who ask, or a stranger."""
    return world.people["agent"] if side.mine else side.stranger


def said(side: Side, world: World) -> dict[str, Any]:
    moment = timezone.now() - dt.timedelta(hours=3)
    return {"organisation": side.organisation, "campaign": side.campaign, "agent": heard(side, world), "recorded_at": moment}


def deposit(side: Side, user: Any, world: World) -> dict[str, uuid.UUID]:
    declared_by = world.people["coach"] if side.mine else side.stranger
    upload = Upload.objects.create(**said(side, world), channels="mono", caller_informed=True, declared_by=declared_by)
    return {"key": upload.key}


def call(side: Side, user: Any, world: World) -> dict[str, uuid.UUID]:
    recording = Recording.objects.create(**said(side, world), sha256=uuid.uuid4().hex, job=Job.objects.create(kind="call_review.process"))
    return {"key": recording.key}


def folder(side: Side, user: Any, world: World) -> dict[str, int]:
    return {"pk": WatchedFolder.objects.create(campaign=side.campaign, opened_by=side.stranger, name=uuid.uuid4().hex, channels="mono").pk}


def token(side: Side, user: Any, world: World) -> dict[str, int]:
    day = timezone.localdate()
    facts = {"made_by": side.stranger, "digest": uuid.uuid4().hex, "label": "Essai", "channels": "mono", "expires_on": day}
    return {"pk": DepositToken.objects.create(campaign=side.campaign, **facts).pk}


def word(side: Side, user: Any, world: World) -> dict[str, int]:
    spelled = uuid.uuid4().hex
    return {"pk": GlossaryWord.objects.create(organisation=side.organisation, written=spelled, folded=spelled).pk}


WITH_CAMPAIGN = ("intake", "open_folder", "make_token", "calls_taken", "calls_taken_example")
ARGUMENTS: dict[str, Arguments] = {f"recordings:{name}": deposit for name in ("upload", "bytes", "outcome", "discard_upload")}
ARGUMENTS |= {f"campaigns:{name}": lambda side, user, world: {"pk": side.campaign.pk} for name in WITH_CAMPAIGN}
ARGUMENTS |= {"campaigns:remove_folder": folder, "campaigns:revoke_token": token}
ARGUMENTS |= {"api:bytes": deposit}
ARGUMENTS |= {f"recordings:{name}": call for name in ("status", "retry", "forward", "withdraw")}
ARGUMENTS |= {"recordings:glossary_word": word, "recordings:glossary_remove": word}
