"""What the day holds for who answers calls, who coaches and who answers concerns: the cards of the first page that change by the hour."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from call_review.models import Notice, Recording, Upload
from careers.certificate import standing
from careers.models import Award
from courses import catalogue
from feedback.models import Concern

SHOWN = 5


def due(user: User) -> list[Notice]:
    """What an agent is asked to do: read the notices of campaigns that concern the own calls."""
    return list(Notice.objects.to_read_by(user).select_related("campaign")[:SHOWN])


def own_concerns(user: User) -> dict[str, Any]:
    """Those that wait for an answer, and the last answer that all agents read."""
    return {
        "open": list(Concern.objects.filter(raised_by=user).open()[:SHOWN]),
        "newest": Concern.objects.readable_answers(user).order_by("-published_at", "-pk").first(),
    }


def board(user: User) -> dict[str, int]:
    """What waits for a bureau."""
    concerns = Concern.objects.answerable_by(user)
    mine = concerns.filter(taken_by=user, state=Concern.State.TAKEN).count()
    return {"new": concerns.by_state()["new"], "late": concerns.late().count(), "mine": mine}


def learning(user: User) -> dict[str, Any]:
    """The courses that are asked for, and the lesson where one left off."""
    return {"due": catalogue.catalogue(user).due[:SHOWN], "resume": catalogue.to_resume(user)}


def newest_certificate(user: User) -> dict[str, Any] | None:
    award = Award.objects.filter(holder=user).first()
    return {"award": award, "standing": standing(award)} if award else None


def own_call(user: User) -> Recording | None:
    """The newest that can be heard."""
    return Recording.objects.visible_to(user).of_agent(user).playable().order_by("-received_at").first()


def calls(user: User) -> dict[str, Any]:
    """What a coach listens to next, and what is on its way."""
    seen = Recording.objects.visible_to(user).exclude(agent=user).select_related("agent", "campaign", "topic", "job")
    return {
        "ready": list(seen.playable().order_by("-transcribed_at")[:SHOWN]),
        "coming": list(seen.in_progress()[:SHOWN]),
        "uploads": list(Upload.objects.visible_to(user).under_way().select_related("agent")[:SHOWN]),
    }
