"""Moments of a call as one reads and writes them: 1:44, and 1:02:03 in a call of more than an hour."""

from __future__ import annotations

import math
import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?", re.ASCII)


def written(seconds: float) -> str:
    """The second that holds this moment."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def written_end(seconds: float) -> str:
    """The end of a passage: never before what is said in it."""
    return written(math.ceil(seconds))


def written_finely(seconds: float) -> str:
    """« 1:44,05 » to the hundredth, « 1:44,5 », and « 1:44 » when it is that second exactly."""
    whole, part = divmod(round(seconds * 100), 100)
    return f"{written(whole)},{part:02}".rstrip("0") if part else written(whole)


def read(text: str) -> float:
    """Seconds of « 1:44 », « 1:02:03 », « 104 » or « 104,5 ». Raises ValueError for anything else."""
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError("not a clock")
    hours, minutes, seconds, part = found.groups()
    if (minutes is not None and int(seconds) > 59) or (hours is not None and int(minutes) > 59):
        raise ValueError("no such minute")
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds) + float(f"0.{part or 0}")


def said(seconds: float) -> str:
    """Aloud: « 1 minute 44 », « 44 secondes »."""
    minutes, rest = divmod(int(seconds), 60)
    if not minutes:
        return ngettext("%(count)s seconde", "%(count)s secondes", rest) % {"count": rest}
    words = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return _("%(minutes)s %(seconds)s") % {"minutes": words, "seconds": f"{rest:02}"} if rest else words
