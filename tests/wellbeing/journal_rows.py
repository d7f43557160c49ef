"""Who may go where: the private journal. Whoever asks owns the one that is tried; tests/wellbeing/test_journal_secrecy.py tries others'."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only, signed_in
from tests.access_world import Side, World
from wellbeing import sealing
from wellbeing.models import Journal, JournalEntry

CLOSED = signed_in(302)
AGENT = only("agent", refused=404)

MATRIX: dict[str, list[Case]] = {
    "journal:home": get(AGENT),
    "journal:begin": get(AGENT) + post(only("agent", code=400, refused=404)),
    # Of one's own, closed
    "journal:open": get(signed_in()) + post(signed_in(400), passphrase="non"),
    "journal:close": post_only(CLOSED),
    "journal:code": get(signed_in()) + post(signed_in(400), code="non"),
    "journal:new_code": get(signed_in()) + post(signed_in(400), passphrase="non"),
    "journal:recover": get(signed_in()) + post(signed_in(400), code="non"),
    "journal:passphrase": get(signed_in()) + post(signed_in(400), current="non"),
    "journal:erase": get(signed_in()) + post(signed_in(302), sure="on"),
    "journal:write": get(CLOSED) + post(CLOSED, text="Un mot"),
    "journal:export": get(CLOSED),
    "journal:entry": get(CLOSED, other=GONE),
    "journal:change": get(CLOSED, other=GONE) + post(signed_in(400), other=GONE, text="Un mot"),
    "journal:erase_entry": get(CLOSED, other=GONE) + post(CLOSED, other=GONE),
}


def own(side: Side, user: Any) -> Journal:
    begun = {
        "salt": sealing.new_salt(),
        "parameters": {"kdf": "argon2id", "memory_kib": 64, "iterations": 1, "lanes": 1},
        "wrapped_by_passphrase": b"\x01",
        "wrapped_by_code": b"\x01",
    }
    return Journal.objects.get_or_create(owner=side.owner(user), defaults=begun)[0]


def of_a_journal(side: Side, user: Any, world: World) -> dict[str, Any]:
    own(side, user)
    return {}


def of_an_entry(side: Side, user: Any, world: World) -> dict[str, Any]:
    entry = JournalEntry.objects.create(journal=own(side, user), key=uuid.uuid4(), written_on=timezone.localdate(), sealed=b"\x01")
    return {"key": entry.key}


def exported(side: Side, user: Any, world: World) -> dict[str, Any]:
    own(side, user)
    return {"kind": "json"}


WITHOUT = {"journal:home", "journal:begin"}
OF_AN_ENTRY = {"journal:entry", "journal:change", "journal:erase_entry"}
ARGUMENTS: dict[str, Arguments] = {name: of_a_journal for name in MATRIX if name not in WITHOUT}
ARGUMENTS |= dict.fromkeys(OF_AN_ENTRY, of_an_entry) | {"journal:export": exported}
