"""Who may go where: the page of one call, its sound, notes and grid. Its agent and the coach named in the campaign; nobody else."""

from __future__ import annotations

from typing import Any

from accounts.models import Role
from call_review import grids
from call_review.models import Criterion, Keeper, Masking, Note, Recording
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only
from tests.access_world import Side, World
from tests.call_review import calls

READERS = ("agent", "coach")
MAY_OPEN = only(*READERS, refused=404)
PASSAGE = {"start": "0:01", "end": "0:03", "channel": "caller", "kind": "name", "decision": "masked"}
NOTE = {"note-start": "0:01", "note-end": "0:03", "note-text": "Bien dit."}

MATRIX: dict[str, list[Case]] = {
    "review:call": get(MAY_OPEN, other=GONE),
    "review:sound": get(MAY_OPEN, other=GONE),
    "review:peaks": get(MAY_OPEN, other=GONE),
    "review:played": post_only(only(*READERS, code=400, refused=404), other=GONE),  # a form is no list of stretches
    "review:correct": get(only("coach", refused=404), other=GONE) + post(only("coach", code=400, refused=404), other=GONE),
    "review:swap_sides": post_only(only("coach", code=302, refused=404), other=GONE),
    # Nothing given: refused; the demonstration call has two voices, hence no turn to give one to (test_placing.py).
    "review:place": post_only(only(*READERS, code=400, refused=404), other=GONE),
    "review:write_note": post_only(only(*READERS, code=302, refused=404), other=GONE, **NOTE),
    "review:edit_note": get(MAY_OPEN, other=GONE) + post(only(*READERS, code=302, refused=404), other=GONE, **NOTE),
    "review:erase_note": post_only(only(*READERS, code=302, refused=404), other=GONE),
    "review:reply": post_only(only(*READERS, code=302, refused=404), other=GONE, text="D’accord."),
    # Nobody rates an own call; the coach has not played that moment yet.
    # Who is heard proposes; a coach publishes.
    "review:decide": post_only(only(*READERS, code=302, refused=404), other=GONE, **PASSAGE),
    "review:mask_sure": post_only(only(*READERS, code=302, refused=404), other=GONE),
    "review:take_back": post_only(only(*READERS, code=302, refused=404), other=GONE),
    "review:publish_maskings": post_only(only("coach", code=302, refused=404), other=GONE),
    # The two people named in the campaign, for a reason: tests/call_review/test_originals.py
    "review:original": get(only("coach", refused=404), other=GONE) + post(only("coach", code=302, refused=404), other=GONE, reason="check"),
    "review:original_sound": get(only("coach", code=302, refused=404), other=GONE),
    "campaigns:originals": get(only("coach", refused=404), other=GONE) + post(only("coach", code=400, refused=404), other=GONE, first="0"),
    "review:rate": post_only(only("coach", code=400, refused=404), other=GONE, value="yes", moment="0:01"),
}


def _recording(side: Side, world: World) -> Recording:
    """Of the agent who asks, in the campaign whose coach asks; of another body, of an agent there."""
    return calls.ready(world.people[Role.AGENT.value] if side.mine else side.person, side.campaign)


def _call(side: Side, user: Any, world: World) -> dict[str, Any]:
    return {"key": _recording(side, world).key}


def _note(side: Side, user: Any, world: World) -> dict[str, Any]:
    """The asker's own note, where a call may be opened at all."""
    recording = _recording(side, world)
    author = user if side.mine and user in (world.people[name] for name in READERS) else recording.agent
    note = Note.objects.create(recording=recording, author=author, start=1, end=3, text="Bien dit.")
    return {"key": recording.key, "pk": note.pk}


def _masking(side: Side, user: Any, world: World) -> dict[str, Any]:
    recording = _recording(side, world)
    row = Masking.objects.create(recording=recording, start=1, end=3, channel="caller", kind="name", decision="masked")
    return {"key": recording.key, "pk": row.pk}


def _sealed(side: Side, user: Any, world: World) -> dict[str, Any]:
    """The coach, and somebody of the other body, are named."""
    recording = _recording(side, world)
    Recording.objects.filter(pk=recording.pk).update(sealed=recording.listening.name)
    named = world.people[Role.COACH.value] if side.mine else side.stranger
    Keeper.objects.get_or_create(campaign=side.campaign, person=named, place=1)
    return {"key": recording.key}


def _criterion(side: Side, user: Any, world: World) -> dict[str, Any]:
    grids.load()
    return {"key": _recording(side, world).key, "pk": Criterion.objects.order_by("position")[0].pk}


ARGUMENTS: dict[str, Arguments] = {
    **dict.fromkeys(("review:call", "review:sound", "review:peaks", "review:played", "review:write_note", "review:place"), _call),
    **dict.fromkeys(("review:decide", "review:mask_sure", "review:publish_maskings", "review:correct", "review:swap_sides"), _call),
    "review:take_back": _masking,
    **dict.fromkeys(("review:original", "review:original_sound"), _sealed),
    "campaigns:originals": lambda side, user, world: {"pk": side.campaign.pk},
    **dict.fromkeys(("review:edit_note", "review:erase_note", "review:reply"), _note),
    "review:rate": _criterion,
}
