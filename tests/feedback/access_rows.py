"""Who may go where: concerns."""

from typing import Any

from django.utils import timezone

from feedback.models import Concern
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only
from tests.access_world import Side, World

AGENTS, BUREAUS, READERS = only("agent", refused=404), only("bureau", refused=404), only("agent", "bureau", refused=404)
DONE = only("bureau", code=302, refused=404)

MATRIX: dict[str, list[Case]] = {
    "feedback:mine": get(AGENTS),
    "feedback:new": get(AGENTS) + post(only("agent", code=302, refused=404), kind="procedure", text="À qui écrire ?"),
    "feedback:check": post_only(READERS, text="Bonjour"),
    "feedback:board": get(BUREAUS),
    "feedback:concern": get(READERS, other=GONE),
    "feedback:take": post_only(DONE, other=GONE),
    "feedback:hand_back": post_only(DONE, other=GONE),
    "feedback:answer": get(DONE, other=GONE) + post(DONE, other=GONE, text="Oui."),
    "feedback:publish": post_only(DONE, other=GONE),
    "feedback:close": get(BUREAUS, other=GONE) + post(DONE, other=GONE, text="Non."),
}


def of_a_stranger(side: Side, **fields: Any) -> dict[str, Any]:
    concern = Concern.objects.create(organisation=side.organisation, raised_by=side.stranger, kind="tool", text="Un outil", **fields)
    return {"key": concern.key}


def published(side: Side, user: Any, world: World) -> dict[str, Any]:
    now = timezone.now()
    return of_a_stranger(side, state=Concern.State.ANSWERED, answer="Oui.", answered_at=now, published_at=now)


ARGUMENTS: dict[str, Arguments] = {"feedback:concern": published}
for name in ("take", "hand_back", "answer", "publish", "close"):
    ARGUMENTS[f"feedback:{name}"] = lambda side, user, world: of_a_stranger(side)
