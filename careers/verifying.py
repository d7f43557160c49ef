"""Finding a certificate from what somebody typed, without letting anyone try numbers."""

from __future__ import annotations

import re
import uuid

from careers.models import Award

LONGEST = 300
KEY = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
NUMBER = re.compile(r"VG(\d{4})([0-9A-Z]{4})([0-9A-Z]{4})", re.ASCII)


def find(typed: str) -> Award | None:
    """By its number (capitals, spaces and hyphens do not matter), its key, or the whole verification address."""
    typed = typed[:LONGEST]
    if match := KEY.search(typed):
        return Award.objects.filter(key=uuid.UUID(match[0])).first()
    number = NUMBER.fullmatch(re.sub(r"[\W_]", "", typed).upper())
    return Award.objects.filter(number=f"VG-{number[1]}-{number[2]}-{number[3]}").first() if number else None
