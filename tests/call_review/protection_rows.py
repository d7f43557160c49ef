"""Who may go where: retention, bordereaux and the access log, for the data protection officer alone."""

import uuid
from typing import Any

from django.utils import timezone

from call_review.models import Elimination, ProtectedAgent, Recording
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only
from tests.access_world import Side, World

OFFICER = only("dpo", refused=404)

MATRIX: dict[str, list[Case]] = {
    "protection:retention": get(OFFICER),
    "protection:purge": post_only(only("dpo", code=302, refused=404)),
    "protection:eliminations": get(OFFICER),
    "protection:eliminations_export": get(OFFICER),
    "protection:elimination_pdf": get(OFFICER, other=GONE),
    "protection:accesses": get(OFFICER),
    "protection:register_export": get(OFFICER),
    "protection:caller_requests": get(OFFICER),
    "protection:erase_for_caller": post_only(only("dpo", code=302, refused=404), other=GONE, verifie="on"),
    "protection:accesses_export": get(OFFICER),
    "protection:protected_agents": get(OFFICER) + post(only("dpo", code=400, refused=404)),
    "protection:release": post_only(only("dpo", code=302, refused=404), other=GONE),
}


def bordereau(side: Side) -> Elimination:
    day = timezone.localdate()
    return Elimination.objects.create(
        organisation=side.organisation, campaign=side.campaign, archives_reference="AD 2026-12", reason=Elimination.Reason.SOUND,
        count=3, first_day=day, last_day=day,
    )  # fmt: skip


def call(side: Side, user: Any, world: World) -> dict[str, uuid.UUID]:
    facts = {"organisation": side.organisation, "campaign": side.campaign, "agent": side.person, "recorded_at": timezone.now()}
    return {"key": Recording.objects.create(**facts, sha256=uuid.uuid4().hex).key}


def protected(side: Side) -> ProtectedAgent:
    return ProtectedAgent.objects.get_or_create(organisation=side.organisation, user=side.stranger)[0]


ARGUMENTS: dict[str, Arguments] = {
    "protection:register_export": lambda side, user, world: {"kind": "json"},
    "protection:eliminations_export": lambda side, user, world: {"kind": "csv"},
    "protection:accesses_export": lambda side, user, world: {"kind": "xlsx"},
    "protection:erase_for_caller": call,
    "protection:release": lambda side, user, world: {"pk": protected(side).pk},
    "protection:elimination_pdf": lambda side, user, world: {"pk": bordereau(side).pk},
}
