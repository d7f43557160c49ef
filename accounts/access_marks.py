"""Marks that chain the access log: HMAC-SHA256 under a key that is not in the database. Who holds only the database can forge none."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from accounts.models.access_chain import AccessSeal
    from accounts.models.access_entry import AccessEntry


def of_entry(previous: str, entry: AccessEntry) -> str:
    facts = [entry.sequence, _instant(entry.at), entry.who_id, entry.organisation_id, entry.act, str(entry.object_key), entry.why]
    return _mark("entry", previous, *facts)


def of_seal(previous: str, seal: AccessSeal) -> str:
    return _mark("seal", previous, seal.number, seal.month.isoformat(), seal.first, seal.last, seal.last_mark)


def of_head(sequence: int, mark: str, seals: int, pruned_to: int) -> str:
    return _mark("head", mark, sequence, seals, pruned_to)


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _mark(kind: str, previous: str, *facts: Any) -> str:
    """Over JSON, so that no two lists of facts read the same."""
    return hmac.new(_key(), json.dumps([kind, previous, *facts]).encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    return hashlib.sha256(f"access log of Vigie\n{settings.ACCESS_LOG_KEY or settings.SECRET_KEY}".encode()).digest()


def _instant(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
