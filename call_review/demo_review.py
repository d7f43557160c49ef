"""The demonstration: two notes of the coach on the agent's call. Their words are in `demonstration.json`; passages are times."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from accounts.models import User
from call_review import debriefing
from call_review.models import Note, Recording
from call_review.sample_calls import SAMPLES

WORDS = Path(__file__).parent / "demonstration.json"


def load(agent: User, coach: User) -> int:
    """Adds the notes that are missing to the calls that were loaded, transcribed or not. Returns how many."""
    return sum(_add(agent, coach, **written) for written in json.loads(WORDS.read_text("utf-8"))["notes"])


def _add(agent: User, coach: User, call: str, start: float, end: float, text: str) -> bool:
    sha256 = hashlib.sha256(SAMPLES[call].path.read_bytes()).hexdigest()
    recording = Recording.objects.visible_to(coach).of_agent(agent).filter(sha256=sha256, sound_erased_at=None).first()
    if recording is None or Note.objects.filter(recording=recording, author=coach, start=start).exists():
        return False
    debriefing.write_note(recording, coach, start, end, text, by_email=False)
    return True
