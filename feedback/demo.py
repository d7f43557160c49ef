"""Concerns of the demonstration, raised and answered as any concern is. Adds those that are missing, once."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from accounts.demo import DEMO_DOMAIN
from accounts.models import User
from explainers.models import ExplainerPage
from feedback import concerns
from feedback.access import origin_of
from feedback.models import Concern
from topics.models import Topic

FILE = Path(__file__).with_name("demonstration.json")
BUREAU = "paul.diallo"
NAMESPACE = uuid.UUID("6f1c6c0e-6a55-4a43-9f5e-0a8f3f1d7c11")
"""The same text is the same concern, however often it is loaded."""


def load() -> int:
    """Answers how many were added. What has an answer is taken, answered and published by the bureau; the rest waits."""
    return sum(_add(**line) for line in json.loads(FILE.read_text("utf-8")))


def _add(kind: str, topic: str, explainer: str, text: str, answer: str, by: str) -> bool:
    agent, bureau = (User.objects.get(email=f"{name}@{DEMO_DOMAIN}") for name in (by, BUREAU))
    sent_as = uuid.uuid5(NAMESPACE, text)
    origin = origin_of(agent)
    if origin is None or Concern.objects.filter(raised_by=agent, sent_as=sent_as).exists():
        return False
    page = ExplainerPage.objects.readable().filter(slug=explainer).first() if explainer else None
    report = concerns.Report(kind, text, Topic.objects.filter(code=topic).first(), page, sent_as)
    concern = concerns.raise_concern(agent, origin, report)
    if answer:
        concerns.take(concern, bureau)
        concerns.draft_answer(concern, bureau, answer)
        concerns.publish_answer(concern, bureau)
    return True
