"""A call that is ready to be heard: real sound, real features, a transcript of three turns."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
import uuid
import wave
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from call_review import features
from call_review.models import Campaign, Recording, Turn
from speech.audio import decode

SECONDS = 12
RATE = 8000
SAID = [
    ("agent", 0.5, 3.0, "Caisse de l’Ouest, bonjour."),
    ("caller", 3.4, 7.2, "Il me manque quatre trimestres."),
    ("agent", 7.8, 11.0, "Je regarde votre relevé."),
]


def turns() -> list[dict[str, Any]]:
    return [{"speaker": who, "start": start, "end": end, "text": text, "words": words(text, start, end)} for who, start, end, text in SAID]


def words(text: str, start: float, end: float) -> list[dict[str, Any]]:
    """Evenly spread; the last one of each turn is doubtful."""
    parts = text.split()
    step = (end - start) / len(parts)
    return [
        {"text": word, "start": start + i * step, "end": start + (i + 1) * step, "probability": 0.4 if i == len(parts) - 1 else 0.9}
        for i, word in enumerate(parts)
    ]


def sound() -> bytes:
    """Two voices, one a side, each humming while it speaks."""
    frames = bytearray()
    for sample in range(SECONDS * RATE):
        at = sample / RATE
        left, right = (any(who == side and start <= at < end for who, start, end, _text in SAID) for side in ("agent", "caller"))
        for speaks, pitch in ((left, 220), (right, 160)):
            level = int(9000 * math.sin(2 * math.pi * pitch * at)) if speaks else 0
            frames += level.to_bytes(2, "little", signed=True)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(frames))
    return out.getvalue()


SOUND = sound()


def ready(agent: User, campaign: Campaign, **changes: Any) -> Recording:
    recorded = timezone.now() - dt.timedelta(days=2)
    facts = {"state": Recording.State.READY, "seconds": float(SECONDS), "recorded_at": recorded, "transcribed_at": timezone.now()}
    facts |= {"engine": "faster-whisper", "model": "base", "language": "fr", "sha256": hashlib.sha256(uuid.uuid4().bytes).hexdigest()}
    recording = Recording.objects.create(organisation=campaign.organisation, campaign=campaign, agent=agent, **(facts | changes))
    with decode(io.BytesIO(SOUND)) as decoded:
        measured = features.measured(recording, decoded, [Turn(**turn) for turn in turns()], lambda: None)
    recording.listening.save("listening.wav", ContentFile(SOUND), save=False)
    recording.features.save("features.h5", ContentFile(measured), save=False)
    recording.save(update_fields=["listening", "features"])
    Turn.objects.bulk_create(Turn(recording=recording, position=i, **turn) for i, turn in enumerate(turns()))
    return recording
