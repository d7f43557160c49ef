"""Two certifications for the demonstration, and what fictional colleagues hold: one certified, one about to expire, one expired."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from careers import awarding
from careers.models import Award, Certification
from careers.validity import months_after
from courses.models import Completion, CoursePage

logger = logging.getLogger(__name__)

MONTHS = 24


@dataclass(frozen=True)
class Draft:
    name: str
    attests: str
    course: str
    """Slug of its page."""


DIFFICULT = Draft(
    "Communications difficiles",
    "La personne reconnaît un appel qui se tend, garde son calme, pose un cadre sans accuser et met fin à l’appel selon la règle.\n"
    "Elle sait à qui en parler ensuite.",
    "appels-difficiles",
)
STRESS = Draft(
    "Gérer le stress au téléphone",
    "La personne connaît les signes de fatigue, se ménage des pauses entre les appels et sait demander de l’aide.",
    "tenir-dans-la-duree",
)


def load(organisation: Organisation, people: dict[str, User]) -> None:
    """`people` by the first part of the address. Adds what is missing, erases nothing; skips a certification whose course is not there."""
    today = timezone.localdate()
    for draft, holders in (
        (DIFFICULT, {"yacine.amrani": today - datetime.timedelta(days=120), "aminata.diop": _completed_to_expire(today, 45)}),
        (STRESS, {"lucie.marchand": _completed_to_expire(today, -20)}),
    ):
        course = CoursePage.objects.filter(slug=draft.course).first()
        if course is None:
            logger.info("demonstration: no course %r, hence no certification %r", draft.course, draft.name)
            continue
        certification = _certification(organisation, draft, course)
        for name, completed_on in holders.items():
            _held(certification, people[name], course, completed_on)


def _completed_to_expire(today: datetime.date, days: int) -> datetime.date:
    return months_after(today + datetime.timedelta(days=days), -MONTHS)


def _certification(organisation: Organisation, draft: Draft, course: CoursePage) -> Certification:
    """One that was closed since stays closed, and is not made again."""
    found = Certification.objects.filter(organisation=organisation, name=draft.name).first()
    if found is None:
        opened_at = timezone.now() - datetime.timedelta(days=3 * 365)
        found = Certification.objects.create(
            organisation=organisation, name=draft.name, attests=draft.attests, months=MONTHS, opened_at=opened_at
        )
        found.courses.add(course)
    return found


def _held(certification: Certification, holder: User, course: CoursePage, completed_on: datetime.date) -> None:
    if certification.closed_at or Award.objects.filter(certification=certification, holder=holder).exists():
        return
    completion = _completion(certification, holder, course, completed_on)
    awarding.award_due(completion, at=completion.completed_at)


def _completion(certification: Certification, learner: User, course: CoursePage, day: datetime.date) -> Completion:
    """For the demonstration alone: courses record what people complete."""
    moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(15, 20)))
    context: dict[str, Any] = {
        "title": course.title, "version": 1, "minutes": course.minutes, "objectives": [], "lessons": [], "questions": 6, "pass_mark": 5,
    }  # fmt: skip
    return Completion.objects.create(
        learner=learner, course=course, organisation=certification.organisation, completed_at=moment, context=context
    )
